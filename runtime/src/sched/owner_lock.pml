/* The lock of a run queue: no two are under it at once, and no fiber is lost between one who gives and one who asks.
 *
 * An owner queues fibers and runs some; two others ask it for fibers, look, steal, and in the end ask no longer. Modelled are
 * owner_lock, and of run_queue what it keeps for one who asks: give, take_given, stop_asking, steal.
 *
 * The owner's store to `busy` waits in a buffer until the owner or the kernel's barrier empties it, for the owner leaves out
 * the fence. Other stores are seen at once: they come with locked instructions, or need not be seen soon. Left out: the way
 * without the kernel's barrier, and who is given what.
 */

#define FIBERS 3

#define FREE 0
#define TAKEN 1
#define ASKED 2
#define GRANTED 3

byte state = FREE;
bit busy, late_busy, is_late; /* late_busy waits in the buffer, if anything does */
byte inside, inside_given;    /* how many are under the lock, and at what is laid out */
byte listed, given;           /* fibers in the queue, and laid out for who asks */
byte ran;                     /* fibers that ran, here and there */
bit ended;                    /* the owner */
byte left;                    /* others that have ended */

inline visit() {
  inside++;
  assert(inside == 1);
  inside--
}
inline visit_given() {
  inside_given++;
  assert(inside_given == 1);
  inside_given--
}

inline set_busy(v) {
  d_step { late_busy = v; is_late = 1 }
}
inline drain() {
  d_step { busy = (is_late -> late_busy : busy); is_late = 0 }
}

/* Empties the buffer at any time. */
active proctype buffer() {
end:
  do
  :: is_late -> drain()
  od
}

/* run_queue::hold */
inline hold() {
  set_busy(1);
  seen = state;
  if
  :: seen == TAKEN -> /* meet_other */
    do
    :: state == TAKEN ->
      set_busy(0);
      state != TAKEN;
#ifndef BUG_OWNER_LOOKS_ONCE
      set_busy(1);
      drain()
#else
      set_busy(1);
      drain();
      break
#endif
    :: else -> break
    od;
    seen = state
  :: else
  fi;
  if
  :: seen == ASKED && listed > 1 -> /* give */
    visit();
    visit_given();
    listed--;
    given++;
    drain(); /* grant */
#ifdef BUG_GRANTS_UNASKED
    state = GRANTED
#else
    if
    :: atomic { state == ASKED -> state = GRANTED }
    :: atomic {
        state != ASKED ->
#ifndef BUG_KEEPS_WHAT_IT_LAID_OUT
        listed++;
#endif
        given--
      }
    fi
#endif
  :: else
  fi;
  visit()
}

active proctype owner() {
  byte seen, pushed;

  do
  :: pushed < FIBERS ->
    hold();
    pushed++;
    listed++;
    set_busy(0)
  :: listed > 0 ->
    hold();
    if
    :: listed > 0 -> listed--; ran++
    :: else
    fi;
    set_busy(0)
  :: pushed == FIBERS && listed == 0 -> break
  od;
  ended = 1
}

/* What is granted to one, who keeps out the others, but not the owner. */
inline take_given() {
  visit_given();
  ran = ran + given;
  given = 0
}

active [2] proctype other() {
  bit asks;

  do
  :: !asks && state == FREE -> /* ask */
    atomic {
      if
      :: state == FREE -> state = ASKED; asks = 1
      :: else
      fi
    }
  :: asks -> /* look */
    if
    :: atomic { state == GRANTED -> state = TAKEN };
      take_given();
      state = FREE
    :: state != GRANTED
    fi
  :: listed > 0 -> /* steal */
    do
    :: atomic { state == TAKEN -> skip }; state != TAKEN
    :: atomic { state != TAKEN -> state = TAKEN; break }
    od;
#ifndef BUG_NO_BARRIER
    drain();
#endif
#ifndef BUG_NO_WAIT
    !busy;
#endif
    visit();
#ifndef BUG_THIEF_LEAVES_WHAT_IS_GIVEN
    take_given();
#endif
    if
    :: listed > 1 -> listed--; ran++
    :: else
    fi;
    state = FREE
  :: ended && asks -> /* stop_asking */
    asks = 0;
    if
    :: atomic { state == ASKED -> state = FREE }
    :: state != ASKED ->
#ifndef BUG_LEAVES_WITHOUT_LOOKING
      if
      :: atomic { state == GRANTED -> state = TAKEN };
        take_given();
        state = FREE
      :: state != GRANTED
      fi
#endif
    fi
  :: ended && !asks -> left++; break
  od
}

/* Everybody is done: every fiber ran. */
active proctype check() {
end:
  left == 2 -> assert(ran == FIBERS && given == 0 && state == FREE)
}
