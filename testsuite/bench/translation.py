#!/usr/bin/env python3
"""What translation costs, compared with Clang on the result.

    testsuite/bench/translation.py [--build build/dev] [--rounds 9] [--json FILE]

Each row compares `lsub++ --emit-cc FILE -o OUT`, which is translation alone, and `lsub++ --cxx=clang++-22 -fsyntax-only FILE`,
which is translation and then the host compiler, with `clang++-22 -fsyntax-only OUT`. The commands of one row run in turn, round
after round, in an order that changes; ratios are medians over the rounds. Memory is the largest resident set of a command's
processes. Prints Markdown.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = ("algorithm array chrono deque fstream functional iostream map memory numeric optional regex set sstream string "
           "thread unordered_map vector").split()
HEAD = "#include <lsub/lsub.h>\n"
FUNCTION = """int work{n}(lsub::chan<int> in, lsub::chan<int> out) {{
  int sum = {n};
  for (int i = 0; i < 10; ++i) {{
    if (sum > i * 3) sum -= i;
    sum += i < -3 ? 1 : 2;
  }}
  out <- sum;
  auto [x, ok] = <-in;
  if (!ok) return 0;
  select {{
    case int y = <-in:
      sum += y;
      break;
    case out <- x + 1:
      sum += x;
      break;
    default:
      break;
  }}
  return sum + <-in;
}}
"""
LINES = FUNCTION.count("\n")


def functions(lines):
    return HEAD + "".join(FUNCTION.format(n=n) for n in range(lines // LINES))


def shapes(lines):
    """Files of `lines` lines that hold little but one construct."""
    def body(text):
        return HEAD + "void f(lsub::chan<int> c, int n) {\n" + text + "}\n"

    def template(n):
        return f"template <class T> T t{n}(lsub::chan<T> c, T v) {{\n  c <- v;\n  return <-c;\n}}\n"

    depth = 100
    nested = "if (n) {\n" * depth + "c <- 1;\n" + "}\n" * depth
    return {
        "arrows": body("  c <- <-c;\n" * lines),
        "selects": body("  select {\n    case <-c:\n    case c <- 1:\n    default:\n  }\n" * (lines // 5)),
        "templates": HEAD + "".join(template(n) for n in range(lines // 4)),
        "nesting of 100": body(nested * (lines // (2 * depth + 1))),
        "comparisons": body("  n = n < -1;\n" * lines),
    }


def run(command):
    """Returns (seconds, peak KiB) of a command that succeeds."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        took = time.perf_counter() - start
        import resource
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        error = done.stderr.decode(errors="replace")[:300] if done.returncode else ""
        os.write(write, json.dumps([took, peak, error]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        took, peak, error = json.loads(pipe.read())
    os.waitpid(child, 0)
    if error:
        sys.exit(f"{' '.join(map(str, command))}: {error}")
    return took, peak


def interleaved(commands, rounds):
    """Runs every command once a round, in changing order; returns name -> list of (seconds, KiB)."""
    order = random.Random(1)
    results = {name: [] for name in commands}
    for _ in range(rounds):
        names = list(commands)
        order.shuffle(names)
        for name in names:
            results[name].append(run(commands[name]))
    return results


def median_ratio(above, below, column):
    return statistics.median(a[column] / b[column] for a, b in zip(above, below))


class bench:
    def __init__(self, options, folder):
        self.driver = str((ROOT / options.build / "bin" / "lsub++").resolve())
        self.include = f"-I{ROOT / 'runtime' / 'include'}"
        self.options, self.folder = options, Path(folder)
        self.results = []

    def clang(self, file):
        return ["clang++-22", "-std=gnu++20", "-w", "-fsyntax-only", self.include, "-x", "c++", str(file)]

    def compare(self, name, text, rounds):
        source, output = self.folder / "file.lcc", self.folder / "file.cc"
        source.write_text(text)
        run([self.driver, "--emit-cc", source, "-o", output])
        results = interleaved({
            "translate": [self.driver, "--emit-cc", source, "-o", self.folder / "again.cc"],
            "whole": [self.driver, "--cxx=clang++-22", "-w", "-fsyntax-only", source],
            "clang": self.clang(output),
        }, rounds)
        row = {"name": name, "lines": text.count("\n")}
        for key, values in results.items():
            row[key] = {"seconds": statistics.median(v[0] for v in values), "MiB": max(v[1] for v in values) / 1024}
        for key in ("translate", "whole"):
            row[f"{key}_wall"] = median_ratio(results[key], results["clang"], 0)
            row[f"{key}_memory"] = median_ratio(results[key], results["clang"], 1)
        self.results.append(row)
        print(f"| {name} | {row['lines']} | {row['clang']['seconds']:.2f} | {row['translate']['seconds']:.2f} | "
              f"{row['translate_wall']:.2f} | {row['translate_memory']:.2f} | {row['whole']['seconds']:.2f} | "
              f"{row['whole_wall']:.2f} |", flush=True)

    def header(self, rounds):
        empty, full = self.folder / "empty.cc", self.folder / "full.cc"
        empty.write_text("")
        full.write_text("#include <lsub/lsub.h>\n")
        build = Path(self.driver).parent.parent
        command = ["g++", "-std=c++20", "-c", "-o", self.folder / "out.o"]
        as_driver = ["-isystem", build / "lib" / "lsub" / "precompiled", "-isystem", build / "include"]
        results = interleaved({"empty": [*command, empty], "read": [*command, self.include, full],
                               "precompiled": [*command, *as_driver, full]}, rounds)
        row = {"name": "header"}
        for name in ("precompiled", "read"):
            row[name] = statistics.median(f[0] - e[0] for f, e in zip(results[name], results["empty"]))
        self.results.append(row)
        print(f"\n`#include <lsub/lsub.h>` over an empty file, g++: {row['precompiled']:.2f} s "
              f"({row['read']:.2f} s where g++ cannot take the precompiled one)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/dev")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 2000, 5000, 10000, 20000, 50000])
    parser.add_argument("--json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one = bench(options, folder)
        print("| file | lines | clang s | translate s | ratio | memory ratio | lsub++ -fsyntax-only s | ratio |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        one.compare("small", functions(LINES), options.rounds)
        one.compare("18 headers", "".join(f"#include <{h}>\n" for h in HEADERS) + functions(LINES), options.rounds)
        one.compare("5,000 lines", functions(5000), options.rounds)
        for size in options.sizes:
            one.compare("functions", functions(size), min(options.rounds, 3))
            for name, text in shapes(size).items():
                one.compare(name, text, 1)
        one.header(options.rounds)
    if options.json:
        machine = {"machine": platform.platform(), "processors": os.cpu_count(), "date": time.strftime("%F")}
        Path(options.json).write_text(json.dumps({**machine, "rows": one.results}, indent=1) + "\n")


main()
