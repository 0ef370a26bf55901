"""source.py NAME…: of the listing that gcov prints, what it says of the files NAME, as `COUNT: LINE: text`."""

import re
import sys

shown = False
for line in sys.stdin:
    source = re.search(r":\s*0:Source:(.*)$", line)
    if source:
        shown = source[1].rsplit("/", 1)[-1] in sys.argv[1:]
        if shown:
            print("Source:" + source[1].rsplit("/", 1)[-1])
        continue
    count = re.match(r"\s*([-#=*\d]+):\s*(\d+):(.*)$", line)
    if shown and count and count[2] != "0":
        print(f"{count[1].rstrip('*')}: {count[2]}: {count[3].strip()}")
