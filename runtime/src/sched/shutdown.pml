/* Shutdown: one worker stops all others, whatever they are at.
 *
 * Three workers. The fiber M exits, from wherever it runs. X yields for ever and starts Y whenever there is none, which
 * wakes a sleeper; a Y ends, or exits too. Modelled are stop_workers, idle_loop with
 * stop_here, sleep as far as it concerns stopping, next_fiber, claim_sleeper, wake_searcher and steal.
 *
 * What must hold: one worker alone goes on to the exit handlers, and only when each other one has stopped, or waits as a
 * second who wanted to exit; nobody sleeps for ever; a worker abandons its fibers at the next switch. The patience of
 * stop_workers is endless here, unless somebody waits as a second.
 *
 * How sleepers are found at other times is in idle.pml; here a push wakes one whenever it can.
 */

#define WORKERS 3
#define FIBERS 3
#define M 0
#define X 1
#define Y 2
#define NONE 255

#define NOWHERE 0
#define RUNNING 1
#define IN_QUEUE 2

/* struct scheduler */
bit lock;
byte asleep, searching;
bit stopping;
byte exiting = NONE;
byte stopped, seconds;

/* struct worker */
bit is_asleep[WORKERS], is_searching[WORKERS], wake_word[WORKERS], in_futex[WORKERS], has_stopped[WORKERS];

byte where[FIBERS];
byte late[WORKERS]; /* fibers it ran although all were to stop: at most the one it was about to run */
byte at_exit; /* who runs the exit handlers */

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0

/* scheduler::claim_sleeper. Requires: lock held. */
inline claim_sleeper(found) {
  d_step {
    found = 0;
    do
    :: found < WORKERS && !is_asleep[found] -> found++
    :: else -> break
    od;
    if
    :: found == WORKERS -> found = NONE
    :: else ->
      is_asleep[found] = 0;
      asleep--;
      is_searching[found] = 1;
      searching++;
      wake_word[found] = 1
    fi
  }
}

inline wake(found) {
  if
  :: found != NONE -> in_futex[found] = 0; found = NONE
  :: else
  fi
}

/* next_fiber: nothing any more once the workers stop */
inline next_fiber(w, f) {
  atomic {
    f = NONE;
    if
#ifndef BUG_NEXT_IGNORES_STOP
    :: stopping
#endif
    :: else ->
      if
      :: where[M] == IN_QUEUE + w -> f = M
      :: where[X] == IN_QUEUE + w -> f = X
      :: where[Y] == IN_QUEUE + w -> f = Y
      :: else
      fi
    fi;
    if
    :: f != NONE -> where[f] = RUNNING
    :: else
    fi
  }
}

inline steal(w, f) {
  atomic {
    if
    :: where[X] >= IN_QUEUE && where[Y] >= IN_QUEUE && where[X] == where[Y] -> where[Y] = IN_QUEUE + w
    :: where[M] >= IN_QUEUE && where[X] >= IN_QUEUE && where[M] == where[X] -> where[X] = IN_QUEUE + w
    :: else
    fi
  }
}

proctype worker(byte w) {
  byte f = NONE, found = NONE;
  bit was;

idle: /* idle_loop */
  if
  :: stopping -> goto stop
  :: else
  fi;
  steal(w, f);
  next_fiber(w, f);
  if
  :: f == NONE -> goto sleep
  :: else
  fi;
  atomic { /* end of the search, with the lock */
    lock == 0;
    searching = searching - is_searching[w];
    is_searching[w] = 0
  };
  goto execute;

sleep: /* sleep() */
#ifdef BUG_STOP_SEEN_OUTSIDE_LOCK
  if
  :: stopping -> goto idle
  :: else
  fi;
#endif
  atomic {
    lock == 0;
#ifndef BUG_STOP_SEEN_OUTSIDE_LOCK
    if
    :: stopping -> goto idle
    :: else
    fi;
#endif
    searching = searching - is_searching[w];
    is_searching[w] = 0;
    wake_word[w] = 0;
    is_asleep[w] = 1;
    asleep++
  };
  do
  :: atomic { wake_word[w] == 0 -> in_futex[w] = 1 };
    !in_futex[w]
  :: wake_word[w] == 1 -> break
  od;
  goto idle;

stop: /* stop_here */
  assert(exiting != w || at_exit == 0);
  has_stopped[w] = 1;
  stopped++;
end_stopped:
  false;

execute:
  atomic {
    late[w] = late[w] + stopping;
    assert(!has_stopped[w] && late[w] <= 1)
  };
  if
  :: f == M -> goto exits
  :: f == Y -> goto exits
  :: f == X && where[Y] == NOWHERE -> /* go Y: make_ready_new, feed_others */
    where[Y] = IN_QUEUE + w;
    atomic {
      lock == 0;
      if
      :: searching == 0 -> claim_sleeper(found)
      :: else
      fi
    };
    wake(found)
  :: f == Y -> where[Y] = NOWHERE; goto leave /* ends */
  :: f == X && where[Y] != NOWHERE
  fi;

  /* yield_fiber; the fiber goes to the back once it has left */
  where[f] = IN_QUEUE + w;
leave:
  next_fiber(w, f);
  if
  :: f == NONE -> goto idle
  :: else -> goto execute
  fi;

exits: /* main_fiber's end, or exit: stop_workers */
#ifdef BUG_TWO_EXITS
  was = stopping;
  stopping = 1;
#elif defined(BUG_STOP_AFTER_WAKING)
  was = stopping;
#else
  atomic { was = stopping; stopping = 1 };
#endif
  if
  :: was ->
    seconds++; /* waits for ever, without being counted */
end_second:
    false
  :: else
  fi;
  exiting = w;
  do
  :: atomic { lock == 0; claim_sleeper(found) };
    if
    :: found == NONE -> break
    :: else -> wake(found)
    fi
#ifdef BUG_WAKES_ONE
    ;
    break
#endif
  od;
#ifdef BUG_STOP_AFTER_WAKING
  stopping = 1;
#endif
  stopped == WORKERS - 1 || (stopped + seconds == WORKERS - 1);
  at_exit++;
  assert(at_exit == 1);
  /* An exit handler wakes a fiber: make_ready, wake_searcher. Nobody is left for it. */
  atomic {
    lock == 0;
    if
    :: searching == 0 -> claim_sleeper(found)
    :: else
    fi
  };
  assert(found == NONE);
end_exited:
  false
}

init {
  atomic {
    where[M] = IN_QUEUE;
    where[X] = IN_QUEUE;
    run worker(0);
    run worker(1);
    run worker(2)
  }
}
