"""Services that change users and their API keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.accounts.models import ApiKey, User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = [
    "SCOPE_MISSING",
    "administer_person",
    "create_person",
    "issue_api_key",
    "record_visit",
    "roles_of",
    "update_person",
    "withdraw_api_key",
]

VISIT_INTERVAL = timedelta(hours=1)
SCOPE_MISSING = "A key may only give scopes that it has itself; missing: {}."
_CHANGEABLE = ("name", "time_zone", "units", "pace_format", "week_start", "date_format")
_ADMINISTERED = (*_CHANGEABLE, "email", "is_coach", "is_staff", "is_superuser", "is_active")


def roles_of(user: User) -> list[str]:
    """What a person is, the widest role first."""
    roles = [("admin", user.is_superuser), ("coach", user.is_coach), ("athlete", hasattr(user, "runner"))]
    return [role for role, applies in roles if applies]


def update_person(user: User, changes: Mapping[str, Any]) -> User:
    """Change what people may change of themselves. Raises ValidationError."""
    return _change(user, {name: value for name, value in changes.items() if name in _CHANGEABLE})


def create_person(*, email: str, password: str, **fields: Any) -> User:
    """Make a person who can sign in; for administrators. `fields`: name and what the person is."""
    return User.objects.create_user(email, password, **fields)


def administer_person(user: User, changes: Mapping[str, Any]) -> User:
    """Change what only administrators may change of a person. Raises ValidationError."""
    return _change(user, {name: value for name, value in changes.items() if name in _ADMINISTERED})


def issue_api_key(
    user: User, name: str, scopes: Sequence[str], expires_at: datetime | None, *, by: ApiKey | None = None
) -> tuple[ApiKey, str]:
    """Make a key; its text is returned only here. A key cannot make keys with more scopes than its own.

    Raises PermissionError naming the scopes that are missing.
    """
    missing = set(scopes) - set(by.scopes) if by is not None else set()
    if missing:
        raise PermissionError(SCOPE_MISSING.format(", ".join(sorted(missing))))
    return ApiKey.issue(user, name, list(scopes), expires_at)


def withdraw_api_key(key: ApiKey) -> None:
    """Revoke a key."""
    key.delete()


def record_visit(user: User, now: datetime) -> None:
    """Remember when a person was last here, to the hour: one write an hour at most."""
    if user.last_visit_at is None or now - user.last_visit_at >= VISIT_INTERVAL:
        User.objects.filter(pk=user.pk).update(last_visit_at=now)
        user.last_visit_at = now


def _change(user: User, changes: Mapping[str, Any]) -> User:
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save()
    return user
