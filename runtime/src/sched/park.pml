/* Park and wake: fibers that leave their worker while others may already resume them, and an ordinary thread that waits.
 *
 * Two workers run the fibers S and R, which meet on an unbuffered channel twice; whoever comes first parks, but R the
 * second time rests: it waits without a stack. R then ends the wait of a thread. Modelled are send_value and
 * receive_value (plain fibers only), receive_rest, park, leave, switch_to and arrive, make_ready, run_fibers, and for
 * the thread wait_group::wait, park_thread and wake_thread.
 *
 * What must hold: a fiber is resumed only once its context is saved, or it has none and its stack is another's, by one
 * worker, when its operation is decided; both values arrive, in order; nobody waits for ever.
 *
 * Workers without work wait for a queue that is not empty: how they sleep and are found is in idle.pml. The
 * order of a queue and its lock are left out.
 */

#define S 0
#define R 1
#define NONE 255

/* Where a fiber is: in the queue of worker w it is IN_QUEUE + w. */
#define PARKED 0
#define RUNNING 1
#define ENDED 2
#define IN_QUEUE 3

byte where[2] = IN_QUEUE;
byte pc[2];
bit saved[2];
bit without[2] = 1; /* a context and a stack: fresh, or resting */
bit stack_used[2];  /* by a worker */

/* struct channel: its lock, the plain waiter of each queue with its slot and `done`. */
bit channel;
byte sender = NONE, receiver = NONE;
byte slot[2];
bit done[2];
byte sent;

/* struct wait_group with one event, its waiter, the word of the thread. */
bit guard, count = 1, thread_waits;
bit thread_word = 1, thread_in_futex;

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0

/* run_queue::pop, in any order */
inline pop(w, f) {
  atomic {
    if
    :: where[S] == IN_QUEUE + w -> f = S
    :: where[R] == IN_QUEUE + w -> f = R
    :: else -> f = NONE
    fi;
    if
    :: f != NONE -> where[f] = RUNNING
    :: else
    fi
  }
}

inline make_ready(w, f) {
  atomic {
    assert(where[f] == PARKED);
    where[f] = IN_QUEUE + w
  }
}

proctype worker(byte w) {
  byte f = NONE, next = NONE, other = NONE;

idle: /* idle_loop: pop, or steal */
end_idle:
  atomic {
    where[S] >= IN_QUEUE || where[R] >= IN_QUEUE;
    if
    :: where[S] >= IN_QUEUE -> f = S
    :: where[R] >= IN_QUEUE -> f = R
    fi;
    where[f] = RUNNING
  };

resume: /* arrive, on the stack of f */
  assert((saved[f] || without[f]) && !stack_used[f]);
  saved[f] = 0;
  without[f] = 0;
  stack_used[f] = 1;
  if
  :: f == S && pc[S] == 0 -> goto send
  :: f == S && pc[S] == 1 -> assert(done[S]); goto send
  :: f == S && pc[S] == 2 -> assert(done[S]); goto ended
  :: f == R && pc[R] == 0 -> goto receive
  :: f == R && pc[R] == 1 -> assert(done[R] && slot[R] == 1); goto receive
  :: f == R && pc[R] == 2 -> assert(done[R] && slot[R] == 2); goto finish
  fi;

send: /* send_value */
  acquire(channel);
  pc[S]++;
  sent++;
  if
  :: receiver != NONE -> /* send_step */
    other = receiver;
    receiver = NONE;
    slot[other] = sent;
    done[other] = 1;
#ifdef BUG_READY_TWICE
    make_ready(w, other);
#endif
    release(channel);
    make_ready(w, other);
    other = NONE;
    if
    :: pc[S] == 2 -> goto ended
    :: else -> goto send
    fi
  :: else ->
    slot[S] = sent;
    done[S] = 0;
    sender = S;
    goto park
  fi;

receive: /* receive_value */
  acquire(channel);
  pc[R]++;
  if
  :: sender != NONE -> /* receive_step */
    other = sender;
    sender = NONE;
    assert(slot[other] == pc[R]);
    done[other] = 1;
    release(channel);
    make_ready(w, other);
    other = NONE;
    if
    :: pc[R] == 2 -> goto finish
    :: else -> goto receive
    fi
  :: else ->
    done[R] = 0;
    receiver = R;
    if
    :: pc[R] == 2 -> goto rest
    :: else -> goto park
    fi
  fi;

park: /* park, leave: next_fiber looks while the channel is still locked */
#ifdef BUG_UNLOCK_BEFORE_SWITCH
  where[f] = PARKED;
  release(channel);
#endif
  pop(w, next);
  /* switch_to: the jump leaves the stack, then saves what leads back to it */
  stack_used[f] = 0;
#ifdef BUG_HOOK_BEFORE_SAVE
  where[f] = PARKED;
  release(channel);
  saved[f] = 1;
#else
  saved[f] = 1;
#ifndef BUG_UNLOCK_BEFORE_SWITCH
  where[f] = PARKED;
  release(channel); /* arrive: the hook, unlock_channel */
#endif
#endif
  f = next;
  next = NONE;
  if
  :: f == NONE -> goto idle
  :: else -> goto resume
  fi;

rest: /* run_fibers, after receive_rest::is_over: the stack goes to the next fiber, or back (let_rest) */
#ifdef BUG_ADMIT_ON_STACK
  where[f] = PARKED;
  release(channel);
#endif
  pop(w, next);
  stack_used[f] = 0;
#ifdef BUG_ADMIT_BEFORE_RECORD
  where[f] = PARKED;
  release(channel);
  without[f] = 1;
#else
  without[f] = 1;
#ifndef BUG_ADMIT_ON_STACK
  where[f] = PARKED;
  release(channel); /* admit */
#endif
#endif
  f = next;
  next = NONE;
  if
  :: f == NONE -> goto idle
  :: else -> goto resume
  fi;

finish: /* wait_group::done */
  acquire(guard);
  count = 0;
  if
  :: thread_waits ->
    thread_waits = 0;
    release(guard);
#ifdef BUG_WAKE_BEFORE_WORD
    thread_in_futex = 0;
    thread_word = 1;
#else
    thread_word = 1; /* wake_thread */
    thread_in_futex = 0;
#endif
  :: else -> release(guard)
  fi;

ended: /* run_fibers: the next fiber, if it has no stack, takes over this one */
  where[f] = ENDED;
  stack_used[f] = 0;
  pop(w, f);
  if
  :: f == NONE -> goto idle
  :: else -> goto resume
  fi
}

/* An ordinary thread in wait_group::wait. */
proctype thread() {
  acquire(guard);
  if
  :: count == 0 -> release(guard)
  :: else ->
    thread_waits = 1;
#ifdef BUG_WORD_CLEARED_LATE
    release(guard);
    thread_word = 0;
#else
    thread_word = 0; /* park_thread */
    release(guard);
#endif
    do
    :: atomic { thread_word == 0 -> thread_in_futex = 1 }; /* the kernel compares the word before it sleeps */
      !thread_in_futex
    :: thread_word == 1 -> break
    od
  fi;
  assert(count == 0);
  /* The rest is over soon after. */
  where[S] == ENDED && where[R] == ENDED
}

init {
  atomic {
    run worker(0);
    run worker(1);
    run thread()
  }
}
