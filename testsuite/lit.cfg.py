"""How the lit tests are found and run.

Substitutions, beside lit's own:

  %lsub++          the driver, ended after two minutes; %driver: its path alone
  %cxx-g++         the host compilers, as the driver takes them after --cxx=
  %cxx-clang
  %build           %lsub++ with every warning an error; %build-clang: the same with clang++ as host compiler
  %w1 %w2          prefix of a program: one worker, two workers; ends it after 30 seconds
  %run             builds %s and runs it under one and under two workers; %run-clang: the same with clang++
  %small-quarantine  prefix of a program that measures its memory: a sanitizer gives it back soon
  %exits N         prefix of a command that has to end with status N, exactly
  %replay N        prefix of a program: compares two runs with each of N seeds
  %page PAGE       prefix of a driver: checks the programs on a page of the documentation, with %t for scratch
  %examples        the folder of the example programs
"""

import os
import shlex
import shutil
import sys

import lit.formats

config.name = "lsub"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".lcc", ".cc", ".test", ".lh"]
config.excludes = ["unit", "Inputs", "support", "fuzz"]
config.test_source_root = os.path.dirname(__file__)

config.environment["PATH"] = os.pathsep.join([config.lsub_tools, os.environ["PATH"]])
config.environment["LC_ALL"] = "C"
# The package tls is built where OpenSSL is.
libraries = os.path.join(os.path.dirname(config.lsub_driver), "..", "lib")
if os.path.exists(os.path.join(libraries, "liblsub_tls.a")):
    config.available_features.add("tls")
# The package fleet is built where libnats is; its tests start a broker.
broker = shutil.which("nats-server", path=os.environ["PATH"] + ":/usr/sbin")
if broker and os.path.exists(os.path.join(libraries, "liblsub_fleet.a")):
    config.available_features.add("fleet")
    config.substitutions.append((r"%nats-server", broker))
# The counts of testsuite/bench/instructions.test.
if shutil.which("valgrind"):
    config.available_features.add("valgrind")
config.environment["HOME"] = config.test_exec_root
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")

support = os.path.join(config.test_source_root, "support")
driver = shlex.quote(config.lsub_driver)
warnings = f"-std=c++20 -Wall -Wextra -Werror -I{shlex.quote(support)}"
build = f"timeout 120 {driver} {warnings}"
build_clang = f"timeout 120 {driver} --cxx={config.lsub_clangxx} {warnings}"
workers = "env LSUB_WORKERS={} timeout 30"


# With sanitizers only the packages are tested, by the compiler that the libraries were built with.
if config.lsub_sanitize:
    build = build_clang = f"{build_clang} -fsanitize={config.lsub_sanitize} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1 -O1"
    workers = "env LSUB_WORKERS={} timeout 120"
    config.test_source_root = os.path.join(config.test_source_root, "packages")
    config.test_exec_root = os.path.join(config.test_exec_root, "packages")


def run_with(build_command):
    one, two = workers.format(1), workers.format(2)
    return f"{build_command} %s -o %t && {one} %t && {two} %t"


# Longer names first: lit replaces every occurrence of a name, also at the start of a longer one.
config.substitutions += [
    (r"%run-clang", "true" if config.lsub_sanitize else run_with(build_clang)),
    (r"%run", run_with(build)),
    (r"%build-clang", build_clang),
    (r"%build", build),
    (r"%w1", workers.format(1)),
    (r"%w2", workers.format(2)),
    (r"%lsub\+\+", f"timeout 120 {driver}"),
    (r"%driver", driver),
    (r"%cxx-g\+\+", config.lsub_gxx),
    (r"%cxx-clang", config.lsub_clangxx),
    (r"%small-quarantine", "env ASAN_OPTIONS=quarantine_size_mb=1"),
    (r"%exits", f"{shlex.quote(sys.executable)} {shlex.quote(os.path.join(support, 'exits.py'))}"),
    (r"%replay", f"{shlex.quote(sys.executable)} {shlex.quote(os.path.join(support, 'replay.py'))}"),
    (r"%page", f"{shlex.quote(sys.executable)} {shlex.quote(os.path.join(support, 'page.py'))}"),
    (r"%examples", os.path.join(config.lsub_source_root, "examples")),
]
config.recursiveExpansionLimit = 3
