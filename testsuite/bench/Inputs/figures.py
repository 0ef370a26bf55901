"""figures.py FILE: made-up results whose goals are known, as `run --json` writes them."""

import json
import sys


def row(name, goal, workers, ours, **peers):
    sides = {"ours": ours, **peers}
    return {"name": name, "group": "channel" if goal == "message" else goal, "goal": goal, "workers": workers,
            "sides": {side.replace("_", " ", 1) if side.startswith("go") else side:
                      {"samples": [{"ns": ns, "cpu_ns": ns / 2} for ns in times]} for side, times in sides.items()}}


def metric(name, workers, **metrics):
    return {"name": name, "group": "scale", "goal": "-", "workers": workers, "sides": {"ours": {"samples": [{"ns": 1.0, "cpu_ns": 1.0, **metrics}]}}}


def parked(n, ns, boost_ns, wake_ns, bare_wake_ns):
    made = metric(f"park_{n}", 1, bytes=4399.0, wake_ns=wake_ns)
    made["sides"]["ours"]["samples"][0]["ns"] = ns
    for side, peer_ns in (("boost_fiber", boost_ns), ("boost_guarded", 3 * boost_ns)):
        made["sides"][side] = {"samples": [{"ns": peer_ns, "cpu_ns": peer_ns}]}
    made["sides"]["bare"] = {"samples": [{"ns": 1.0, "cpu_ns": 1.0, "wake_ns": bare_wake_ns}]}
    return made


ROWS = [
    # 6 and 20 times as fast as the faster Go: each at least 5, the geometric mean 10.95. The median of pairs is not the pair of medians.
    row("pingpong", "message", 1, [10, 20, 10], go_old=[60, 120, 60], go_new=[90, 180, 90], boost_fiber=[10, 20, 11]),
    row("unbuf_spsc", "message", 1, [10, 10, 10], go_old=[300, 300, 300], go_new=[200, 200, 200], boost_fiber=[9, 9, 9]),
    # 2.4 times with two workers, and 1.6 times slower than with one.
    row("pingpong", "message", 2, [10, 10, 10], go_old=[24, 24, 24], go_new=[25, 25, 25]),
    row("unbuf_spsc", "message", 2, [16, 16, 16], go_old=[160, 160, 160], go_new=[160, 160, 160]),
    row("work_1us", "work", 1, [1800], go_old=[1800]),
    row("work_1us", "work", 2, [1000], go_old=[1000]),
    row("timer_new_stop", "timer", 1, [100], go_old=[299], go_new=[400]),
    row("slice512_unbuf", "slice", 1, [10], go_old=[60]),
    row("slice512_buf100", "slice", 1, [10], go_old=[29]),
    row("slice512_buf100_alloc", "alloc", 1, [10], go_old=[30]),
    row("mutex_unc", "mutex", 1, [10], go_old=[15], go_new=[16]),
    # Starting takes twice as much at most; waking, less what the side bare takes, 30, 40, 61 and 20.
    parked(1000, 100.0, 90.0, 50.0, 20.0),
    parked(10000, 90.0, 90.0, 100.0, 60.0),
    parked(100000, 150.0, 150.0, 151.0, 90.0),
    parked(1000000, 200.0, 200.0, 170.0, 150.0),
    row("chanlinear_1000", "-", 1, [100]),
    row("chanlinear_10000", "-", 1, [300]),
    row("chanlinear_100000", "-", 1, [450]),
    metric("idle_5s", 2, cpu_percent=0.6),
    metric("wake_parked", 2, median_ns=1290.0, switches=3.0),
    metric("wake_futex", 2, median_ns=1000.0, switches=3.0),
    # 1.3 times the messages of the faster Go, and 1 / 1.3 of its processor time.
    row("tcp_echo_1000", "echo", 1, [100], go_old=[130], go_new=[143]),
    row("framed512_pipe", "framed", 1, [10], go_old=[15]),
    row("framed512_tcp", "framed", 1, [10], go_old=[14], go_new=[20]),
    row("framed_rtt", "-", 1, [100]),
    row("mux_rtt_1", "-", 1, [150]),
    row("mux_rtt_100", "-", 1, [151]),
    row("mux512_1", "-", 1, [3]),
    row("mux_accept", "-", 1, [100]),
    row("mux_open_close", "-", 1, [101]),
    # The median of 3 and 2; a base that one side does not have; with two workers only a row without its base.
    row("belt_native", "-", 1, [10, 20], go_old=[100, 100]),
    row("belt_send", "-", 1, [30, 40], go_old=[150, 350], go_new=[100, 100]),
    row("belt_write", "-", 2, [30, 40]),
    row("framed512_tcp_buf16", "-", 1, [100], go_old=[100]),
    row("netchan512", "-", 1, [110], go_old=[400]),
    metric("wake_parked_8", 8, median_ns=1290.0, switches=4.5),
]
SIDES = [{"name": n, "kind": n.split()[0], "version": n} for n in ("ours", "go old", "go new", "boost_fiber")]
json.dump({"date": "2026-01-01", "machine": {"cpu": "none", "processors": 2, "kernel": "0", "compiler": "none"}, "load": [0.0],
           "rounds": 3, "scale": 1, "sides": SIDES, "rows": ROWS}, open(sys.argv[1], "w"))
