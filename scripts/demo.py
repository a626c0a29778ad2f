"""The demonstration squad beside a running Runlab: seeded once the site answers, while people look around."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from pymongo import MongoClient  # noqa: TID251 - asked before Django runs, so there is no Database to go through

from runlab_site.config import BASE_DIR
from scripts.processes import MARK

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from runlab_site.config import Config

PEOPLE = "users"
COACH_EMAIL = "coach@demo.example"
ASK_TIMEOUT_MS = 10_000


def has_room(uri: str, database_name: str) -> bool:
    """Whether nobody is in the database yet, or the demonstration's coach is: never beside other people's data."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=ASK_TIMEOUT_MS)
    with client:
        people = client[database_name][PEOPLE]
        return people.find_one({}) is None or people.find_one({"email": COACH_EMAIL}) is not None


def start(config: Config, environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Seed in the background. Its one line goes to our standard output, its progress to the log.

    It carries the mark of this Runlab, so that it ends with it.
    """
    command = [sys.executable, "manage.py", "seed_demo"]
    with log.open("w") as progress:
        return subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**environ, MARK: str(config.data_dir)},
            stdin=subprocess.DEVNULL,
            stderr=progress,
            start_new_session=True,  # Ctrl-C reaches us alone, and we stop things in order
        )
