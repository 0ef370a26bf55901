"""The table of benchmarks, ../benchmarks.tsv."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]


@dataclass
class benchmark:
    name: str
    group: str
    count: int
    warm_up: int
    goal: str
    workers: list  # of int
    divisors: dict  # kind of peer -> by how much its count is smaller

    def counts(self, kind, scale):
        """The counts of operations for one side: measured, and before."""
        divisor = self.divisors.get(kind, 1)
        # Units of 1000 operations are shared out in pairs; a body needs one pair at least.
        count = self.count
        if not self.name.startswith(("park", "chanlinear", "sieve", "idle")):
            count = max(int(self.count * scale / divisor), min(self.count, 4000))
        return count, int(self.warm_up * min(1, scale) / divisor)


def read(path=FOLDER / "benchmarks.tsv"):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        row = dict(zip(columns, line.split("\t"), strict=True))
        divisors = {}
        for side in row["sides"].split():
            kind, _, divisor = side.partition("/")
            divisors[kind] = int(divisor or 1)
        rows.append(benchmark(row["name"], row["group"], int(row["count"]), int(row["warm_up"]), row["goal"],
                              [int(w) for w in row["workers"].split(",")], divisors))
    return rows


def chosen(pattern):
    """The benchmarks whose name or group matches; all but the self tests without a pattern."""
    if not pattern:
        return [b for b in read() if b.group != "self_test"]
    wanted = re.compile(pattern)
    return [b for b in read() if wanted.search(b.name) or b.group != "self_test" and wanted.fullmatch(b.group)]
