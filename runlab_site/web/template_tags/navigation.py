"""The tag that finds out where a reader may go: {% navigation as nav %}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from runlab_site.visibility import runner_names
from runlab_site.web.navigation import Navigation, Place, for_athlete, for_coach

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()

ATHLETES_SHOWN = 15


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Navigation:
    """The links of this page for its reader. The view's `place` says where one is."""
    user = context["user"]
    place = context.get("place") or Place()
    own = getattr(user, "runner", None)
    own_runner_id = str(own.pk) if own else ""
    if own_runner_id and not user.is_coach and not user.is_superuser:
        return for_athlete(own_runner_id, place)
    return for_coach(
        _athletes(user, own_runner_id),
        place,
        own_runner_id=own_runner_id,
        may_administer=user.is_staff,
        is_administrator=user.is_superuser,
    )


def _athletes(user: Any, own_runner_id: str) -> list[tuple[str, str]]:
    shown = runner_names(user, limit=ATHLETES_SHOWN + 1)
    return [(runner_id, name) for runner_id, name in shown if runner_id != own_runner_id][:ATHLETES_SHOWN]
