"""documented.py PAGE SOURCES SCRATCH DRIVER… : the page of messages says what the translator says.

Each message of SOURCES (files separated by commas) is a heading of PAGE and each heading a message; the program
below a heading, compiled by DRIVER, causes that message once and no other, and nothing in it shows how translation works. The last line reads
`messages N, examples N, faults N`; the status is 1 if there is a fault.
"""

import concurrent.futures
import re
import subprocess
import sys
from pathlib import Path

from leaks import leaks

PLACE = "…"
LITERALS = r'((?:\s*"(?:[^"\\]|\\.)*")+)'
EXEMPT = "## Without an example"


def messages(source):
    """The messages of a source file, with … for what the program supplies."""
    found = re.findall(r"constexpr char \w+\[\] =" + LITERALS, source)
    found += re.findall(r"static_assert\([^;]*?," + LITERALS + r"\)", source)
    texts = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', one)) for one in found)
    return {re.sub(r"%\d", PLACE, text) for text in texts if text}


def run(driver, scratch, number, heading, example):
    """What is wrong with an example; empty if nothing is."""
    file = scratch / f"{number}.lcc"
    file.write_text("#include <lsub/lsub.h>\n#include <memory>\nusing namespace lsub;\n" + example)
    done = subprocess.run(driver + [str(file)], cwd=scratch, capture_output=True, text=True, check=False)
    said = re.findall(r"^\S+?:\d+:\d+: (?:error|warning): (.*?)(?: \[-W\S+\])?$", done.stderr, re.M)
    wanted = re.escape(heading).replace(re.escape(PLACE), ".+")
    if shown := leaks(done.stderr, example):
        return f"{heading}: shows {shown}"
    # A message may hold a … of its own.
    good = len(said) == 1 and re.fullmatch(wanted, said[0].replace(PLACE, "..."))
    return "" if good else f"{heading}: the example says {said or done.stderr}"


def main():
    page, scratch, driver = Path(sys.argv[1]).read_text(), Path(sys.argv[3]), sys.argv[4:]
    known = set().union(*(messages(Path(one).read_text()) for one in sys.argv[2].split(",")))
    sections = re.findall(r"^### `([^\n]*)`\n(.*?)(?=^##|\Z)", page, re.M | re.S)
    listed = {heading for heading, _ in sections}
    faults = [f"not documented: {text}" for text in sorted(known - listed)]
    faults += [f"documented but never said: {text}" for text in sorted(listed - known)]
    rest = page.partition(EXEMPT)[2]
    examples = []
    for heading, text in sections:
        found = re.search(r"^```cpp\n(.*?)^```", text, re.M | re.S)
        if found:
            examples.append((heading, found[1]))
        elif f"### `{heading}`" not in rest:
            faults.append(f"without an example: {heading}")
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        tasks = [workers.submit(run, driver, scratch, n, *one) for n, one in enumerate(examples)]
        faults += [fault for fault in (task.result() for task in tasks) if fault]
    for fault in faults:
        print(fault)
    print(f"messages {len(known)}, examples {len(examples)}, faults {len(faults)}")
    return 1 if faults else 0


sys.exit(main())
