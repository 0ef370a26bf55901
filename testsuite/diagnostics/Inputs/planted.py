"""planted.py PROGRAMS SCRATCH DRIVER… : the host compiler's errors stand where the user wrote what is wrong.

PROGRAMS is a file of programs between lines `//--- NAME`, a header of the last one behind `//+++ FILE`; the first error of
each has to be at its mark, by file, line and column. DRIVER is the command to run. The last line of the output
reads `planted N, misplaced M, leaks L`; the status is 1 if one is misplaced or shows how the translation works.
"""

import concurrent.futures
import re
import subprocess
import sys
from pathlib import Path

from leaks import leaks


def programs(text):
    """Yields the name of each program and its files as {name: text}."""
    for part in re.split(r"^//--- ", text, flags=re.M)[1:]:
        name, _, rest = part.partition("\n")
        pieces = re.split(r"^//\+\+\+ (\S+)\n", rest, flags=re.M)
        files = {f"{name}.lcc": '#include "planted.h"\n' + pieces[0]}
        files.update(zip(pieces[1::2], pieces[2::2]))
        yield name, files


def mark(files, own):
    """Where the error is to be: (file, line, column)."""
    for file, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            for spelling in ("/*@*/", own):
                if spelling in line:
                    return file, number, line.index(spelling) + len(spelling) + 1
    raise ValueError(f"no mark in {list(files)}")


def run(driver, scratch, name, files, own):
    folder = scratch / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        (folder / file).write_text(text)
    done = subprocess.run(driver + [f"{name}.lcc"], cwd=folder, capture_output=True, text=True, check=False)
    found = re.search(r"^(\S+?):(\d+):(\d+): (?:fatal )?error: (.*)$", done.stderr, re.M)
    wanted = mark(files, own)
    got = (Path(found[1]).name, int(found[2]), int(found[3])) if found else None
    wrong = [] if got == wanted else [f"{name}: wanted {wanted}, got {got}: {found and found[4]}"]
    return wrong, [f"{name}: {line}" for line in leaks(done.stderr, "".join(files.values()))]


def main():
    text, scratch, driver = Path(sys.argv[1]).read_text(), Path(sys.argv[2]), sys.argv[3:]
    own = "/*c*/" if any("clang" in word for word in driver) else "/*g*/"
    planted = list(programs(text))
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        results = list(workers.map(lambda one: run(driver, scratch, *one, own), planted))
    wrong = [line for one, _ in results for line in one]
    shown = [line for _, one in results for line in one]
    for line in wrong + shown:
        print(line)
    print(f"planted {len(planted)}, misplaced {len(wrong)}, leaks {len(shown)}")
    return 1 if wrong or shown else 0


sys.exit(main())
