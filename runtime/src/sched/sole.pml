/* Doing without locks: two who use one channel are never in it together.
 *
 * Two workers use a channel, sleep, are woken (by anybody, or by their own clocks) and use it again; at safe points each may
 * become the sole worker. A thread uses it too, waits as threads do, and is woken by a worker. Modelled are sole.h
 * (section, end_left), sole.cc, what idle_loop does before it runs a fiber, attach, park_thread and wake_thread. Some sections
 * end after a switch, during which there may have been a safe point: whether they took the lock is then known by `busy` only.
 *
 * A worker's store to `busy` waits in a buffer until the worker or the kernel's barrier empties it, for the worker leaves out
 * the fence. Other stores are seen at once: fences come with them. Left out: sections in sections, and the report's own way
 * to end solitude. The channel stands for the sole worker's run queue as well, from which others steal after join_others only.
 */

#define ROUNDS 2
#define NONE 2

bit taken;             /* the channel's spin_lock */
byte inside;           /* how many are in the channel */
bit lock, sole_lock;   /* of the scheduler */
bit asleep[2];         /* under lock */
byte the_sole = NONE;  /* scheduler::sole */
byte running;          /* running_threads */
bit sole[2], busy[2];  /* of the workers */
bit late_busy[2];      /* what waits in the buffer, */
bit is_late[2];        /* if anything does */
bit thread_word = 1, thread_waits;

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0
#define own_busy(w) (is_late[w] -> late_busy[w] : busy[w])

inline visit() {
  inside++;
  assert(inside == 1);
  inside--
}

inline set_busy(w, v) {
  d_step { late_busy[w] = v; is_late[w] = 1 }
}
inline drain(w) {
  d_step { busy[w] = own_busy(w); is_late[w] = 0 }
}

/* Empties the buffers at any time. */
active proctype buffers() {
end:
  do
  :: is_late[0] -> drain(0)
  :: is_late[1] -> drain(1)
  od
}

inline join_others(w) {
  if
  :: the_sole != NONE && the_sole != w -> /* end_solitude */
    acquire(sole_lock);
    if
    :: the_sole != NONE ->
      sole[the_sole] = 0;
#ifndef BUG_NO_BARRIER
      drain(the_sole);
#endif
#ifndef BUG_NO_WAIT
      busy[the_sole] == 0;
#endif
      the_sole = NONE
    :: else
    fi;
    release(sole_lock)
  :: else
  fi
}

#ifdef BUG_SLEEPER_NOT_ASKED
#define alone(w) (running == 0)
#else
#define alone(w) (asleep[1 - w] && running == 0)
#endif

inline maybe_be_sole(w) {
  atomic {
    if
    :: !sole[w] && asleep[1 - w] && running == 0 && !sole_lock -> sole_lock = 1; turn = 1
    :: 1
    fi
  };
  if
  :: turn ->
    acquire(lock);
    if
#ifdef BUG_TWO_SOLE_WORKERS
    :: alone(w) ->
#else
    :: alone(w) && the_sole == NONE ->
#endif
      the_sole = w;
      drain(w); /* with the store's fence */
      if
#ifndef BUG_THREAD_NOT_ASKED_AGAIN
      :: !alone(w) -> the_sole = NONE
#endif
      :: else -> sole[w] = 1
      fi
    :: else
    fi;
    release(lock);
    release(sole_lock);
    turn = 0
  :: else
  fi
}

proctype worker(byte w) {
  byte rounds;
  bit turn, without;

  do
  :: rounds < ROUNDS ->
    rounds++;
    maybe_be_sole(w); /* look: next_fiber */
#ifndef BUG_RUNS_WITHOUT_ASKING
    join_others(w);
#endif
    set_busy(w, 1); /* section */
    without = sole[w];
    if
    :: without
    :: else ->
      set_busy(w, 0);
      acquire(taken);
      drain(w)
    fi;
    visit();
    if
    :: thread_waits -> /* wake_thread */
      thread_waits = 0;
      drain(w);
      running++;
      thread_word = 1
    :: 1
    fi;
    if
    :: 1 -> /* park: next_fiber, the switch, end_left */
      maybe_be_sole(w);
#ifdef BUG_ENDS_BY_SOLE
      without = sole[w]
#else
      without = own_busy(w)
#endif
    :: 1
    fi;
    if
    :: without -> set_busy(w, 0)
    :: else -> release(taken)
    fi;
    without = 0;
    acquire(lock); /* sleep */
    drain(w);
    asleep[w] = 1;
    release(lock);
    acquire(lock);
    asleep[w] = 0;
    release(lock)
  :: else -> break
  od;
  acquire(lock);
  asleep[w] = 1;
  release(lock)
}

proctype thread() {
  byte rounds;

  running++; /* attach */
  do
  :: rounds < ROUNDS ->
    rounds++;
    join_others(NONE + 1);
    acquire(taken);
    if
    :: rounds == 1 -> /* park_thread */
      thread_word = 0;
      thread_waits = 1;
#ifdef BUG_COUNTED_OUT_EARLY
      running--;
#endif
      visit();
      release(taken);
#ifndef BUG_COUNTED_OUT_EARLY
      running--;
#endif
end_parked:
      thread_word == 1
    :: 1 -> visit(); release(taken)
    fi
  :: else -> break
  od;
  running--
}

init {
  atomic {
    run worker(0);
    run worker(1);
    run thread()
  }
}
