"""Deleting an account with all that is its own, so that no backup brings it back.

Who was deleted is written down first: as a document, and in a file beside the database, because a backup that is put
back would know nothing of it. Every start and every restore reads both and deletes again what has come back. What
is written down are ids alone, which say nothing of the person.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from bson import ObjectId
from django.apps import apps
from django.conf import settings

from runlab_site.accounts.models import User
from runlab_site.database import database
from runlab_site.models import BackgroundJob
from runners.models import Runner
from sessions import storage
from sessions.models import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "DELETED_ACCOUNTS",
    "DeletedAccount",
    "delete_account",
    "delete_again",
    "known",
    "remember",
    "write_list",
]

DELETED_ACCOUNTS = "deleted_accounts"
_LIST = "deleted_accounts.jsonl"
# Collections whose documents name stored bytes of a runner.
_WITH_BYTES = ("sessionsFIT", "sessionsParquet", "upload_files")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeletedAccount:
    """Who was deleted, by id, and when (RFC 3339)."""

    user: str
    runner: str | None
    deleted_at: str


def delete_account(user: User) -> DeletedAccount:
    """Delete a person, their runner and all that is theirs. Killed on the way, it goes on at the next start."""
    runner = Runner.objects.filter(user=user).first()
    account = DeletedAccount(user.pk, runner.pk if runner else None, datetime.now(UTC).isoformat())
    remember([account])
    _delete(account)
    return account


def delete_again(**_signal: Any) -> int:
    """Delete whoever was deleted and is there again. Returns how many were. Runs after every `migrate`; idempotent."""
    accounts = known()
    remember(accounts)
    back = [account for account in accounts if _is_there(account)]
    for account in back:
        _delete(account)
    return len(back)


# Who was --------------------------------------------------------------------------------------------


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


# What is theirs -------------------------------------------------------------------------------------


def _is_there(account: DeletedAccount) -> bool:
    if User.objects.filter(pk=account.user).exists():
        return True
    if account.runner is None:
        return False
    runner_id = ObjectId(account.runner)
    queries = {"runner": {"_id": runner_id}} | {name: {"runner_id": runner_id} for name in _of_runners()}
    return any(database.raw[name].find_one(query, {"_id": 1}) for name, query in queries.items())


def _of_runners() -> list[str]:
    """Every collection whose documents belong to a runner."""
    return [
        model._meta.db_table  # noqa: SLF001 - Django's public way to a model's collection
        for model in apps.get_models()
        if any(field.column == "runner_id" for field in model._meta.concrete_fields)  # noqa: SLF001
    ]


def _delete(account: DeletedAccount) -> None:
    """The person last: as long as there is one, something may be left."""
    if account.runner is not None:
        _delete_runner(account.runner)
    BackgroundJob.objects.filter(user_id=account.user).delete()
    Upload.objects.filter(user_id=account.user).update(user_id=None)  # a coach's, of athletes who stay
    User.objects.filter(pk=account.user).delete()
    log.info("account_deleted", user=account.user, runner=account.runner)


def _delete_runner(runner_id: str) -> None:
    """Jobs first, so that no worker writes on: without its job it stops at its next report."""
    BackgroundJob.objects.filter(runner_id=runner_id).delete()
    key = {"runner_id": ObjectId(runner_id)}
    stored = [one for name in _WITH_BYTES for one in database.raw[name].find(key, {"blob_id": 1})]
    Runner.objects.filter(pk=runner_id).delete()  # and by Django's cascade what hangs on it at second hand
    for name in _of_runners():
        database.raw[name].delete_many(key)
    for blob_id in {one["blob_id"] for one in stored if one["blob_id"]}:
        storage.delete_blob(str(blob_id))
