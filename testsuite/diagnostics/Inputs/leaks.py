"""What of a translation's own making shows in messages."""

import re

OWN = re.compile(r"operator|<<=|lsub::detail|\blsub_\w*")


def leaks(output, program):
    """The lines of `output` that show how the translation works, and not what `program` says itself."""
    return [line for line in output.split("\n") if any(found not in program for found in OWN.findall(line))]
