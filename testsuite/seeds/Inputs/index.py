"""index.py PAGE ROOT: every file that the page names exists, and every seed test is named there; status 1 otherwise."""

import re
import sys
from pathlib import Path

page, root = Path(sys.argv[1]).read_text(), Path(sys.argv[2])
named = set(re.findall(r"`((?:testsuite|examples)/[\w./+-]+\.\w+)`", page))
rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| excerpt", "| ---"))]
faults = [f"no such file: {name}" for name in sorted(named) if not (root / name).is_file()]
faults += [f"no file in: {row}" for row in rows if not any(f"`{name}`" in row for name in named)]
seeds = {str(file.relative_to(root)) for file in (root / "testsuite/seeds").glob("*.lcc")}
faults += [f"not listed: {name}" for name in sorted(seeds - named)]
print("\n".join([*faults, f"{len(rows)} excerpts, {len(named)} files, {len(faults)} faults"]))
sys.exit(1 if faults else 0)
