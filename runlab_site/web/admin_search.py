"""Search in admin lists by name, e-mail or id, each by its index: nothing is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.contrib.auth import get_user_model

from runlab_site.visibility import visible_runner_ids

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

__all__ = ["account_ids", "found_by_id", "rows_of_runners"]

_MOST_RUNNERS_FOUND = 200


def found_by_id(rows: QuerySet[Any], text: str) -> QuerySet[Any] | None:
    """The row of an id, else those of the athlete whose id it is; None where the text is no id."""
    if not ObjectId.is_valid(text):
        return None
    row = rows.filter(pk=text)
    is_of_runners = any(field.name == "runner" for field in rows.model._meta.concrete_fields)  # noqa: SLF001 - Django's documented model API
    return rows.filter(runner_id=text) if is_of_runners and not row.exists() else row


def account_ids(text: str) -> list[str]:
    """The id of the account with an e-mail address; none for other texts."""
    if "@" not in text:
        return []
    accounts: Any = get_user_model()._default_manager  # noqa: SLF001 - Django's documented way to a manager
    return list(accounts.filter(email=text.strip().lower()).values_list("pk", flat=True))


def rows_of_runners(rows: QuerySet[Any], person: Any, text: str) -> QuerySet[Any]:
    """The rows of the athletes whom the person may see, with the text in their names or with that e-mail address."""
    runner: Any = rows.model._meta.get_field("runner").related_model  # noqa: SLF001 - Django's documented model API
    return rows.filter(runner_id__in=_runner_ids(runner, person, text))


def _runner_ids(runner: type[Model], person: Any, text: str) -> list[str]:
    """Found by the index of names, or of accounts."""
    all_runners = runner._default_manager  # noqa: SLF001 - Django's documented way to a manager
    named = (
        all_runners.filter(user_id__in=account_ids(text))
        if "@" in text
        else all_runners.filter(name__icontains=text)
    )
    visible = visible_runner_ids(person)
    if visible is not None:
        named = named.filter(pk__in=visible)
    return list(named.order_by("name", "pk").values_list("pk", flat=True)[:_MOST_RUNNERS_FOUND])
