"""Deleting an account with all that is its own, so that no backup brings it back.

The deletion is recorded first. Every start and every restore reads the records and deletes again what has come back.
Apps register what they hold of a person in `runlab_site.personal_data`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import structlog

from runlab_site import personal_data
from runlab_site.accounts.models import User
from runlab_site.models import BackgroundJob
from runlab_site.mongo.deleted_accounts import DeletedAccount, known, remember
from runlab_site.personal_data import Subject

__all__ = ["delete_account", "delete_again"]

log = structlog.get_logger(__name__)


def delete_account(user: User) -> DeletedAccount:
    """Delete a person, their runner and all that is theirs. Killed on the way, it goes on at the next start."""
    runner_id = personal_data.runner_id_of(str(user.pk))
    account = DeletedAccount(str(user.pk), runner_id, datetime.now(UTC).isoformat())
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


def _is_there(account: DeletedAccount) -> bool:
    return User.objects.filter(pk=account.user).exists() or personal_data.is_left(_subject(account))


def _delete(account: DeletedAccount) -> None:
    """Jobs are deleted first, so that no worker goes on writing; the account last, since its presence means that data may be left."""
    if account.runner is not None:
        BackgroundJob.objects.filter(runner_id=account.runner).delete()
    personal_data.delete(_subject(account))
    BackgroundJob.objects.filter(user_id=account.user).delete()
    User.objects.filter(pk=account.user).delete()
    log.info("account_deleted", user=account.user, runner=account.runner)


def _subject(account: DeletedAccount) -> Subject:
    return Subject(user_id=account.user, runner_id=account.runner)
