"""Navigation: the links of the side rail, the tabs on a phone, a coach's athletes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from runlab_site.web.links import link_to

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Link",
    "Navigation",
    "Place",
    "RunnerPage",
    "for_athlete",
    "for_coach",
    "register_runner_pages",
    "runner_links",
]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `key` names it; `short_label` fits under a phone's icon."""

    key: str
    label: str
    icon: str
    url: str
    short_label: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The current page: its key, and the id of the runner it belongs to ("" for none)."""

    key: str = ""
    runner_id: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """All links of a page, for this reader."""

    items: tuple[Link, ...]
    phone_keys: tuple[str, ...]
    search_url: str
    search_words: str
    athletes: tuple[Link, ...] = ()

    @property
    def phone_items(self) -> tuple[Link, ...]:
        """The first four tabs on a phone; the others are under More."""
        by_key = {item.key: item for item in self.items}
        return tuple(by_key[key] for key in self.phone_keys)


@dataclass(frozen=True, slots=True, order=True)
class RunnerPage:
    """A page of each runner: `place` orders the rail; `url_name` takes the runner's id.

    Labels are marked by gettext_noop, and translated when a page shows them.
    """

    place: int
    key: str
    label: str
    short_label: str
    icon: str
    url_name: str


_runner_pages: set[RunnerPage] = set()
# Of a coach's links: on a phone they are under More.
_NOT_AMONG_TABS = frozenset({"workouts", "admin", "styleguide"})


def register_runner_pages(*pages: RunnerPage) -> None:
    """Show an app's pages of a runner in the rail."""
    _runner_pages.update(pages)


def runner_links(runner_id: str, place: Place) -> tuple[Link, ...]:
    """The pages of one runner."""
    return tuple(
        Link(
            page.key,
            _(page.label),
            page.icon,
            reverse(page.url_name, args=[runner_id]),
            _(page.short_label),
            is_current=page.key == place.key,
        )
        for page in sorted(_runner_pages)
    )


def for_athlete(runner_id: str, place: Place) -> Navigation:
    """An athlete's navigation: the athlete's own pages."""
    return Navigation(
        runner_links(runner_id, place),
        phone_keys=("today", "plan", "sessions", "fitness"),
        search_url=link_to("runner_sessions", runner_id),
        search_words=_("Find session"),
    )


def for_coach(
    athletes: Iterable[tuple[str, str]],
    place: Place,
    *,
    own_runner_id: str = "",
    may_administer: bool = False,
    is_administrator: bool = False,
) -> Navigation:
    """A coach's navigation: the squad, its athletes as (id, name), the coach's own runner, background jobs."""
    items = [
        _link("squad", _("Squad"), "users", place),
        _link("runner_new", _("Add a runner"), "user-plus", place, _("Add")),
    ]
    if own_runner_id:
        own = link_to("runner_today", own_runner_id)
        items.append(
            Link(
                "own",
                _("My running"),
                "activity",
                own,
                _("Mine"),
                is_current=place.runner_id == own_runner_id,
            )
        )
    items += [
        _link("workouts", _("Workouts"), "dumbbell", place),
        _link("jobs", _("Jobs"), "list-checks", place),
    ]
    if may_administer:
        items.append(Link("admin", _("Admin"), "database", reverse("admin:index"), _("Admin")))
    if is_administrator:
        is_here = place.key == "styleguide"
        items.append(
            Link("styleguide", _("Style guide"), "layout-grid", reverse("styleguide"), _("Style"), is_here)
        )
    return Navigation(
        tuple(items),
        phone_keys=tuple(item.key for item in items if item.key not in _NOT_AMONG_TABS),
        search_url=link_to("squad"),
        search_words=_("Find athlete"),
        athletes=_people(athletes, place),
    )


def _people(athletes: Iterable[tuple[str, str]], place: Place) -> tuple[Link, ...]:
    return tuple(
        Link(
            runner_id,
            name,
            "user",
            link_to("runner_today", runner_id),
            name,
            runner_id == place.runner_id,
        )
        for runner_id, name in athletes
    )


def _link(key: str, label: str, icon: str, place: Place, short_label: str = "") -> Link:
    return Link(key, label, icon, link_to(key), short_label or label, is_current=key == place.key)
