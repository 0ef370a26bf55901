"""exits.py N COMMAND…: runs the command and succeeds only if its exit status is exactly N."""

import subprocess
import sys

wanted, command = int(sys.argv[1]), sys.argv[2:]
status = subprocess.run(command, check=False).returncode
if status != wanted:
    sys.exit(f"exit status {status} instead of {wanted}: {' '.join(command)}")
