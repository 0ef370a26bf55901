/* Who polls leaves its fiber for what has come, and need not look for it while nothing has.
 *
 * A worker polls. Whenever its flag is up it counts, yields, serves what has come, and may take the flag down. Two others
 * bring something each: they write it and look at the flag. Modelled are attention.cc and what calls raise_attention. That
 * one who polls with its flag down waits for the flag is what makes a lost one a dead end here.
 *
 * The stores of all three wait in buffers until their owner, or the kernel's barrier, empties them: the bringers leave out
 * the fence. Left out: what comes on the worker's own queue, for it raises the flag of its own thread.
 */

#define BRINGERS 2

bit flag = 1;            /* as memory has it */
bit come[BRINGERS];
bit late_flag[3], is_late_flag[3];  /* what waits in the buffers: of the bringers, and of the worker */
bit is_late_come[BRINGERS];
byte served;

#define WORKER 2
#define seen_flag(i) (is_late_flag[i] -> late_flag[i] : flag)

/* Stores leave a buffer in their order: what came before the flag. */
inline drain_come(i) {
  if
  :: is_late_come[i] -> come[i] = 1; is_late_come[i] = 0
  :: else
  fi
}
inline drain_flag(i) {
  if
  :: is_late_flag[i] -> flag = late_flag[i]; is_late_flag[i] = 0
  :: else
  fi
}
inline barrier() {
  d_step { drain_come(0); drain_flag(0); drain_come(1); drain_flag(1); drain_flag(WORKER) }
}

/* Empties the buffers at any time. */
active proctype buffers() {
end:
  do
  :: is_late_come[0] -> d_step { drain_come(0) }
  :: is_late_come[1] -> d_step { drain_come(1) }
  :: is_late_flag[0] -> d_step { drain_come(0); drain_flag(0) }
  :: is_late_flag[1] -> d_step { drain_come(1); drain_flag(1) }
  :: is_late_flag[WORKER] -> d_step { drain_flag(WORKER) }
  od
}

inline set_flag(i, v) {
  d_step { late_flag[i] = v; is_late_flag[i] = 1 }
}

active [BRINGERS] proctype bringer() {
  byte me = _pid - 1;
  bit up;
#ifdef BUG_LOOKS_FIRST
  up = seen_flag(me);
  is_late_come[me] = 1;
#else
  is_late_come[me] = 1;
  up = seen_flag(me);
#endif
#ifndef BUG_NOT_RAISED
  if
  :: !up -> set_flag(me, 1)
  :: else
  fi
#endif
}

inline serve() {
  if
  :: come[0] -> come[0] = 0; served++
  :: come[1] -> come[1] = 0; served++
  :: else
  fi
}

active proctype worker() {
  do
  :: served == BRINGERS -> break
  :: seen_flag(WORKER) -> /* yields */
    serve();
    if
    :: true
#ifdef BUG_LOOKED_BEFORE
    :: !come[0] && !come[1] -> set_flag(WORKER, 0)
#else
    :: !come[0] && !come[1] ->
      set_flag(WORKER, 0);
#ifndef BUG_NO_BARRIER
      barrier();
#endif
      if
#ifndef BUG_LEFT_DOWN
      :: come[0] || come[1] -> set_flag(WORKER, 1)
#endif
      :: else
      fi
#endif
    fi
  od
}
