"""replay.py SEEDS PROGRAM…: each seed chooses one schedule, and the same one every time.

Runs the program twice with each LSUB_SEED from 1 to SEEDS, the second time with a busy neighbour and another
LSUB_WORKERS. Both runs must print the same and end alike, and those that fail must name their seed in the last line.
The last line of the output reads `seeds N, replayed N, outputs N, failing N`; the status is 1 if a seed was not replayed.
"""

import os
import subprocess
import sys


def run(program, seed, workers):
    environment = os.environ | {"LSUB_SEED": str(seed), "LSUB_WORKERS": str(workers)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def main():
    seeds, program = int(sys.argv[1]), sys.argv[2:]
    replayed, failing, outputs = 0, 0, set()
    for seed in range(1, seeds + 1):
        first = run(program, seed, 1)
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as neighbour:
            again = run(program, seed, 4)
            neighbour.kill()
        outputs.add(first[1])
        failing += first[0] != 0
        if first != again:
            print(f"seed {seed}: two different runs\n{first}\n{again}")
        elif first[0] != 0 and not first[2].endswith(f"this schedule: LSUB_SEED={seed}\n"):
            print(f"seed {seed}: a failure does not name it\n{first[2]}")
        else:
            replayed += 1
    print(f"seeds {seeds}, replayed {replayed}, outputs {len(outputs)}, failing {failing}")
    return 0 if replayed == seeds else 1


sys.exit(main())
