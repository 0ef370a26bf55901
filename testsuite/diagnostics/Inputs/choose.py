"""choose.py FOLDER OUT PART PARTS: copies one part of FOLDER's programs that need nothing but channels.

OUT/list names the copies. They include <lsub/language.h> for the whole library, so that each is read in a moment.
"""

import re
import sys
from pathlib import Path

BEYOND = r"\b(sleep|after|tick|cerror)\(|\bclose\(\w+,"  # what the rest of the library declares

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
part, parts = int(sys.argv[3]), int(sys.argv[4])
out.mkdir(parents=True)
chosen = []
for path in sorted(folder.glob("*.lcc")):
    text = path.read_text()
    included = set(re.findall(r'^#include [<"]([^>"]*)[>"]', text, re.M))
    if included - {"lsub/lsub.h", "check.h"} or re.search(BEYOND, text):
        continue
    text = text.replace("<lsub/lsub.h>", "<lsub/language.h>")
    text = text.replace('#include "check.h"', "void check(bool);")
    chosen.append((out / path.name, text))
for copy, text in chosen[part - 1 :: parts]:
    copy.write_text(text)
(out / "list").write_text("".join(f"{copy}\n" for copy, _ in chosen[part - 1 :: parts]))
