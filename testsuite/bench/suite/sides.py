"""Ours and the peers: found, built, run."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .table import FOLDER

SAMPLE_SECONDS = 120


class failure(Exception):
    """A run that did not give the figure asked for, with what it said."""


@dataclass
class side:
    name: str
    kind: str  # ours, before, go, boost_fiber, boost_guarded, thread, bare
    program: Path
    version: str

    def sample(self, benchmark, workers, scale):
        """Runs a benchmark once; returns metric -> value. Raises failure for anything but a right result."""
        count, warm_up = benchmark.counts(self.kind, scale)
        environment = {**os.environ, "LSUB_WORKERS": str(workers), "GOMAXPROCS": str(workers)}
        command = [str(self.program), benchmark.name, str(count), str(warm_up)]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SAMPLE_SECONDS)
        except subprocess.TimeoutExpired:
            raise failure(f"no result after {SAMPLE_SECONDS} s") from None
        if done.returncode != 0:
            words = (done.stderr.strip() or "nothing on standard error").splitlines()[0]
            raise failure(f"status {done.returncode}: {words}")
        metrics = {}
        for line in done.stdout.splitlines():
            match = re.fullmatch(r"bench (\S+) (\d+) (\S+) (-?[\d.]+)", line)
            if not match or match[1] != benchmark.name or int(match[2]) != count or match[3] in metrics:
                raise failure(f"unexpected line: {line}")
            metrics[match[3]] = float(match[4])
        if metrics.get("ns", 0) <= 0:
            raise failure("no line with the time")
        return metrics


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def skip(name, why):
    print(f"skipped: {name}: {why}", file=sys.stderr)


def go_compilers():
    """Every Go at hand: the one in PATH, those of Debian's versioned packages; version -> path."""
    found = {}
    for path in [shutil.which("go"), *sorted(map(str, Path("/usr/lib").glob("go-*/bin/go")))]:
        if path:
            version = output_of(path, "version").split()[2].removeprefix("go")
            found.setdefault(version, path)
    return found


def build_go(folder):
    compilers = go_compilers()
    if not compilers:
        skip("go", "no Go compiler found (Debian: golang-go)")
    sides = []
    for version, go in compilers.items():
        program = folder / f"go-{version}"
        environment = {**os.environ, "GOCACHE": str(folder / "go-cache"), "GOPATH": str(folder / "go-path"), "GO111MODULE": "on",
                       "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod -trimpath", "CGO_ENABLED": "0"}
        subprocess.run([go, "build", "-o", program, "."], cwd=FOLDER / "go", env=environment, check=True)
        sides.append(side(f"go {version}", "go", program, f"go {version}"))
    return sides


def build_cxx(folder, kind, options, own="peers", name=None):
    program = folder / (name or kind)
    sources = [FOLDER / "cxx" / "harness.cc", *sorted((FOLDER / own).glob("*.cc"))]
    inputs = [*sources, *(FOLDER / "cxx").glob("*.h"), *(FOLDER / own).glob("*.h"), *(FOLDER / own / kind).glob("peer.h")]
    if not program.exists() or program.stat().st_mtime < max(i.stat().st_mtime for i in inputs):
        includes = [f"-I{FOLDER / 'peers' / kind}", f"-I{FOLDER / 'peers'}", f"-I{FOLDER / 'cxx'}",
                    f"-I{FOLDER.parent / 'support'}"]
        subprocess.run(["g++", "-O3", "-DNDEBUG", "-std=c++20", *includes, *map(str, sources), "-o", str(program), *options,
                        "-lpthread"], check=True)
    return program


def build_boost_fiber(folder, name="boost_fiber", *options):
    header = Path("/usr/include/boost/fiber/all.hpp")
    if not header.exists():
        skip(name, "no Boost.Fiber found (Debian: libboost-fiber-dev)")
        return []
    version = re.search(r'BOOST_LIB_VERSION "(\S+)"', Path("/usr/include/boost/version.hpp").read_text())[1].replace("_", ".")
    program = build_cxx(folder, "boost_fiber", ["-lboost_fiber", "-lboost_context", *options], name=name)
    return [side(name, name, program, f"Boost {version}")]


def build_boost_guarded(folder):
    """Boost.Fiber, its stacks with guard pages."""
    return build_boost_fiber(folder, "boost_guarded", "-DGUARD_STACKS")


def build_thread(folder):
    return [side("thread", "thread", build_cxx(folder, "thread", []), output_of("g++", "--version").splitlines()[0])]


def build_bare(folder):
    """System calls and nothing else."""
    return [side("bare", "bare", build_cxx(folder, "bare", [], "bare"), output_of("g++", "--version").splitlines()[0])]


def ours(options):
    """Our side, built in the build directory unless a program is given. All sides find the clients of the network's rows beside it."""
    if options.ours:
        program = Path(options.ours).resolve()
        os.environ["LSUB_BENCH_LOAD"] = str(program.parent / "lsub_bench_load")
        return side("ours", "ours", program, "as given")
    directory = Path(options.build_dir)
    if not options.no_build:
        subprocess.run(["cmake", "--build", str(directory), "--target", "bench"], check=True, stdout=subprocess.DEVNULL)
    try:
        version = output_of("git", "-C", str(FOLDER), "describe", "--always", "--dirty")
    except (OSError, subprocess.CalledProcessError):
        version = "unknown"
    programs = (directory / "bin").resolve()
    os.environ["LSUB_BENCH_LOAD"] = str(programs / "lsub_bench_load")
    return side("ours", "ours", programs / "lsub_bench", version)


def peers(options):
    """The peers that are asked for and at hand. `before=PROGRAM` is an older program of ours."""
    folder = Path(options.build_dir).resolve() / "bench"
    builders = {"go": build_go, "boost_fiber": build_boost_fiber, "boost_guarded": build_boost_guarded, "thread": build_thread,
                "bare": build_bare}
    found = []
    for name in filter(None, options.compare.split(",")):
        if name.startswith("before="):
            found.append(side("before", "before", Path(name.removeprefix("before=")).resolve(), "as given"))
        elif name in builders:
            folder.mkdir(parents=True, exist_ok=True)
            found += builders[name](folder)
        else:
            sys.exit(f"--compare: no peer {name}; there are {', '.join(builders)} and before=PROGRAM")
    return found
