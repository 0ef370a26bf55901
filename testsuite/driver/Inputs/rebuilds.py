"""rebuilds.py SOURCES BUILD OBJECTS: changes each header in turn and builds; checks what was compiled.

OBJECTS is a list like `odd.lh=one,two`: the sources that have to be compiled again after that file was touched,
no more and no less. After each build a further one must find nothing to do.
"""

import os
import re
import subprocess
import sys

sources, build = sys.argv[1:3]


def compiled():
    command = ["cmake", "--build", build, "-j2", "-v"]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    commands = [line for line in done.stdout.splitlines() if re.search(r" -o \S+\.o -c ", line)]
    return sorted(re.search(r" -o \S+/(\w+)\.\w+\.o -c ", line).group(1) for line in commands)


assert compiled() == [], "the tree was not built"
for pair in sys.argv[3:]:
    file, wanted = pair.split("=")
    # Later than every object, also on file systems with coarse times.
    newest = max(os.stat(os.path.join(top, name)).st_mtime for top, _, names in os.walk(build) for name in names)
    path = os.path.join(sources, file)
    os.utime(path, (newest + 1, newest + 1))
    while subprocess.run(["touch", "now"], check=True) and os.stat("now").st_mtime <= newest + 1:
        pass
    again = compiled()
    assert again == sorted(wanted.split(",")), f"{file}: compiled {again}, not {wanted}"
    assert compiled() == [], f"{file}: something is never up to date"
