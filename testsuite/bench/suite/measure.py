"""Runs the sides in turn and keeps what they print."""

import copy
import mmap
import os
import platform
import re
import statistics
import sys
import time

from . import sides


def machine():
    """What the figures depend on; nothing that names the machine."""
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    return {"cpu": model[1] if model else platform.machine(), "processors": os.cpu_count(), "kernel": platform.release().split("-")[0],
            "compiler": sides.output_of("g++", "--version").splitlines()[0]}


def has(side, benchmark):
    return side.kind in ("ours", "before") or side.kind in benchmark.divisors


def find_memory(benchmark, scale):
    """Touches the gigabytes that a benchmark of the group scale will need and gives them back: pages that the host has to find first cost
    several times as much. Less the kernel has at hand, and it would be in the caches then."""
    size = benchmark.counts("ours", scale)[0] * 5120 if benchmark.group == "scale" else 0
    if size >= 1 << 30:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE).close()


def run(benchmarks, ours, peers, options):
    """Every side once a round, in an order that alternates; returns the results as they go to JSON."""
    wanted = [int(w) for w in options.workers.split(",")]
    cells = []
    for b in benchmarks:
        # Rows that are meant for one number of workers keep it.
        for workers in ([w for w in b.workers if w in wanted] if b.workers == [1, 2] else b.workers):
            taking_part = [s for s in (ours, *peers) if has(s, b)]
            cells.append((b, workers, taking_part, {s.name: {"samples": []} for s in taking_part}))
    load = [os.getloadavg()[0]]
    for turn in range(options.rounds):
        for number, (b, workers, taking_part, results) in enumerate(cells):
            if sys.stderr.isatty():
                print(f"\rround {turn + 1}/{options.rounds}: {number + 1}/{len(cells)} {b.name:30}", end="", file=sys.stderr)
            order = taking_part if (turn + number) % 2 == 0 else taking_part[::-1]
            for s in order:
                if "failed" in results[s.name]:
                    continue
                find_memory(b, options.scale)
                try:
                    results[s.name]["samples"].append(s.sample(b, workers, options.scale))
                except sides.failure as error:
                    results[s.name]["failed"] = str(error)
                    print(f"failed: {s.name}: {b.name}, workers {workers}: {error}", file=sys.stderr)
        load.append(os.getloadavg()[0])
    if sys.stderr.isatty():
        print("\r" + 60 * " " + "\r", end="", file=sys.stderr)
    rows = [{"name": b.name, "group": b.group, "goal": b.goal, "workers": workers, "sides": results}
            for b, workers, _, results in cells]
    return {"date": time.strftime("%F"), "machine": machine(), "load": load, "rounds": options.rounds, "scale": options.scale,
            "sides": [{"name": s.name, "kind": s.kind, "version": s.version} for s in (ours, *peers)], "rows": rows}


def by(clock, results):
    """The results with their times by this clock, wall or cpu."""
    if clock == "cpu":
        results = copy.deepcopy(results)
        for row in results["rows"]:
            for entry in row["sides"].values():
                for sample in entry["samples"]:
                    sample["ns"] = sample["cpu_ns"]
    return {**results, "clock": clock}


def failures(results):
    return [(row["name"], name) for row in results["rows"] for name, side in row["sides"].items() if "failed" in side]


def values(row, side, metric="ns"):
    return [sample[metric] for sample in row["sides"].get(side, {}).get("samples", []) if metric in sample]


def median(row, side, metric="ns"):
    found = values(row, side, metric)
    return statistics.median(found) if found else None


def ratios(row, side, metric="ns"):
    """peer / ours, round by round; nothing if one of them failed."""
    if any("failed" in row["sides"].get(name, {"failed": ""}) for name in ("ours", side)):
        return []
    return [p / o for p, o in zip(values(row, side, metric), values(row, "ours", metric))]
