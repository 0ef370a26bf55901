"""Prints a dialect program with every combination of cases around one communication (rows A11a and A11b).

variants.py communicate   one receive or send that can proceed, alone or among cases that cannot
variants.py default       no case can proceed: default is taken, and no target of a receive is evaluated
"""

import itertools
import sys

HEAD = """#include <lsub/lsub.h>

#include <any>
#include <map>

#include "check.h"

using namespace lsub;

const chan<int> dummy = make_chan<int>(), nil;
int x = 0;
int** wild = nullptr;
std::any any;
std::map<int, int> map;

int* address(int* p) { return p; }
int& never() {
  check(false);
  return x;
}
"""

# How a received value is stored, and how it is looked at in the case.
TARGETS = {
    "variable": ("x = <-c", "x"),
    "through_function": ("*address(&x) = <-c", "x"),
    "declared": ("auto y = <-c", "y"),
    "any": ("any = <-c", "std::any_cast<int>(any)"),
    "element": ("map[13] = <-c", "map[13]"),
}
OTHERS = ["dummy <- 1", "<-dummy", "nil <- 1", "<-nil"]
NEVER_READY = [
    "<-dummy", "never() = <-dummy", "**wild = <-dummy", "auto y = <-dummy",
    "dummy <- 1", "nil <- 1", "never() = <-nil", "map[never()] = <-dummy",
]


def subsets(items):
    for bits in itertools.product([False, True], repeat=len(items)):
        yield [item for item, bit in zip(items, bits) if bit]


def select(cases):
    return "  select {\n" + "".join(f"    case {c}: {body}\n" if c else f"    default: {body}\n" for c, body in cases) + "  }\n"


def communicate():
    wrong = "check(false);"
    for name, (form, value) in TARGETS.items():
        yield f"  c <- 7;\n  {form};\n  check({value} == 7);\n"
        for others in subsets(OTHERS):
            for first, last in [(0, 0), (1, 0), (0, 1)]:
                cases = [("", wrong)] * first + [(o, wrong) for o in others[::2]]
                cases += [(form, f"check({value} == 7); break;")] + [(o, wrong) for o in others[1::2]]
                yield "  c <- 7;\n" + select(cases + [("", wrong)] * last) + "  check(len(c) == 0);\n"
    yield "  c <- 7;\n  check(<-c == 7);\n"
    for others in subsets(OTHERS):
        for first, last in [(0, 0), (1, 0), (0, 1)]:
            cases = [("", wrong)] * first + [(o, wrong) for o in others[::2]]
            cases += [("c <- 8", "break;")] + [(o, wrong) for o in others[1::2]]
            yield select(cases + [("", wrong)] * last) + "  check(<-c == 8);\n"


def default():
    for cases in subsets(NEVER_READY):
        arms = [(c, "check(y < y);" if "auto y" in c else "check(false);") for c in cases]
        for first in (True, False):
            chosen = [("", "x = 1;")]
            yield "  x = 0;\n" + select(chosen + arms if first else arms + chosen) + "  check(x == 1);\n"


def main():
    bodies = list({"communicate": communicate, "default": default}[sys.argv[1]]())
    print(HEAD)
    for number, body in enumerate(bodies):
        print(f"void variant_{number}([[maybe_unused]] chan<int> c) {{\n{body}}}\n")
    print("int main() {\n  const auto c = make_chan<int>(1);")
    print("".join(f"  variant_{number}(c);\n" for number in range(len(bodies))) + "}")


main()
