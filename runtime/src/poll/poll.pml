/* Descriptors: no event is lost, and none waits for ever while a worker sleeps.
 *
 * Two workers. The fiber C waits until its descriptor has data, which comes at any time, once; a timer may end its wait
 * once, and then it waits again. M computes without a safe point until C has its data: if M has one worker, the other one
 * must see the event, or find C made ready on the queue of the first. Modelled are wait.cc and descriptor.cc (the word, enter_word,
 * claim_waiter), poller.cc (deliver, poll_now, poll_until, wake_poller), and of the scheduler need_poller, wake, claim_sleeper, pass_search and the sleep. A stuck program is an invalid end state.
 *
 * Left out, for sched/idle.pml has it: the appetite as a word of its own, and how a push and a sleep meet; here who
 * pushes looks at the workers' states under the lock. The deadline of a watch may pass once at any time, then only when
 * nobody else can move. One who has seen the other switch fibers may leave descriptors to it.
 */

#define WORKERS 2
#define FIBERS 2
#define C 0
#define M 1
#define NONE 255

/* Where a fiber is: in the queue of worker w it is IN_QUEUE + w. */
#define NOWHERE 0
#define INJECTED 1
#define RUNNING 2
#define IN_QUEUE 3

/* watched_descriptor's word */
#define FREE 0
#define READY 1
#define WAITER 2

/* the kernel: C's data, its event not yet taken, one that starts M, the event descriptor that wakes the poller */
bit data, event, start, alarm;

/* struct scheduler; lock protects all of it but the reads of poller */
bit lock;
byte asleep, searching, watching;
byte poller = NONE;

/* struct worker */
bit is_asleep[WORKERS], is_searching[WORKERS], is_watching[WORKERS], polling[WORKERS], watched[WORKERS];
bit wake_word[WORKERS], in_futex[WORKERS];
bit other_turned[WORKERS]; /* its turns != others_turns */

byte word;
byte where[FIBERS];
bit served, ended; /* C has its data, M has ended */
byte early;        /* deadlines that passed while others could move */

#define other(w) (1 - w)
#define queued(w, f) (where[f] == IN_QUEUE + w)
#define size(w) (queued(w, C) + queued(w, M))
#define any_injected (where[C] == INJECTED || where[M] == INJECTED)

/* scheduler::claim_sleeper: one who doesn't poll before one who does. Requires: lock held. */
inline claim_sleeper(found) {
  d_step {
    if
    :: is_asleep[0] && poller != 0 -> found = 0
    :: is_asleep[1] && poller != 1 -> found = 1
    :: else ->
      if
      :: poller != NONE && is_asleep[poller] -> found = poller
      :: else -> found = NONE
      fi
    fi;
    if
    :: found != NONE ->
      is_asleep[found] = 0;
      asleep--;
      watching = watching - is_watching[found];
      is_watching[found] = 0;
      is_searching[found] = 1;
      searching++;
      wake_word[found] = 1
    :: else
    fi
  }
}

/* wake: the bed of a claimed worker may have changed when it comes to that. */
inline wake(found) {
  atomic {
    if
    :: found == NONE
    :: found != NONE && polling[found] -> alarm = 1
    :: found != NONE && !polling[found] -> in_futex[found] = 0
    fi;
    found = NONE
  }
}

inline wake_searcher(found) {
  atomic {
    lock == 0;
    if
    :: searching == 0 && asleep > 0 -> claim_sleeper(found)
    :: else
    fi
  };
  wake(found)
}

/* feed_others, after two came to the queue of w of which one runs there. */
inline feed_others(w, found) {
  if
  :: size(w) > 1 && searching == 0 && asleep > 0 && watching == 0 -> wake_searcher(found)
  :: else
  fi
}

/* claim_waiter and what follows: C is made ready by whoever took its address out of the word. */
inline make_ready(at) {
  assert(where[C] == NOWHERE);
  where[C] = at
}

/* deliver: the waiter, or a note for the next one. */
inline deliver(w) {
  atomic {
    if
    :: got_start -> got_start = 0; where[M] = IN_QUEUE + w
    :: else
    fi;
    if
    :: !got -> skip
    :: got && word == WAITER -> word = FREE; make_ready(IN_QUEUE + w)
#ifndef BUG_EVENT_FORGOTTEN
    :: got && word == FREE -> word = READY
    :: got && word == READY
#else
    :: else
#endif
    fi;
    got = 0
  }
}

proctype worker(byte w) {
  byte f = NONE;
  byte found = NONE;
  bit polls, until, got, got_start, all;
  bit lively, serves; /* others_moved, others_serve */

idle: /* look_at_others, look */
  atomic {
    !any_injected || lock == 0;
    lively = other_turned[w];
    other_turned[w] = 0;
    if
    :: lively -> serves = 1
    :: serves = 0
    fi;
    if
    :: where[C] == INJECTED -> where[C] = IN_QUEUE + w
    :: else
    fi;
    if
    :: where[M] == INJECTED -> where[M] = IN_QUEUE + w
    :: else
    fi
  };
  feed_others(w, found);
  if
  :: size(w) > 0 || serves
  :: size(w) == 0 && !serves -> /* poll_now */
    atomic {
      got = event;
      event = 0;
      got_start = start;
      start = 0;
#ifdef BUG_ALARM_EMPTIED_BY_ALL
      alarm = 0
#endif
    };
    if
    :: got || got_start -> deliver(w); feed_others(w, found)
    :: else
    fi
  fi;
  atomic {
    if
    :: queued(w, C) -> f = C
    :: queued(w, M) -> f = M
    :: size(w) == 0 && size(other(w)) == 2 -> f = C /* steal */
    :: else -> f = NONE
    fi;
    if
    :: f != NONE -> where[f] = RUNNING; other_turned[other(w)] = 1; lively = 0; serves = 0
    :: else
    fi
  };
  if
  :: f == NONE -> goto sleep
  :: f != NONE && (is_searching[w] || watched[w]) -> /* pass_search */
    watched[w] = 0;
    atomic {
      lock == 0;
      searching = searching - is_searching[w];
      is_searching[w] = 0;
      all = asleep > 0 && watching == 0 && searching == 0
    };
    if
    :: all && (size(w) + size(other(w)) > 0 || any_injected) -> wake_searcher(found)
    :: else
    fi;
    all = 0
  :: else
  fi;
#ifndef BUG_NO_HANDOVER
  if
  :: poller == NONE -> /* need_poller */
    atomic {
      lock == 0;
      if
      :: poller == NONE && searching == 0 && watching == 0 && asleep > 0 -> claim_sleeper(found)
      :: else
      fi
    };
    wake(found)
  :: else
  fi;
#endif

  if
  :: f == M -> atomic { served; where[M] = NOWHERE; ended = 1; f = NONE }; goto idle /* computes */
  :: else
  fi;
  atomic {
    f = NONE;
    if
    :: data -> served = 1; where[C] = NOWHERE; goto idle
    :: else
    fi
  };
  atomic { /* EAGAIN: wait_ready */
    if
    :: word == READY -> word = FREE; where[C] = IN_QUEUE + w; goto idle
    :: else -> where[C] = NOWHERE
    fi
  };
  atomic { /* enter_word, after the switch */
    if
#ifdef BUG_ENTERS_BLINDLY
    :: word = WAITER
#else
    :: word == FREE -> word = WAITER
    :: word == READY -> word = FREE; make_ready(IN_QUEUE + w)
#endif
    fi;
    goto idle
  };

sleep:
  atomic {
    lock == 0 -> lock = 1;
    if
    :: any_injected -> lock = 0; goto idle
    :: else
    fi;
    searching = searching - is_searching[w];
    is_searching[w] = 0;
    wake_word[w] = 0;
    is_asleep[w] = 1;
    asleep++;
#ifndef BUG_SERVED_UNWATCHED
    until = (asleep < WORKERS || lively) && watching == 0 && (!watched[w] || lively || size(other(w)) > 0);
#else
    until = asleep < WORKERS && watching == 0 && (!watched[w] || size(other(w)) > 0);
#endif
    is_watching[w] = until;
    watching = watching + until;
    if
    :: poller == NONE && (asleep == WORKERS || !serves) -> poller = w; polls = 1
    :: else -> polls = 0
    fi;
    lively = 0;
    serves = 0;
#ifndef BUG_BED_TOLD_LATE
    polling[w] = polls;
#endif
    lock = 0
  };
  do
  :: wake_word[w] != 0 -> break
  :: polls && wake_word[w] == 0 -> /* poll_until */
#ifdef BUG_BED_TOLD_LATE
    polling[w] = 1;
#endif
end_polling:
    if
    :: atomic { event || start -> got = event; event = 0; got_start = start; start = 0 }; break
    :: atomic { alarm -> alarm = 0 }; break
    :: until && early < 1 -> early++; break
    :: until && timeout -> break
    fi
  :: atomic { !polls && wake_word[w] == 0 -> in_futex[w] = 1 };
end_asleep:
    if
    :: !in_futex[w]
    :: until && early < 1 -> early++; in_futex[w] = 0; break
    :: until && timeout -> in_futex[w] = 0; break
    fi
  od;
  atomic {
    lock == 0;
    if
    :: polls -> poller = NONE; polling[w] = 0
    :: else
    fi;
    if
    :: is_asleep[w] ->
      is_asleep[w] = 0;
      asleep--;
      all = is_watching[w];
      watching = watching - is_watching[w];
      is_watching[w] = 0
    :: else
    fi;
    polls = 0;
    until = 0
  };
  if
  :: got || got_start -> deliver(w); feed_others(w, found)
  :: else
  fi;
  if
  :: all ->
    all = 0;
    watched[w] = 1;
    atomic { /* steal, with what is stranded */
      if
      :: size(w) == 0 && queued(other(w), C) -> where[C] = IN_QUEUE + w
      :: size(w) == 0 && queued(other(w), M) && !queued(other(w), C) -> where[M] = IN_QUEUE + w
      :: else
      fi
    }
  :: else
  fi;
  goto idle
}

/* inject */
inline inject(f, found) {
  atomic {
    lock == 0;
    where[f] = INJECTED;
    if
    :: searching == 0 && asleep > 0 -> claim_sleeper(found)
    :: else
    fi
  };
  wake(found)
}

/* Starts M, from another thread or by a descriptor; then the deadline of C's wait, on a worker of its own. */
proctype outside() {
  byte found = NONE;
  bit waits;
  if
  :: inject(M, found)
  :: start = 1
  fi;
#ifdef BUG_DEADLINE_CLAIMS_NOT
  waits = word == WAITER;
  if
  :: waits -> word = FREE
  :: else
  fi;
#else
  atomic {
    waits = word == WAITER;
    if
    :: waits -> word = FREE
    :: else
    fi
  };
#endif
  if
  :: waits -> atomic { make_ready(RUNNING) }; inject(C, found)
  :: else
  fi
}

proctype sender() {
  atomic { data = 1; event = 1 }
}

/* What must come to be. */
proctype end() {
  served && ended
}

init {
  atomic {
    where[C] = INJECTED;
    run worker(0);
    run worker(1);
    run outside();
    run sender();
    run end()
  }
}
