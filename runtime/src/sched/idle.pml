/* Sleep and search: no fiber waits for ever while a worker sleeps for ever.
 *
 * Three workers. A thread starts the fiber M, M starts A and B, and then M, A and B compute without a safe point until
 * all three have begun: each needs a worker of its own, whoever was about to sleep, to search or to watch when
 * it was queued. Or there are two workers and no thread; then M may yield before it computes, at a safe point where its
 * worker steps aside. (With -DWIDE it may do so with three, in 2.4 GB of states.) Modelled are idle.cc (worker),
 * scheduler.cc (claim_sleeper, feed_others, inject, take_injected), run_queue::steal (a fiber that was asked for and given
 * is as good as stolen), offer_slot, which may hold A, and what sched/pace leads to: a worker may be found quick while it
 * switches fibers, never while it does not. A search may end before it has seen a surplus for long enough. A stuck program
 * is an invalid end state; one whose watcher wakes again and again for nothing fails an assertion.
 *
 * Left out: timers, descriptors (poll/poll.pml), the deadlock check, the order of a queue and its lock (sched/owner_lock),
 * spurious wake-ups (they would hide lost ones). The deadline of a watch may pass twice at any time, then only when
 * nobody else can move. Memory is sequentially consistent here: meet_owners, the kernel's barrier, sees to that between
 * a push and a sleep.
 */

#define WORKERS 3
#define FIBERS 3
#define M 0
#define A 1
#define B 2
#define NONE 255

/* Where a fiber is: in the queue of worker w it is IN_QUEUE + w. */
#define NOWHERE 0
#define INJECTED 1
#define RUNNING 2
#define IN_QUEUE 3

/* The appetite of sched/scheduler.h. */
#define NO_HUNGER 0
#define SURPLUS 1
#define ANY 2

/* struct scheduler; lock protects all but hunger */
bit lock;
byte injected, asleep, searching, watching, hunger;

/* struct worker */
bit is_asleep[WORKERS], is_searching[WORKERS], is_watching[WORKERS], watched[WORKERS];
bit wake_word[WORKERS], in_futex[WORKERS];
bit moved[WORKERS]; /* waits() != seen_waits */
bit others_turned[WORKERS]; /* their turns != others_turns */

byte where[FIBERS];
bit started; /* M has started A */
bit offered; /* A, by the worker it waits on */
byte workers, fibers;
byte begun;
byte early;     /* deadlines that passed while others could move */
byte fruitless; /* deadlines in a row that led to nothing while nobody else could move */

#define acquire(l) atomic { l == 0 -> l = 1 }
#define release(l) l = 0
#define queued(w, f) (where[f] == IN_QUEUE + w)
#define size(w) (queued(w, M) + queued(w, A) + queued(w, B))
#define listed(w) (size(w) - (offered && queued(w, A)))
#ifndef BUG_OFFER_UNSEEN
#define ready_count(w) size(w)
#else
#define ready_count(w) listed(w)
#endif
#define others_have_work(w) (ready_count((w + 1) % WORKERS) + ready_count((w + 2) % WORKERS) > 0)
#define is_offered_by(w) (offered && queued(w, A))

inline update_hunger() {
  hunger = (searching > 0 || asleep == 0 -> NO_HUNGER : (watching > 0 -> SURPLUS : ANY))
}

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
      watching = watching - is_watching[found];
      is_watching[found] = 0;
      is_searching[found] = 1;
      searching++;
      update_hunger();
#ifndef BUG_WAKE_BEFORE_WORD
      wake_word[found] = 1
#endif
    fi
  }
}

/* futex_wake of a claimed worker. */
inline wake(found) {
  if
  :: found != NONE ->
    in_futex[found] = 0;
#ifdef BUG_WAKE_BEFORE_WORD
    wake_word[found] = 1;
#endif
    found = NONE
  :: else
  fi
}

inline wake_searcher(found) {
  atomic {
    lock == 0;
    if
    :: searching == 0 -> claim_sleeper(found)
    :: else
    fi
  };
  wake(found)
}

/* feed_others, after the push that came before. A quick worker wakes nobody for a surplus. */
inline feed_others(surplus, found) {
  if
#ifndef BUG_QUICK_WAKES_NOBODY
  :: hunger == ANY -> wake_searcher(found)
#endif
  :: hunger == SURPLUS && surplus -> wake_searcher(found)
  :: hunger == SURPLUS && surplus
  :: else
  fi
}

/* scheduler::append_injected. Requires: lock held. */
inline append_injected(f) {
  where[f] = INJECTED;
  injected++
}

/* leave_fibers: the others get all fibers of w. Requires: lock held. */
inline leave_fibers(w) {
  if
  :: queued(w, A) && !offered -> append_injected(A)
  :: else
  fi;
  if
  :: queued(w, B) -> append_injected(B)
  :: else
  fi;
  if
  :: queued(w, M) -> append_injected(M)
  :: else
  fi;
#ifndef BUG_ASIDE_UNWATCHED
  watched[w] = 0
#else
  watched[w] = 1
#endif
}

/* One of the injected fibers. */
inline take_injected(w) {
  atomic {
    injected == 0 || lock == 0;
    if
    :: injected > 0 ->
      if
      :: where[M] == INJECTED -> where[M] = IN_QUEUE + w
      :: where[A] == INJECTED -> where[A] = IN_QUEUE + w
      :: where[B] == INJECTED -> where[B] = IN_QUEUE + w
      fi;
      injected--
    :: else
    fi
  }
}

/* run_queue::pop: any fiber, for the order does not matter here. */
inline pop(w, f) {
  atomic {
    if
    :: queued(w, M) -> f = M
    :: queued(w, A) -> f = A
    :: queued(w, B) -> f = B
    :: else -> f = NONE
    fi;
    count_turn(w, f)
  }
}

/* Whoever takes f from a queue to run it. */
inline count_turn(w, f) {
  if
  :: f != NONE ->
    offered = (f == A -> 0 : offered);
    where[f] = RUNNING;
    fruitless = 0;
    moved[w] = 1;
    others_turned[(w + 1) % WORKERS] = 1;
    others_turned[(w + 2) % WORKERS] = 1
  :: else
  fi
}

/* take_offer, by one who searches; or its search ends before. */
inline take_offer(w, f) {
  atomic {
    if
    :: is_offered_by((w + 1) % WORKERS) || is_offered_by((w + 2) % WORKERS) -> f = A
    :: true
    fi;
    count_turn(w, f)
  }
}

/* steal, from v: of two fibers one, unless it is quick, or not yet if one searches; a lone one only if `all`. */
inline steal_from(w, v, stranded, all, f) {
  atomic {
    all = stranded && !moved[v];
    quick = moved[v];
    moved[v] = (stranded && size(v) > 0 -> 0 : moved[v]);
    if
    :: all && is_offered_by(v) ->
      offered = 0;
      where[A] = IN_QUEUE + w
    :: (size(v) >= 2 || all) && listed(v) > 0 ->
      if
      :: queued(v, M) -> f = M
      :: queued(v, A) && !offered -> f = A
      :: queued(v, B) -> f = B
      fi;
      where[f] = IN_QUEUE + w;
      f = NONE
    :: size(v) >= 2 && (quick || !stranded)
    :: else
    fi;
    all = 0;
    quick = 0
  }
}

inline steal(w, stranded, all, f) {
  steal_from(w, (w + 1) % WORKERS, stranded, all, f);
  if
  :: size(w) == 0 -> steal_from(w, (w + 2) % WORKERS, stranded, all, f)
  :: else
  fi
}

proctype worker(byte w) {
  byte f = NONE;     /* the fiber to run */
  byte found = NONE; /* a sleeper to wake */
  bit until, all, quick, aside;
  bit lively; /* others_moved */

  if
  :: w == 0 -> f = M; goto fiber
  :: else
  fi;

idle: /* idle_loop: search(), look_at_others(), look() */
  atomic {
    lively = others_turned[w];
    others_turned[w] = 0
  };
  take_injected(w);
  pop(w, f);
  if
  :: f == NONE ->
    steal(w, 0, all, f);
    pop(w, f)
  :: else
  fi;
  if
  :: f == NONE -> take_offer(w, f)
  :: else
  fi;
  if
  :: f == NONE -> goto sleep
  :: f != NONE && (is_searching[w] || watched[w]) -> /* pass_search */
    watched[w] = 0;
    atomic {
      lock == 0;
      searching = searching - is_searching[w];
      is_searching[w] = 0;
      update_hunger();
      all = asleep > 0 && watching == 0 && searching == 0
    };
#ifndef BUG_SEARCH_NOT_PASSED
    if
    :: all && (size(w) > 0 || others_have_work(w) || injected > 0) -> wake_searcher(found)
    :: else
    fi;
#endif
    all = 0
  :: else
  fi;

fiber:
  if
  :: f == M && !started ->
    atomic {
      started = 1;
      if /* go A: make_ready_new; another operation might offer it */
      :: asleep + 1 < workers && size(w) == 0 -> offered = 1
      :: true
      fi;
      where[A] = IN_QUEUE + w;
      if
#ifndef WIDE
      :: workers == 2 ->
#else
      ::
#endif
        where[M] = IN_QUEUE + w; f = NONE; aside = 1; /* yields; measure_pace says pace::aside */
        offered = 0 /* withdraw_offer */
      :: true
      fi
    };
    feed_others(listed(w) > 1, found);
    if
    :: aside -> goto sleep
    :: else
    fi
  :: else
  fi;
  begun++;
  begun == fibers; /* computes */
  where[f] = NOWHERE;
  goto idle;

sleep: /* sleep() */
  until = 0;
#ifdef BUG_INJECTED_UNSEEN
  if
  :: injected > 0 -> goto idle
  :: else
  fi;
#endif
  atomic {
    lock == 0 -> lock = 1;
    if
    :: aside && asleep + 1 >= workers -> aside = 0; release(lock); goto idle
    :: aside && asleep + 1 < workers -> leave_fibers(w); goto leaves
#ifdef BUG_SEARCH_ENDS_EARLY
    :: injected > 0 && !aside ->
      searching = searching - is_searching[w];
      is_searching[w] = 0;
      update_hunger();
      release(lock);
      goto idle
#elif !defined(BUG_INJECTED_UNSEEN)
    :: injected > 0 && !aside -> release(lock); goto idle
#endif
    :: else
    fi;
leaves:
    aside = 0;
    searching = searching - is_searching[w];
    is_searching[w] = 0;
#ifndef BUG_WORD_CLEARED_LATE
    wake_word[w] = 0;
#endif
    is_asleep[w] = 1;
    asleep++;
#ifndef BUG_HUNGER_LATE
    if
    :: (asleep < workers || lively) && watching == 0 && watched[w] -> update_hunger() /* then meet_owners */
    :: else
    fi
#endif
  };
  if
  :: (asleep < workers || lively) && watching == 0 && (!watched[w] || lively || others_have_work(w)) ->
    is_watching[w] = 1;
    watching++;
    until = 1
  :: else
  fi;
  atomic {
    update_hunger();
    release(lock)
  };
#ifdef BUG_WORD_CLEARED_LATE
  wake_word[w] = 0;
#endif
  /* futex_wait: the kernel compares the word before it sleeps */
  do
  :: atomic { wake_word[w] == 0 -> in_futex[w] = 1 };
end_asleep:
    if
    :: !in_futex[w]
    :: until && early < 2 -> early++; in_futex[w] = 0; break
    :: until && timeout -> fruitless++; assert(fruitless < 6); in_futex[w] = 0; break
    fi
  :: wake_word[w] != 0 -> break
  od;
  atomic {
    lock == 0; /* who was claimed meanwhile is not asleep any more */
    if
    :: is_asleep[w] ->
      is_asleep[w] = 0;
      asleep--;
      all = is_watching[w];
      watching = watching - is_watching[w];
      is_watching[w] = 0;
      update_hunger()
    :: else -> watched[w] = 0
    fi
  };
  if
  :: all -> all = 0; watched[w] = 1; steal(w, 1, all, f)
  :: else
  fi;
  goto idle
}

/* An ordinary thread: inject. */
proctype thread() {
  byte found = NONE;
  atomic {
    lock == 0;
    append_injected(B);
    if
    :: searching == 0 -> claim_sleeper(found)
    :: else
    fi
  };
  wake(found)
}

init {
  atomic {
    run worker(0);
    run worker(1);
    if
    :: workers = 3; fibers = 3; run worker(2); run thread()
    :: workers = 2; fibers = 2
    fi
  }
}
