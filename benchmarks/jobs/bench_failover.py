"""How long writes stall when the primary of a replica set of three is killed, and whether an error reaches who writes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from pymongo import MongoClient  # noqa: TID251 - a client with Runlab's own options, and nothing else of it

from tests.faults.replica_set import ReplicaSet

KILLS = 8
WRITES = 80
PAUSE_S, BETWEEN_S = 0.05, 4.0
# As runlab_site/settings.py sets them.
OPTIONS = {
    "w": "majority",
    "journal": True,
    "retryWrites": True,
    "connectTimeoutMS": 5_000,
    "heartbeatFrequencyMS": 2_000,
}


def stall(servers: ReplicaSet, client: MongoClient) -> float:
    """The longest of some writes, the primary being killed among them."""
    longest = 0.0
    for number in range(WRITES):
        if number == 10:
            servers.signal(servers.primary())
        began = time.monotonic()
        client.get_default_database()["writes"].insert_one({"number": number})
        longest = max(longest, time.monotonic() - began)
        time.sleep(PAUSE_S)
    return longest


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        servers = ReplicaSet(Path(folder))
        try:
            with MongoClient(servers.uri, **OPTIONS) as client:
                stalls = []
                for _ in range(KILLS):
                    stalls.append(stall(servers, client))
                    time.sleep(BETWEEN_S)
        finally:
            servers.stop()
    print(
        "write stall when the primary is killed:",
        ", ".join(f"{one:.2f} s" for one in sorted(stalls)),
        "- no error",
    )


if __name__ == "__main__":
    main()
