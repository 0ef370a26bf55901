"""page.py PAGE SCRATCH DRIVER… : the programs on a page do what the page says.

A block marked cpp whose first line is `// NAME.lcc` is built as NAME in SCRATCH; one whose first line is `// Fragment.` only has to
be translated and compiled, as the body of a function. A block marked console holds commands behind `$ `, run there by one
shell, and what they print. Addresses may differ, and lines on channels may come in another order. The last line of the
output reads `programs N, fragments N, commands N, faults N`; the status is 1 if there is a fault.
"""

import re
import signal
import subprocess
import sys
from pathlib import Path

FRAGMENT = """#include <lsub/lsub.h>
#include <iostream>
#include <string>
using namespace lsub;
using namespace std::chrono_literals;
void ask(send_chan<std::string>);
void use(const std::string&);
void complain(const std::string&);
void fragment() {
"""


def blocks(page):
    return re.findall(r"^```(\w+)\n(.*?)^```$", page, re.M | re.S)


def build(driver, scratch, text):
    """What is wrong with a program or fragment; empty if nothing is."""
    name = re.match(r"// (\w+)\.lcc\n", text)
    file = scratch / (f"{name[1]}.lcc" if name else "fragment.lcc")
    file.write_text(text if name else FRAGMENT + text + "}\n")
    end = ["-o", name[1]] if name else ["-fsyntax-only"]
    done = subprocess.run(driver + [file.name] + end, cwd=scratch, capture_output=True, text=True, check=False)
    return f"{file.name}: {done.stderr}" if done.returncode else ""


def comparable(text):
    lines = re.sub(r"0x[0-9a-f]+", "0x", text).splitlines()
    return [line for line in lines if not line.startswith("channel ")], sorted(
        line for line in lines if line.startswith("channel ")
    )


def run(scratch, text):
    """The same for a block of commands, which are echoed to tell their outputs apart."""
    commands = "\n".join(line[2:] for line in text.splitlines() if line.startswith("$ "))
    echoing = "".join(f"echo {quote('$ ' + one)}\n{{ {one}\n}} 2>&1\n" for one in commands.splitlines())
    done = subprocess.run(["bash", "-c", echoing], cwd=scratch, stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    # Without the shell's own words on how its children ended.
    said = re.sub(r"^bash: line \d+: +\d+ .*\n", "", done.stdout, flags=re.M)
    return "" if comparable(said) == comparable(text) else f"the page:\n{text}the shell:\n{said}"


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def main():
    page, scratch, driver = Path(sys.argv[1]).read_text(), Path(sys.argv[2]), sys.argv[3:]
    # Shells start what runs in the background with this one ignored.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    scratch.mkdir(parents=True, exist_ok=True)
    code = [text for kind, text in blocks(page) if kind == "cpp"]
    console = [text for kind, text in blocks(page) if kind == "console"]
    faults = [fault for fault in (build(driver, scratch, text) for text in code) if fault]
    faults += [fault for fault in (run(scratch, text) for text in console) if fault]
    for fault in faults:
        print(fault)
    fragments = sum(text.startswith("// Fragment.") for text in code)
    commands = len(re.findall(r"^\$ ", "".join(console), re.M))
    print(f"programs {len(code) - fragments}, fragments {fragments}, commands {commands}, faults {len(faults)}")
    return 1 if faults else 0


sys.exit(main())
