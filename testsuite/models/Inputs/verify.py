"""Verifies a Spin model, and that it finds the bugs planted in it.

    verify.py MODEL.pml DIRECTORY

The model as it stands must have no error and no statement that is never reached. Every BUG_… it names, switched on with -D,
must lead to one; there must be three at least. Prints a line for each run; ends with status 1 if an expectation does not hold.
Generated files go to DIRECTORY.
"""

import os
import re
import subprocess
import sys

LEAST_BUGS = 3


def explore(model, directory, level, *options):
    """Generates, compiles at this level and runs the verifier; returns what it says."""
    os.makedirs(directory, exist_ok=True)

    def run(*command, may_fail=False):
        done = subprocess.run(command, cwd=directory, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        if done.returncode != 0 and not may_fail:
            sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")
        return done.stdout

    run("spin", "-a", *options, model)
    run("gcc", level, "-w", "-DSAFETY", "-o", "pan", "pan.c")
    return run("./pan", "-m200000", "-w20", may_fail=True)


def number(pattern, report):
    found = re.search(pattern, report)
    if found is None:
        sys.exit(f"the verifier says nothing of {pattern!r}:\n{report}")
    return int(float(found[1]))


def unreached(text, report):
    """The numbers of lines the exploration never came to. Not those of inline, for not each of its uses takes all its branches,
    nor the ends of processes that run for ever."""
    inside = set()
    for body in re.finditer(r"^inline .*?^}", text, re.M | re.S):
        first = text.count("\n", 0, body.start()) + 1
        inside.update(range(first, first + body[0].count("\n") + 1))
    lines = re.findall(r'^\s+\S+:(\d+), state \d+, "(?!-end-)', report, re.M)
    return sorted({int(line) for line in lines} - inside)


def main(model, directory):
    model = os.path.abspath(model)
    name = os.path.splitext(os.path.basename(model))[0]
    with open(model, encoding="utf-8") as source:
        text = source.read()
    bugs = sorted(set(re.findall(r"\bBUG_\w+", text)))
    good = True

    report = explore(model, os.path.join(directory, "right"), "-O1")
    errors = number(r"errors: (\d+)", report)
    complete = "Search not completed" not in report and "max search depth too small" not in report
    dead = unreached(text, report)
    states = number(r"([\d.e+]+) states, stored", report)
    depth = number(r"depth reached (\d+)", report)
    print(f"{name}: {states} states, depth {depth}, {errors} errors")
    if errors != 0 or not complete or dead:
        good = False
        print(report)
    for line in dead:
        print(f"{name}: line {line} is never reached")

    found = 0
    for bug in bugs:
        report = explore(model, os.path.join(directory, bug), "-O0", f"-D{bug}")
        if number(r"errors: (\d+)", report) == 0:
            good = False
            print(f"{name} with {bug}: not found")
            continue
        found += 1
        how = re.search(r"pan:1: (.*) \(at depth", report)
        print(f"{name} with {bug}: found: {how[1] if how else 'error'}")
    print(f"{name}: {found} of {len(bugs)} planted bugs found")
    if len(bugs) < LEAST_BUGS:
        good = False
        print(f"{name}: fewer than {LEAST_BUGS} planted bugs")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
