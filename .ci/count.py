"""Adds up result files of lit (JSON) and of ctest (JUnit XML) and prints one line per file and a total.

A GoogleTest program counts as the number of its cases, whether ctest knows them one by one or not.
A file that is missing, unreadable or empty counts as a failure: a runner that executed nothing has not passed.
"""

import json
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

LIT_PASSED = {"PASS", "XFAIL", "FLAKYPASS"}
LIT_SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def lit_counts(path):
    """Returns (passed, failed, skipped) of a lit run."""
    codes = [test["code"] for test in json.loads(path.read_text())["tests"]]
    passed = sum(code in LIT_PASSED for code in codes)
    skipped = sum(code in LIT_SKIPPED for code in codes)
    return passed, len(codes) - passed - skipped, skipped


def case_counts(case):
    """Returns (passed, failed, skipped) of one ctest entry, by GoogleTest's own summary where it has one."""
    output = case.findtext("system-out") or ""
    bad = case.get("status") == "fail"
    if case.get("status") in ("notrun", "disabled"):
        return 0, 0, 1
    passed = len(re.findall(r"^\[       OK \] \S", output, re.M))
    skipped = len(re.findall(r"^\[  SKIPPED \] \S+ \(", output, re.M))
    failed = len(re.findall(r"^\[  FAILED  \] \S+ \(\d+ ms\)", output, re.M))
    failed += len(re.findall(r"^\[  FAILED  \] \S+, where .* \(\d+ ms\)", output, re.M))
    if passed + skipped + failed == 0:
        return (0, 1, 0) if bad else (1, 0, 0)
    # A program that ends in the middle, whatever its status, has not passed.
    summary = re.search(r"^\[==========\] (\d+) tests? from .* ran\.", output, re.M)
    if not summary or int(summary.group(1)) != passed + skipped + failed:
        bad, failed = True, failed + 1
    return passed, max(failed, 1) if bad else failed, skipped


def ctest_counts(path):
    """Returns (passed, failed, skipped) of a ctest run."""
    counts = [case_counts(case) for case in xml.parse(path).getroot().iter("testcase")]
    return tuple(sum(column) for column in zip(*counts)) if counts else (0, 0, 0)


def counts_of(path):
    try:
        counts = lit_counts(path) if path.suffix == ".json" else ctest_counts(path)
    except (OSError, ValueError, KeyError, xml.ParseError) as problem:
        print(f"{path.name}: no result ({problem})")
        return 0, 1, 0
    if sum(counts) == 0:
        print(f"{path.name}: nothing was run")
        return 0, 1, 0
    print(f"{path.name}: {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped")
    return counts


def main(paths):
    total = [sum(column) for column in zip(*(counts_of(Path(path)) for path in paths))]
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


sys.exit(main(sys.argv[1:]))
