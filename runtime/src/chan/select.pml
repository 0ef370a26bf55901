/* Select: of several cases one fires, whoever else reaches for it.
 *
 * Unbuffered channels a and b. Two receiving selects, S1 over both channels and Q over b with a deadline; a sending
 * select over both, S2, and a plain sender P on a. S1 goes round twice, so that waiters left behind would be met
 * again. Each is a process of its own: parking is waiting to be made ready. Modelled are select_until (perform, enqueue,
 * dequeue), send_value, send_step and receive_step, claim_first, has_claimable and complete, and park_until with
 * time_out.
 *
 * What must hold: a blocked party is made ready once; nobody touches the frame of one who has gone on; both values sent
 * arrive once; when nothing moves any more, no lock is held and no claimable sender and receiver wait at one channel.
 */

#define S1 0
#define Q 1
#define S2 2
#define P 3
#define NONE 255

/* The waiters of each channel. A waiter is known by its party. */
chan receivers_a = [2] of { byte };
chan receivers_b = [2] of { byte };
chan senders_a = [2] of { byte };
chan senders_b = [2] of { byte };
bit a, b; /* locks */

/* What lives in a party's frame: its selection (P has none) and where its value is. */
bit alive[4]; /* enlisted, and may be touched */
bit claimed[4];
byte fired[4]; /* how often */
byte slot[4];
bit timed_out;
/* Its fiber. */
bit parked[4], ready[4];

bit timers, armed; /* the timers' lock, whether Q's timer is in the heap */

byte arrived[3]; /* the values are 1 and 2 */
bit sent[3];

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0

inline make_ready(p) {
  atomic {
    assert(parked[p] && !ready[p]);
    ready[p] = 1
  }
}

inline park(p) {
  atomic {
    ready[p] -> ready[p] = 0;
    parked[p] = 0
  }
}

inline receives(p) {
  atomic {
    assert(slot[p] != 0);
    arrived[slot[p]]++;
    assert(arrived[slot[p]] == 1);
    slot[p] = 0
  }
}

/* waiter.cc: the first that is still free stays in the queue, claimed; those claimed elsewhere are dropped. */
inline claim_first(queue, w, was) {
  do
  :: empty(queue) -> w = NONE; break
  :: nempty(queue) ->
    queue ? <w>;
    assert(alive[w]);
    if
    :: w == P -> break
    :: else
    fi;
#ifdef BUG_CLAIM_IN_TWO_STEPS
    was = claimed[w];
    claimed[w] = 1;
#else
    atomic { was = claimed[w]; claimed[w] = 1 };
#endif
    if
    :: was -> queue ? eval(w)
    :: else -> break
    fi
  od
}

inline has_claimable(queue, w, found) {
  do
  :: empty(queue) -> found = 0; break
  :: nempty(queue) ->
    queue ? <w>;
    assert(alive[w]);
    if
    :: w != P && claimed[w] -> queue ? eval(w)
    :: else -> found = 1; break
    fi
  od
}

/* complete(): takes the waiter from its queue and says that it fired. */
inline complete(queue, w) {
  atomic {
    queue ?? eval(w);
    fired[w]++;
    assert(fired[w] == 1)
  }
}

/* A step of `p` at one channel; w: whom to make ready, NONE if blocked. */
inline send_step(p, receivers, w, was) {
  claim_first(receivers, w, was);
  if
  :: w != NONE -> slot[w] = slot[p]; complete(receivers, w)
#ifdef BUG_BLOCKED_IS_SENT
  :: else -> w = P
#else
  :: else
#endif
  fi
}
inline receive_step(p, senders, w, was) {
  claim_first(senders, w, was);
  if
  :: w != NONE -> slot[p] = slot[w]; complete(senders, w)
  :: else
  fi
}

inline lock_both() {
  acquire(a);
  acquire(b)
}
inline lock_both_of_sender() {
#ifdef BUG_LOCKS_IN_ORDER_OF_CASES
  acquire(b);
  acquire(a)
#else
  lock_both()
#endif
}

inline enlist(p) {
  atomic {
    alive[p] = 1;
    claimed[p] = 0;
    fired[p] = 0;
    parked[p] = 1
  }
}

/* dequeue, of one case: nobody touches the waiter from now on. */
inline dequeue(l, queue, p) {
  acquire(l);
  if
  :: queue ?? [eval(p)] -> queue ?? eval(p)
  :: else
  fi;
  release(l)
}

/* case <-a: case <-b: */
proctype receiving_select(byte p) {
  byte w, round;
  bit was, at_a, at_b;

  do
  :: round < 2 ->
    lock_both();
    has_claimable(senders_a, w, at_a);
    has_claimable(senders_b, w, at_b);
    w = NONE;
    do /* perform: random among the ready */
    :: at_a -> receive_step(p, senders_a, w, was); at_a = 0; if :: w != NONE -> break :: else fi
    :: at_b -> receive_step(p, senders_b, w, was); at_b = 0; if :: w != NONE -> break :: else fi
    :: !at_a && !at_b -> break
    od;
    at_a = 0;
    at_b = 0;
    if
    :: w != NONE ->
      release(a);
      release(b);
      make_ready(w)
    :: else ->
      enlist(p);
#ifdef BUG_LOOK_THEN_ENLIST
      release(a);
      release(b);
      lock_both();
#endif
      receivers_a ! p;
      receivers_b ! p;
      release(a); /* the hook: unlock_cases */
      release(b);
end_parked:
      park(p);
#ifndef BUG_NOT_DEQUEUED
      dequeue(a, receivers_a, p);
      dequeue(b, receivers_b, p);
#endif
      alive[p] = 0;
      assert(fired[p] == 1)
    fi;
    receives(p);
    round++
  :: else -> break
  od
}

/* recv_until: a select of one case and a timer */
proctype timed_receive(byte p) {
  byte w;
  bit was;

  acquire(b);
  receive_step(p, senders_b, w, was);
  if
  :: w != NONE ->
    release(b);
    make_ready(w);
    receives(p)
  :: else ->
    enlist(p);
    receivers_b ! p;
    acquire(timers); /* the hook: start_timer_and_let_go */
    armed = 1;
    release(b);
    release(timers);
end_parked:
    park(p);
#ifndef BUG_TIMER_NOT_REMOVED
    acquire(timers); /* remove_timer */
    armed = 0;
    release(timers);
#endif
    dequeue(b, receivers_b, p);
    alive[p] = 0;
    assert(fired[p] + timed_out == 1);
    if
    :: fired[p] == 1 -> receives(p)
    :: else
    fi
  fi
}

/* fire_timers, when Q's is due: time_out, under the timers' lock */
proctype clock() {
  bit was;

end_clock:
  atomic { armed && timers == 0 -> timers = 1 };
  armed = 0;
  assert(alive[Q]);
#ifdef BUG_TIMER_DOES_NOT_CLAIM
  was = claimed[Q];
#else
  atomic { was = claimed[Q]; claimed[Q] = 1 };
#endif
  if
  :: !was -> timed_out = 1; make_ready(Q)
  :: else
  fi;
  release(timers)
}

/* case a <- v: case b <- v: */
proctype sending_select(byte p) {
  byte w;
  bit was, at_a, at_b;

  slot[p] = 1;
  lock_both_of_sender();
  has_claimable(receivers_a, w, at_a);
  has_claimable(receivers_b, w, at_b);
  w = NONE;
  do
  :: at_a -> send_step(p, receivers_a, w, was); at_a = 0; if :: w != NONE -> break :: else fi
  :: at_b -> send_step(p, receivers_b, w, was); at_b = 0; if :: w != NONE -> break :: else fi
  :: !at_a && !at_b -> break
  od;
  if
  :: w != NONE ->
    release(a);
    release(b);
    make_ready(w)
  :: else ->
    enlist(p);
    senders_a ! p;
    senders_b ! p;
    release(a);
    release(b);
    park(p);
    dequeue(a, senders_a, p);
    dequeue(b, senders_b, p);
    alive[p] = 0;
    assert(fired[p] == 1)
  fi;
  sent[1] = 1
}

/* send_value on a */
proctype plain_send(byte p) {
  byte w;
  bit was;

  slot[p] = 2;
  acquire(a);
  send_step(p, receivers_a, w, was);
  if
  :: w != NONE ->
    release(a);
    make_ready(w)
  :: else ->
    enlist(p);
    senders_a ! p;
    release(a);
    park(p);
    alive[p] = 0;
    assert(fired[p] == 1)
  fi;
  sent[2] = 1
}

init {
  atomic {
    run receiving_select(S1);
    run timed_receive(Q);
    run clock();
    run sending_select(S2);
    run plain_send(P)
  };
  /* S1 takes two values, and nobody else sends: all are sent, and all of them arrive. S1 or Q may wait for more. */
  timeout;
  assert(!a && !b && !timers);
  assert(sent[1] && sent[2] && arrived[1] == 1 && arrived[2] == 1);
  assert(empty(senders_a) && empty(senders_b));
  goto end;
end:
  false
}
