"""commands.py DATABASE SOURCES FILE…: the compilation database names the files, and no launcher."""

import json
import os
import sys

entries = {os.path.basename(entry["file"]): entry for entry in json.load(open(sys.argv[1]))}
for name in sys.argv[3:]:
    entry = entries[name]
    assert os.path.samefile(entry["file"], os.path.join(sys.argv[2], name)), entry
    assert "--launch" not in entry["command"] and "lsub-" not in entry["command"], entry
