"""with_and_without.py DRIVER SCRATCH [--jobs=N] [--least=N] [OPTION...] -- FILE...

Translates each file twice: with the library's header precompiled, and with the header read. Text,
messages, status and the dependency file, with system headers and without in turn, have to be the
same, byte for byte. Prints every difference, at last `files N, precompiled N, different N`; fails if there is any difference, or if
the header was taken precompiled for fewer than --least files.
"""

import concurrent.futures
import os
import subprocess
import sys

TOLD = {b"lsub++: precompiled\n": True, b"lsub++: headers read\n": False}


def translate(driver, options, name, kind, rules, wish):
    """What came out, and whether the header was taken precompiled."""
    if os.path.exists(rules):
        os.remove(rules)
    emit = "--emit-header" if name.endswith(".lh") else "--emit-cc"
    done = subprocess.run([driver, emit, kind, "-MP", "-MF", rules, *options, name], check=False,
                          capture_output=True, env=dict(os.environ, LSUB_PRECOMPILED=wish))
    messages, taken = done.stderr, False
    for line, precompiled in TOLD.items():
        if messages.startswith(line):
            messages, taken = messages[len(line):], precompiled
    rule = b""
    if os.path.exists(rules):
        with open(rules, "rb") as file:
            rule = file.read()
    return {"status": done.returncode, "text": done.stdout, "messages": messages, "rule": rule}, taken


def main():
    words = sys.argv[1:]
    split = words.index("--")
    driver, scratch, *options = words[:split]
    numbers = {"--jobs=": 1, "--least=": 0}
    for head in numbers:
        for word in [one for one in options if one.startswith(head)]:
            numbers[head] = int(word[len(head):])
            options.remove(word)

    def compare(task):
        number, name = task
        rules = os.path.join(scratch, f"{number}.d")
        kind = "-MMD" if number % 2 else "-MD"
        precompiled, taken = translate(driver, options, name, kind, rules, "tell")
        read, _ = translate(driver, options, name, kind, rules, "off")
        different = [what for what in read if precompiled[what] != read[what]]
        return name, taken, f"{kind}: another " + ", ".join(different) if different else ""

    with concurrent.futures.ThreadPoolExecutor(numbers["--jobs="]) as pool:
        results = []
        for name, taken, problem in pool.map(compare, enumerate(words[split + 1:])):
            results.append((name, taken, problem))
            if problem:
                print(f"{name}: {problem}", flush=True)
    taken = sum(one[1] for one in results)
    different = sum(bool(one[2]) for one in results)
    print(f"files {len(results)}, precompiled {taken}, different {different}")
    return 1 if different or taken < numbers["--least="] else 0


if __name__ == "__main__":
    sys.exit(main())
