"""Prints which tests cover the rows of rows.tsv, and how they ended.

table.py [lit.json]   one line per row: id, result, test, title; then a summary

A test covers the rows whose ids begin its file name (A03_A04_polling.lcc). A row needs a test or a reason in
NOT_APPLICABLE.tsv, and not both; every id of a file name and every reason needs a row. Without a result file
of lit the result is "present". Ends with status 1 if anything is missing or did not pass.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SUFFIXES = {".lcc", ".test"}
ID = re.compile(r"[A-Z]{1,2}\d+[a-z]?$")


def read_tsv(path):
    lines = [line.split("\t") for line in path.read_text().splitlines() if line]
    return {line[0]: line[1] for line in lines if line[0] != "id"}


def ids_of(path):
    """Returns the ids that begin the file's name."""
    ids = []
    for word in path.stem.split("_"):
        if not ID.match(word):
            break
        ids.append(word)
    return ids


def tests_by_id():
    tests = {}
    for path in sorted(HERE.rglob("*")):
        if path.suffix in SUFFIXES:
            for row in ids_of(path):
                tests.setdefault(row, []).append(path.relative_to(HERE).as_posix())
    return tests


def results_of(path):
    """Returns the result code of each test below this folder, by its path relative to it."""
    marker = HERE.name + "/"
    codes = {}
    for test in json.loads(Path(path).read_text())["tests"]:
        name = test["name"].split(" :: ", 1)[-1]
        if name.startswith(marker):
            codes[name.removeprefix(marker)] = test["code"]
    return codes


def result(tests, codes):
    """Returns one word for all tests of a row."""
    if codes is None:
        return "present"
    ended = {codes.get(test, "MISSING") for test in tests}
    return "PASS" if ended == {"PASS"} else "/".join(sorted(ended - {"PASS"}))


def main(arguments):
    rows, reasons, tests = read_tsv(HERE / "rows.tsv"), read_tsv(HERE / "NOT_APPLICABLE.tsv"), tests_by_id()
    codes = results_of(arguments[0]) if arguments else None
    counts = {}
    for row, title in rows.items():
        if row in reasons and row not in tests:
            word, place = "n/a", reasons[row]
        elif row in tests and row not in reasons:
            word, place = result(tests[row], codes), " ".join(tests[row])
        else:
            word, place = "ABSENT" if row not in tests else "AMBIGUOUS", ""
        counts[word] = counts.get(word, 0) + 1
        print(f"{row:5} {word:8} {place:60} {title}")
    unknown = sorted((set(tests) | set(reasons)) - set(rows))
    for row in unknown:
        print(f"{row:5} UNKNOWN")
    good = sum(counts.get(word, 0) for word in ("PASS", "present", "n/a"))
    words = ", ".join(f"{n} {word}" for word, n in sorted(counts.items()))
    print(f"conformance: {len(rows)} rows: {words}")
    return 0 if good == len(rows) and rows and not unknown else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
