/* Close: two closers race a sender, a receiver, a select and one who asks why.
 *
 * Channel a has room for one value, b for none. The value 1 is in its buffer, T sends 2, R receives from a once, S selects between receiving from a,
 * again and again, and sending 3 on b; G receives from b once. Two closers close a, one of them also b. Each is a process
 * of its own: parking is waiting to be made ready. Modelled are close_channel with detach_all, closing_error, send_value
 * and receive_value with their steps, admit_sender, and select_until as far as it meets a close.
 *
 * What must hold: everybody comes to an end; a value whose send was true arrives once, or is still buffered, one whose
 * send was false does not; what is buffered is received before the end; the first closer's error stays, and whoever
 * sees the channel closed sees it; a waiter is not touched after its owner may have gone on.
 */

#define T 0
#define R 1
#define S 2
#define G 3
#define NONE 255
#define FROM_A 0
#define TO_B 1

/* struct channel: a */
bit a;
bit closed_a;
byte buffer = 1; /* its one place */
byte why_a;
chan receivers_a = [2] of { byte };
chan senders_a = [1] of { byte };
/* b */
bit b;
bit closed_b;
chan receivers_b = [1] of { byte };
chan senders_b = [1] of { byte };

/* Waiters and selections, in the frames of their parties. Only S has a selection. */
bit alive[4];
byte slot[4];
bit done[4];  /* for S: fired; others are done unless a close says otherwise */
bit claimed;
byte ended = NONE; /* for S, woken by a close: which case it fired */
byte next[4]; /* in the chain of a closer */
bit parked[4], ready[4];

byte first_close; /* the error of who came first to a */
byte accepted[4], arrived[4];

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0

inline make_ready(p) {
  atomic {
    assert(parked[p] && !ready[p]);
    ready[p] = 1;
    p = NONE
  }
}

inline enlist(p) {
  atomic {
    alive[p] = 1;
    done[p] = (p == S -> 0 : 1);
    parked[p] = 1
  }
}

inline park(p) {
  atomic {
    ready[p] -> ready[p] = 0;
    parked[p] = 0
  }
}

inline arrives(v) {
  atomic {
    arrived[v]++;
    assert(v != 0 && arrived[v] == 1)
  }
}

/* claim_first, and its exchange */
inline claim_first(queue, w) {
  atomic {
    do
    :: empty(queue) -> w = NONE; break
    :: nempty(queue) ->
      queue ? <w>;
      assert(alive[w]);
      if
      :: w == S && claimed -> queue ? eval(w)
      :: w == S && !claimed -> claimed = 1; break
      :: w != S -> break
      fi
    od
  }
}

inline complete(queue, w) {
  atomic {
    queue ?? eval(w);
    done[w] = 1
  }
}

/* receive_step at a, with admit_sender: v is 0 if there is nothing; w: whom to make ready */
inline receive_step_a(v, w) {
  w = NONE;
  v = buffer;
  if
  :: v != 0 ->
    buffer = 0;
    claim_first(senders_a, w);
    if
    :: w != NONE -> buffer = slot[w]; complete(senders_a, w)
    :: else
    fi
  :: else
  fi
}

/* detach_all for one queue: the chain of `last` grows */
inline detach_all(queue, which, w, first, last) {
  do
  :: empty(queue) -> break
  :: atomic { nempty(queue) ->
      queue ? w;
      assert(alive[w]);
      if
#ifndef BUG_CLOSE_DOES_NOT_CLAIM
      :: w == S && claimed
#endif
      :: else ->
        claimed = (w == S -> 1 : claimed);
        ended = (w == S -> which : ended);
#ifndef BUG_CLOSE_LEAVES_DONE
        done[w] = 0;
#endif
        next[w] = NONE;
        if
        :: last == NONE -> first = w
        :: else -> next[last] = w
        fi;
        last = w
      fi;
      w = NONE
    };
#ifdef BUG_WAKES_ONE_OF_A_QUEUE
    break
#endif
  od
}

inline wake_all(w, first) {
  do
  :: first != NONE ->
#ifdef BUG_NEXT_READ_LATE
    w = first;
    make_ready(first);
    assert(alive[w]);
    first = next[w];
#else
    atomic { assert(alive[first]); w = first; first = next[w]; next[w] = 0 };
    make_ready(w)
#endif
  :: else -> break
  od
}

proctype closer(byte code; bit both) {
  byte w = NONE, first = NONE, last = NONE;
#ifdef BUG_CLOSED_CHECKED_OUTSIDE
  bit was;
#endif

  if
  :: both ->
    acquire(b);
    closed_b = 1;
    detach_all(receivers_b, NONE, w, first, last);
    detach_all(senders_b, TO_B, w, first, last);
    last = NONE;
    release(b);
    wake_all(w, first)
  :: else
  fi;

#ifdef BUG_CLOSED_CHECKED_OUTSIDE
  was = closed_a;
#endif
  acquire(a);
  if
#ifdef BUG_CLOSED_CHECKED_OUTSIDE
  :: was -> release(a)
#else
  :: closed_a -> release(a)
#endif
  :: else ->
    first_close = (first_close == 0 -> code : first_close);
#ifdef BUG_CLOSED_BEFORE_WHY
    closed_a = 1;
    why_a = code;
#else
    why_a = code;
    closed_a = 1;
#endif
    detach_all(receivers_a, FROM_A, w, first, last);
    detach_all(senders_a, NONE, w, first, last);
    last = NONE;
    release(a);
    wake_all(w, first)
  fi;
  assert(why_a == first_close)
}

proctype sender() {
  byte w = NONE;
#ifdef BUG_SEND_CHECKS_OUTSIDE
  bit ok;
#endif

  if
  :: closed_a -> assert(why_a == first_close && why_a != 0) /* closing_error takes no lock */
  :: else
  fi;
#ifdef BUG_SEND_CHECKS_OUTSIDE
  ok = !closed_a;
  acquire(a);
  if
  :: !ok -> release(a)
#else
  acquire(a);
  if
  :: closed_a -> release(a)
#endif
  :: else ->
    claim_first(receivers_a, w);
    if
    :: w != NONE ->
      slot[w] = 2;
      complete(receivers_a, w);
      release(a);
      make_ready(w);
      accepted[2] = 1
    :: w == NONE && buffer == 0 -> buffer = 2; release(a); accepted[2] = 1
    :: else ->
      atomic {
        slot[T] = 2;
        enlist(T);
        senders_a ! T
      };
      release(a);
      park(T);
      atomic { accepted[2] = done[T]; done[T] = 0; slot[T] = 0; alive[T] = 0 }
    fi
  fi
}

/* x, ok = <-a */
proctype receiver() {
  byte v, w = NONE;

  acquire(a);
  receive_step_a(v, w);
  if
  :: v != 0 ->
    release(a);
    if
    :: w != NONE -> make_ready(w)
    :: else
    fi
  :: v == 0 && closed_a -> release(a)
  :: else ->
    atomic {
      enlist(R);
      receivers_a ! R
    };
    release(a);
    park(R);
    alive[R] = 0;
    atomic { v = (done[R] -> slot[R] : 0); slot[R] = 0; done[R] = 0 }
  fi;
  if
  :: v != 0 -> arrives(v); v = 0
  :: else -> assert(closed_a && why_a == first_close)
  fi
}

/* doselect { case x, ok = <-a: if (!ok) break; case b <- 3: break; } */
proctype selects() {
  byte v, w = NONE;

again:
  acquire(a);
  acquire(b);
  if
  :: buffer != 0 || closed_a ->
    receive_step_a(v, w);
    release(a);
    release(b);
    if
    :: w != NONE -> make_ready(w)
    :: else
    fi;
    goto received
  :: nempty(receivers_b) ->
    receivers_b ? <w>;
    slot[w] = 3;
    complete(receivers_b, w);
    release(a);
    release(b);
    make_ready(w);
    goto sent
  :: closed_b -> release(a); release(b); goto refused
  :: buffer == 0 && !closed_a && empty(receivers_b) && !closed_b
  fi;
  atomic {
    enlist(S);
    claimed = 0;
    slot[S] = 0;
    receivers_a ! S;
    senders_b ! S;
    release(a)
  };
  release(b);
  park(S);
  atomic { /* dequeue */
    a == 0;
    if
    :: receivers_a ?? [S] -> receivers_a ?? eval(S)
    :: else
    fi
  };
  atomic {
    b == 0;
    if
    :: senders_b ?? [S] -> senders_b ?? eval(S)
    :: else
    fi;
    alive[S] = 0
  };
  if
  :: !done[S] ->
#ifdef BUG_WOKEN_BY_CLOSE_IS_RECEIVED
    v = slot[S]; goto received
#endif
    if
    :: ended == FROM_A -> goto received /* v is 0: the end */
    :: ended == TO_B -> goto refused
    fi
  :: done[S] && slot[S] == 0 -> goto sent
  :: done[S] && slot[S] != 0 -> v = slot[S]; slot[S] = 0; goto received
  fi;

received:
  if
  :: v != 0 -> arrives(v); v = 0; goto again
  :: else -> assert(closed_a && buffer == 0); goto over
  fi;
sent:
  accepted[3] = 1;
  goto over;
refused:
  assert(closed_b);
over:
  skip
}

/* <-b, once */
proctype gets() {
  byte w = NONE;

  acquire(b);
  claim_first(senders_b, w);
  if
  :: w != NONE -> complete(senders_b, w); release(b); make_ready(w); arrives(3)
  :: w == NONE && closed_b -> release(b)
  :: else ->
    atomic {
      enlist(G);
      receivers_b ! G
    };
    release(b);
    park(G);
    alive[G] = 0;
    if
    :: done[G] -> assert(slot[G] == 3); slot[G] = 0; done[G] = 0; arrives(3)
    :: else -> assert(closed_b)
    fi
  fi
}

init {
  atomic {
    run closer(1, 0);
    run closer(2, 1);
    run sender();
    run receiver();
    run selects();
    run gets()
  };
  _nr_pr == 1;
  assert(!a && !b);
  assert(empty(receivers_a) && empty(senders_a) && empty(receivers_b) && empty(senders_b));
  assert(arrived[1] + (buffer == 1) == 1 && accepted[2] == arrived[2] + (buffer == 2));
  assert(accepted[3] == arrived[3])
}
