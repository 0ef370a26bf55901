"""What rows cost relative to one another, on each side: round by round, like the ratios of two sides."""

from . import measure, report

# The blocks of 512 bytes in the belts' first paper ("Channels done right", 2013, "Early evaluation"): its name and its ns.
PAPER = {"belt_native": ("Chan", 134), "belt_alternative": ("Alt", 345), "belt_send": ("TSend", 418), "belt_write": ("TWrite", 723),
         "belt_read": ("TRead", 1394), "belt_os_pipe": ("Pipe", 2476)}
NATIVE = "belt_native"

# Each row, and what it is held against.
NAMED = [("netchan512", "framed512_tcp_buf16"), ("netchan512_16", "netchan512"), ("netchan_rtt", "framed_rtt")]


def quotients(row, base, side):
    """row / base of each round; nothing if one of them failed or was not measured."""
    if not row or not base or any("failed" in r["sides"].get(side, {}) for r in (row, base)):
        return []
    return [r / b for r, b in zip(measure.values(row, side), measure.values(base, side))]


def table(results, pairs, first, before):
    """One line for each pair of names, a column for each side and number of workers; `before` makes the cells that come first."""
    rows = {(r["name"], r["workers"]): r for r in results["rows"]}
    columns = [(s["name"], workers) for s in results["sides"] for workers in sorted({w for _, w in rows})]
    found = {(pair, column): quotients(rows.get((pair[0], column[1])), rows.get((pair[1], column[1])), column[0])
             for pair in pairs for column in columns}
    columns = [c for c in columns if any(found[p, c] for p in pairs)]
    if not columns:
        return []
    heads = [f"{side}, {workers} worker{'s' * (workers != 1)}" for side, workers in columns]
    return ["| " + " | ".join([*first, *heads]) + " |", "| --- |" + " ---: |" * (len(first) - 1 + len(heads)),
            *("| " + " | ".join([*before(pair), *(report.ratio(found[pair, c]) for c in columns)]) + " |" for pair in pairs)]


def lines(results):
    def in_paper(pair):
        name, ns = PAPER[pair[0]]
        return [pair[0], name, str(ns), f"{ns / PAPER[NATIVE][1]:.2f}"]

    belts = table(results, [(name, NATIVE) for name in PAPER], ["row / belt_native", "in the paper", "ns", "paper"], in_paper)
    named = table(results, NAMED, ["row / row"], lambda pair: [" / ".join(pair)])
    return [line for title, found in (("Belts against the native channel", belts), ("Named channels against bare ones", named)) if found
            for line in ("", f"### {title}", "", *found)]
