"""The suite's goals, each met or not met by a set of results."""

import statistics

from . import measure

FLAT = 2.0  # "flat": grows by this factor at most


class facts:
    """Results by name; ratios against the Go that is faster in the row."""

    def __init__(self, results):
        self.rows = {(r["name"], r["workers"]): r for r in results["rows"]}
        self.clock = results["clock"]
        self.go = [s["name"] for s in results["sides"] if s["kind"] == "go"]

    def of(self, goal, workers):
        return [r for (_, w), r in self.rows.items() if w == workers and r["goal"] == goal]

    def of_side(self, side, name, workers, metric="ns"):
        row = self.rows.get((name, workers))
        return measure.median(row, side, metric) if row else None

    def ours(self, name, workers, metric="ns"):
        return self.of_side("ours", name, workers, metric)

    def against_go(self, row):
        found = [measure.ratios(row, go) for go in self.go]
        return min((statistics.median(r) for r in found if r), default=None)


def named(pairs, limit=60):
    return ", ".join(f"{name} {value:.2f}" for name, value in sorted(pairs, key=lambda p: p[1])[:limit])


def verdict(text, measured, bad, missing, worst="least"):
    """One line. `measured`, `bad`: (name, value) pairs; `missing`: rows without a figure."""
    if not measured:
        return text, "not measured", ""
    if bad:
        return text, "**not met**", f"{len(measured) - len(bad)} of {len(measured)} rows; below: {named(bad)}"
    if missing:
        return text, "**not met**", f"no figure for {', '.join(missing)}"
    return text, "met", f"{len(measured)} rows; {worst} {named(measured, 1)}"


def every(text, rows, figure, least):
    """Each row's figure is at least `least`."""
    found = [(f"{r['name']}{'@2' * (r['workers'] == 2)}", figure(r)) for r in rows]
    measured = [(n, v) for n, v in found if v is not None]
    return verdict(text, measured, [(n, v) for n, v in measured if v < least], [n for n, v in found if v is None])


def mean(text, rows, figure, least):
    found = [v for v in map(figure, rows) if v is not None]
    if not found:
        return text, "not measured", ""
    value = statistics.geometric_mean(found)
    return text, "met" if value >= least else "**not met**", f"{value:.2f} over {len(found)} rows"


def at_most(text, value, most, unit=""):
    if value is None:
        return text, "not measured", ""
    return text, "met" if value <= most else "**not met**", f"{value:.2f}{unit}"


def at_least(text, value, least):
    if value is None:
        return text, "not measured", ""
    return text, "met" if value >= least else "**not met**", f"{value:.2f} ×"


def growth(values):
    """The most against the first, which is that of the smallest size."""
    return max(values) / values[0] if len(values) > 1 and None not in values and values[0] > 0 else None


def boost(text, f, workers, side="boost_fiber"):
    rows = [r for (_, w), r in f.rows.items() if w == workers and r["sides"].get(side, {}).get("samples")]

    def figure(row):
        found = measure.ratios(row, side)
        return statistics.median(found) if found else None

    return every(text, rows, figure, 1)


def own_one_worker(f):
    rows = [r for (n, w), r in f.rows.items() if w == 2 and (n, 1) in f.rows and r["group"] != "scale"]
    if f.clock == "cpu":
        rows = []  # the processor time of two workers adds up; whether they are faster only the wall shows

    def figure(row):
        one, two = f.ours(row["name"], 1), f.ours(row["name"], 2)
        return one / two if one and two else None

    yield every("2 workers: own 1 worker / 2 workers ≥ 1/1.5 on every row", rows, figure, 1 / 1.5)
    yield every("2 workers: 1 to 10 us of work per message, ≥ 1.8 × own 1 worker", [r for r in rows if r["goal"] == "work"], figure, 1.8)


def scale(f):
    for workers in (1, 2):
        at = f"{workers} worker{'s' * (workers != 1)}: "
        value = f.ours("park_1000000", workers, "bytes")
        yield at_most(at + "1,000,000 blocked fibers in ≤ 4.4 GB resident", value and value / 1e3, 4.4, " GB")
        sizes = [1000, 10000, 100000, 1000000]
        values = [f.ours(f"park_{n}", workers) for n in sizes]
        yield at_most(at + f"starting a fiber costs the same from 1e3 to 1e6 (at most {FLAT:.0f} ×)", growth(values), FLAT, " ×")
        # 1,000 fibers lie in the caches, 10,000 and more do not.
        values = [f.ours(f"park_{n}", workers, "wake_ns") for n in sizes]
        memory = [f.of_side("bare", f"park_{n}", workers, "wake_ns") for n in sizes]
        own = [v - m for v, m in zip(values, memory)] if all(values) and all(memory) else []
        yield at_most(at + f"waking a fiber, less what its memory takes (`bare`), costs the same from 1e3 to 1e6 (at most {FLAT:.0f} ×)", growth(own), FLAT,
                      f" ×; {growth(values):.2f} × with the memory" if own else "")
        values = [f.ours(f"chanlinear_{n}", workers) for n in sizes[:3]]
        yield at_most(at + f"leaving the middle of a queue costs the same from 1e4 to 1e5 (at most {FLAT:.0f} ×)", growth(values[1:]), FLAT,
                      f" ×; {growth(values):.2f} × from 1e3" if all(values) else "")
        few, many = f.ours("sel_cases_2", workers), f.ours("sel_cases_32", workers)
        yield at_most(at + "a select of 32 cases costs at most 16 × one of 2", few and many and many / few, 16, " ×")


def idle(f):
    yield at_most("an idle program uses < 0.5 % CPU over 5 s", f.ours("idle_5s", 2, "cpu_percent"), 0.5, " %")
    parked, futex = f.ours("wake_parked", 2, "median_ns"), f.ours("wake_futex", 2, "median_ns")
    yield at_most("round trip to a parked worker ≤ 1.3 × that of two futexes", parked and futex and parked / futex, 1.3, " ×")
    eight, two = f.ours("wake_parked_8", 8, "switches"), f.ours("wake_parked", 2, "switches")
    yield at_most("no thundering herd: with 8 workers at most one more switch per round trip than with 2", eight and two and eight - two, 1)


def network(f):
    """The rows over pipes and sockets, with one worker: with two, both ends compete for the processors with the clients."""
    def go_over_ours(name, metric):
        row = f.rows.get((name, 1))
        found = [measure.ratios(row, go, metric) for go in f.go] if row else []
        return min((statistics.median(r) for r in found if r), default=None)

    echo = go_over_ours("tcp_echo_1000", "ns"), go_over_ours("tcp_echo_1000", "cpu_ns")
    yield at_least("TCP echo, 1,000 connections: ≥ 1.2 × the messages per second of Go", echo[0], 1.2)
    yield at_most("TCP echo, 1,000 connections: ≤ 0.75 × the processor time per message of Go", echo[1] and 1 / echo[1], 0.75, " ×")
    yield every("framed messages of 512 bytes, pipe and TCP: ≥ 1.5 × Go", f.of("framed", 1), f.against_go, 1.5)
    bare = f.ours("framed_rtt", 1)
    for streams in (1, 100):
        value = f.ours(f"mux_rtt_{streams}", 1)
        yield at_most(f"mux: a round trip on {streams} stream{'s' * (streams > 1)} ≤ 1.5 × a bare one", bare and value and value / bare, 1.5, " ×")
    for streams in (1, 16):
        one, many = f.ours("framed512_tcp", 1), f.ours(f"mux512_{streams}", 1)
        yield at_least(f"mux: throughput of 512-byte messages on {streams} stream{'s' * (streams > 1)} ≥ 3 × one write per message", one and many and one / many, 3)
    for name, what in (("mux_accept", "mux: opening and closing a stream"), ("mux_open_close", "further: mux, the same, and the reply's end seen")):
        value = f.ours(name, 1)
        yield at_most(f"{what} ≤ 1 × a bare round trip", bare and value and value / bare, 1, " ×")
    for name, further, what in (("idle_conns", "", "with channels and two fibers"), ("idle_streams", "further: ", "with a fiber that reads")):
        value = go_over_ours(name, "bytes")
        yield at_most(f"{further}memory of an idle connection, {what} ≤ 0.7 × Go", value and 1 / value, 0.7, " ×")


def judged(results):
    """(goal, met or not, figures) of every goal."""
    f = facts(results)
    one, two = f.of("message", 1), f.of("message", 2)
    both = lambda goal: f.of(goal, 1) + f.of(goal, 2)
    return [
        every("1 worker: ≥ 5 × Go on every channel, select and fiber row", one, f.against_go, 5),
        mean("1 worker: geometric mean of these ≥ 8 × Go", one, f.against_go, 8),
        boost("1 worker: ≥ 1 × Boost.Fiber on every row", f, 1),
        every("2 workers: ≥ 2.5 × Go on every channel, select and fiber row", two, f.against_go, 2.5),
        mean("2 workers: geometric mean of these ≥ 5 × Go", two, f.against_go, 5),
        boost("further: 2 workers: ≥ 1 × Boost.Fiber on every row", f, 2),
        *own_one_worker(f),
        every("timers: ≥ 3 × Go", both("timer"), f.against_go, 3),
        every("uncontended mutex: ≥ 1.5 × Go", both("mutex"), f.against_go, 1.5),
        every("slice512, a channel or a select and nothing else: ≥ 3 × Go", both("slice"), f.against_go, 3),
        every("further: slice512, each block from the allocator: ≥ 3 × Go", both("alloc"), f.against_go, 3),
        *scale(f),
        *(boost(f"further: starting a fiber, {workers} worker{'s' * (workers > 1)}: ≥ 1 × Boost.Fiber with guard pages", f, workers, "boost_guarded")
          for workers in (1, 2)),
        *idle(f),
        *network(f),
    ]


def lines(results):
    return ["", "### Goals", "", "Ratios are peer / ours, against the Go that is faster in the row; @2 is 2 workers. `further`: beyond the goals that the project set itself.", "",
            "| goal | | figures |", "| --- | --- | --- |", *(f"| {goal} | {state} | {figures} |" for goal, state, figures in judged(results))]
