"""choose.py FOLDER OUT: copies of FOLDER's programs that need nothing but the language, and OUT/list of them.

The copies include <lsub/language.h> for the whole library, so that each is read in a moment.
"""

import re
import sys
from pathlib import Path

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(parents=True)
chosen = []
for path in sorted(folder.glob("*.lcc")):
    text = path.read_text()
    included = set(re.findall(r'^#include [<"]([^>"]*)[>"]', text, re.M))
    if included - {"lsub/lsub.h", "check.h"} or re.search(r"\b(sleep|after|tick)\(", text):
        continue
    copy = out / path.name
    copy.write_text(text.replace("<lsub/lsub.h>", "<lsub/language.h>"))
    chosen.append(str(copy))
(out / "list").write_text("".join(name + "\n" for name in chosen))
