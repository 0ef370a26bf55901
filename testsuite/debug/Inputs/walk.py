"""walk.py COMMAND PLACE FILES PROGRAM: the lines that COMMAND of gdb (next, step) visits, from PLACE on.

Prints `FILE:LINE text` for each stop in one of FILES (names separated by commas) and `elsewhere FILE` for any other,
until the frame is left that the walk began in, or the program ends; last `walk ends`. SETUP in the environment holds
commands of gdb to begin with, one a line. The program runs with one worker.
"""

import os
import subprocess
import sys

try:
    import gdb
except ImportError:
    gdb = None

MOST = 200  # commands
MARK = "@ "  # what gdb itself prints has none


def say(text):
    print(MARK + text, flush=True)


def stop(files):
    where = gdb.newest_frame().find_sal()
    file = os.path.basename(where.symtab.filename) if where.symtab else "?"
    if file not in files:
        return f"elsewhere {file}"
    with open(where.symtab.fullname(), encoding="utf-8") as source:
        return f"{file}:{where.line} {source.read().split(chr(10))[where.line - 1].strip()}"


def depth():
    frame, n = gdb.newest_frame(), 0
    while frame is not None:
        frame, n = frame.older(), n + 1
    return n


def walk(command, place, files):
    for setting in ("debuginfod enabled off", "pagination off", "confirm off", "backtrace past-main on"):
        gdb.execute(f"set {setting}")
    for line in os.environ.get("SETUP", "").splitlines():
        gdb.execute(line)
    gdb.execute("tbreak " + place, to_string=True)
    gdb.execute("run", to_string=True)
    start = depth()
    for _ in range(MOST):
        say(stop(files))
        gdb.execute(command, to_string=True)
        if not gdb.selected_inferior().pid or depth() < start:
            say("walk ends")
            return


def main():
    command, place, files, program = sys.argv[1:]
    inner = ["env", f"WALK={command} {place} {files}", "LSUB_WORKERS=1", "timeout", "60", "gdb", "-nx", "-batch"]
    done = subprocess.run(inner + ["-x", __file__, program], capture_output=True, text=True, check=False)
    lines = [line[len(MARK) :] for line in done.stdout.splitlines() if line.startswith(MARK)]
    print("\n".join(lines))
    if not lines or lines[-1] != "walk ends":
        sys.exit(f"the walk failed: {done.stderr}")


if gdb is None:
    main()
else:
    walk(*os.environ["WALK"].split(" ", 2)[:2], os.environ["WALK"].split(" ", 2)[2].split(","))
