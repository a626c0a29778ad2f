"""Who was deleted, by ids alone: as documents, and in a file beside the database, because a backup that is put
back would know nothing of it. The ids say nothing of the person.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bson import ObjectId
from django.conf import settings

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["DELETED_ACCOUNTS", "DeletedAccount", "known", "remember", "write_list"]

DELETED_ACCOUNTS = "deleted_accounts"
_LIST = "deleted_accounts.jsonl"


@dataclass(frozen=True, slots=True)
class DeletedAccount:
    """Who was deleted, by id, and when (RFC 3339)."""

    user: str
    runner: str | None
    deleted_at: str


def known(*folders: Path) -> list[DeletedAccount]:
    """Everybody who was deleted, as far as the database, the data folder and `folders` know."""
    stored = [
        DeletedAccount(str(one["_id"]), one["runner"], one["deleted_at"])
        for one in database.collection(DELETED_ACCOUNTS).find()
    ]
    written = [one for folder in (settings.CONFIG.data_dir, *folders) for one in _written(folder)]
    return list({account.user: account for account in [*stored, *written]}.values())


def remember(accounts: Iterable[DeletedAccount]) -> None:
    """Write them down, in the database and beside it."""
    for account in accounts:
        key = {"_id": ObjectId(account.user)}
        noted = {"runner": account.runner, "deleted_at": account.deleted_at}
        database.collection(DELETED_ACCOUNTS).update_one(key, {"$set": noted}, upsert=True)
    write_list(settings.CONFIG.data_dir)


def write_list(folder: Path) -> None:
    """Bring a folder's list up to date; it only grows, and is whole at every moment."""
    accounts = known(folder)
    if not accounts or accounts == _written(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{_LIST}.{os.getpid()}"
    with beside.open("w") as file:
        file.writelines(json.dumps(asdict(account)) + "\n" for account in accounts)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / _LIST)


def _written(folder: Path) -> list[DeletedAccount]:
    file = folder / _LIST
    if not file.exists():
        return []
    return [DeletedAccount(**json.loads(line)) for line in file.read_text().splitlines()]
