"""many_files.py IDENTITY FOLDER: ordinary C++ files of every kind come out of the translator as they went in.

The files are headers and sources of Debian packages and C++ that csmith generates from fixed seeds. Some are then
translated a second time behind Inputs/library.h, so that Clang parses them: types then decide what each `<-` is.
Prints one line per group and the total. Status 1 if a file differs, is refused when nothing had to be parsed, or if
there are fewer files than promised.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BOOST = Path("/usr/include/boost")
LLVM = Path("/usr/lib/llvm-22/include")
GTEST = Path("/usr/src/googletest")
STANDARD = (Path("/usr/include/c++/12"), Path("/usr/include/x86_64-linux-gnu/c++/12"))

# The least number of files that have to be identical, in all and of those that were parsed.
FILES = 2000
PARSED = 100


def files(folder, *patterns):
    return sorted(path for pattern in patterns for path in folder.rglob(pattern) if path.is_file())


def standard_library():
    return [path for folder in STANDARD for path in files(folder, "*")]


def boost():
    """Whole libraries of small headers, and every 1200th header of all the others, which are large."""
    small = ["config", "mpl/aux_", "numeric/conversion", "preprocessor", "type_traits"]
    chosen = [path for name in small for path in files(BOOST / name, "*.hpp")]
    return chosen + files(BOOST, "*.hpp")[::1200]


def llvm():
    folders = ["llvm/ADT", "llvm/BinaryFormat", "llvm/TargetParser", "llvm-c", "clang/Basic", "clang-c"]
    return [path for name in folders for path in files(LLVM / name, "*.h")]


def googletest():
    sources = [path for path in files(GTEST, "*.cc", "*.h") if path.parent.name in ("src", "gtest", "gmock", "internal")]
    return sources + [GTEST / "googletest/test" / name for name in ("gtest_unittest.cc", "googletest-printers-test.cc")]


def csmith(folder, count):
    """Programs that csmith makes of the seeds 1 to `count`."""
    made = []
    for seed in range(1, count + 1):
        path = folder / f"csmith{seed}.cc"
        subprocess.run(["csmith", "--lang-cpp", "--cpp11", "--seed", str(seed), "--max-funcs", "3", "--max-block-depth", "2",
                        "-o", path], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        made.append(path)
    return made


class checker:
    def __init__(self, identity, folder):
        self.identity, self.folder = identity, folder
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.groups = []

    def add(self, name, paths, arguments=(), parsed=False):
        """Starts the check of `paths`, in lists so short that the processors get equal shares."""
        size = 40 if parsed else 100
        lists = [paths[at:at + size] for at in range(0, len(paths), size)]
        head = ["--with-library", Path(__file__).parent / "library.h"] if parsed else []
        jobs = [self.pool.submit(self.run, f"{name}-{number}", part, head, arguments)
                for number, part in enumerate(lists)]
        self.groups.append((name, len(paths), parsed, jobs))

    def run(self, name, paths, head, arguments):
        path = self.folder / f"{name.replace(' ', '_')}.list"
        path.write_text("".join(f"{one}\n" for one in paths))
        done = subprocess.run([self.identity, *head, path, *arguments], capture_output=True, text=True, errors="replace")
        last = done.stdout.splitlines()[-1:]
        words = last[0].replace(",", "").split() if last else []
        if len(words) != 6 or words[0] != "identical":
            return 0, f"{name}: ended with status {done.returncode}\n{done.stdout}{done.stderr}"
        return int(words[1]), f"{name}: {done.stdout}" if done.returncode != 0 else ""

    def finish(self):
        """Prints the figures; returns whether everything is as promised."""
        good = True
        total = {False: 0, True: 0}
        for name, count, parsed, jobs in self.groups:
            results = [job.result() for job in jobs]
            identical = sum(result[0] for result in results)
            total[parsed] += identical
            print(f"{name}: {identical} of {count} identical")
            for text in filter(None, (result[1] for result in results)):
                good = False
                print(text)
        print(f"{total[False]} files identical, {total[True]} of them parsed")
        return good and total[False] >= FILES and total[True] >= PARSED


def main(identity, folder):
    check = checker(identity, Path(folder))
    generated = csmith(Path(folder), 200)
    google = [f"-I{GTEST}/{part}" for part in ("googletest", "googletest/include", "googlemock", "googlemock/include")]
    standard = [path for path in STANDARD[0].iterdir() if path.is_file() and "." not in path.name]
    check.add("standard library", standard_library())
    check.add("GoogleTest and GoogleMock", googletest(), google)
    check.add("Boost", boost())
    check.add("LLVM and Clang", llvm(), [f"-I{LLVM}"])
    check.add("csmith", generated, ["-I/usr/include/csmith"])
    check.add("standard headers, parsed", sorted(standard)[::2], parsed=True)
    check.add("GoogleTest and GoogleMock, parsed", googletest()[:20], google, parsed=True)
    check.add("csmith, parsed", generated[:40], ["-I/usr/include/csmith", "-Wno-c++11-narrowing"], parsed=True)
    return 0 if check.finish() else 1


sys.exit(main(sys.argv[1], sys.argv[2]))
