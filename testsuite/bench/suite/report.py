"""Results as Markdown."""

import statistics

from . import measure

METRICS = {"ns": "", "wake_ns": ": wake", "bytes": ": bytes", "median_ns": ": median", "switches": ": switches", "cpu_percent": ": % CPU"}


def number(x):
    if x is None:
        return "–"
    return f"{x:,.0f}" if x >= 100 else f"{x:.1f}" if x >= 1 else f"{x:.3f}"


def ratio(found):
    if not found:
        return "–"
    low, high = min(found), max(found)
    return f"{statistics.median(found):.2f} [{low:.2f}–{high:.2f}]"


def cell(row, side, metric):
    entry = row["sides"].get(side)
    if entry is not None and "failed" in entry:
        return "failed"
    return number(measure.median(row, side, metric))


def heading(results):
    m = results["machine"]
    versions = ", ".join(f"{s['name']} ({s['version']})" if s["version"] not in s["name"] else s["name"] for s in results["sides"])
    return [f"{results['date']}; {m['cpu']}, {m['processors']} processors, Linux {m['kernel']}; {m['compiler']}.",
            f"Sides: {versions}.",
            f"{results['rounds']} rounds, medians of {results['clock']} time; load average {min(results['load']):.1f} to {max(results['load']):.1f}."]


def summary(results):
    """The geometric mean of peer / ours over each group's rows."""
    peers = [s["name"] for s in results["sides"][1:]]
    lines = ["", "| peer / ours, geometric mean | workers | " + "".join(f"{p} | " for p in peers), "| --- | ---: | " + "---: | " * len(peers)]
    for group, workers in dict.fromkeys((row["group"], row["workers"]) for row in results["rows"]):
        cells = []
        for p in peers:
            rows = [measure.ratios(r, p) for r in results["rows"] if (r["group"], r["workers"]) == (group, workers)]
            means = [statistics.median(r) for r in rows if r]
            cells.append(f"{statistics.geometric_mean(means):.2f} ({len(means)} rows)" if means else "–")
        if any(c != "–" for c in cells):
            lines.append(f"| {group} | {workers} | " + "".join(f"{c} | " for c in cells))
    return [line.rstrip() for line in lines] if len(lines) > 3 else []


def tables(results):
    """One table per group and number of workers: ns per operation, and peer / ours as median [min–max] of the rounds' pairs."""
    lines = []
    groups = dict.fromkeys((row["group"], row["workers"]) for row in results["rows"])
    for group, workers in groups:
        rows = [r for r in results["rows"] if (r["group"], r["workers"]) == (group, workers)]
        peers = [s["name"] for s in results["sides"][1:] if any(s["name"] in r["sides"] for r in rows)]
        lines += ["", f"### {group}, {workers} worker{'s' * (workers != 1)}", "",
                  "| ns per operation | ours | " + "".join(f"{p} | {p} / ours | " for p in peers),
                  "| --- | ---: | " + "---: | ---: | " * len(peers)]
        for row in rows:
            for metric, suffix in METRICS.items():
                if any(measure.values(row, s, metric) for s in row["sides"]) or metric == "ns":
                    lines.append(f"| {row['name']}{suffix} | {cell(row, 'ours', metric)} | " + "".join(
                        f"{cell(row, p, metric)} | {ratio(measure.ratios(row, p, metric))} | " for p in peers))
    return [line.rstrip() for line in lines]
