"""Event listener of supervisor: when a program ends, end what it left behind.

Supervisor restarts a program whose head process was killed, but the rest of its group lives on; a queue
cluster would go on working beside its successor. This kills such rests, on every end and every 5 s.
"""

from __future__ import annotations

import os
import sys

from supervisor.childutils import listener

from scripts.processes import MARK, kill_orphans


def main() -> None:
    """Answer events until supervisor closes the pipe."""
    instance = os.environ[MARK]
    while True:
        _headers, _payload = listener.wait(sys.stdin, sys.stdout)  # type: ignore[no-untyped-call] # it has no types
        for process in kill_orphans(instance):
            print(f"Ended process {process.pid}, left by group {process.group}.", file=sys.stderr, flush=True)
        listener.ok(sys.stdout)  # type: ignore[no-untyped-call] # it has no types


if __name__ == "__main__":
    main()
