"""Health checks for containers that serve no HTTP: python -m scripts.health worker|scheduler.

Exit status 0 when the queue cluster of this host reports itself, or when some scheduler holds its lease.
"""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
django.setup()

from django_q.status import Stat  # noqa: E402 - settings come first

from runlab_site.database import database  # noqa: E402 - as above
from runlab_site.jobs.scheduler import LEASES  # noqa: E402 - as above


def worker() -> bool:
    """Whether a queue cluster of this host reported itself within the last seconds."""
    return any(stat.host == socket.gethostname() for stat in Stat.get_all())


def scheduler() -> bool:
    """Whether a scheduler, here or elsewhere, holds the lease."""
    return (
        database.collection(LEASES).find_one({"_id": "scheduler", "until": {"$gt": datetime.now(UTC)}})
        is not None
    )


CHECKS = {"worker": worker, "scheduler": scheduler}


def main() -> int:
    """Returns the exit status."""
    return 0 if CHECKS[sys.argv[1]]() else 1


if __name__ == "__main__":
    sys.exit(main())
