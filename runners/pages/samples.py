"""Samples of the components of runners."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.accounts.models import User
from runlab_site.web.samples import Sample
from runners.models import CheckIn, Comment, Runner
from runners.pages.comments.context import CommentRow, PlacedComment, Thread
from runners.pages.fitness.wellness import WellnessDay, WellnessRow
from runners.physiology.heart_rate_calculator import HeartRateZone

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["runner_samples"]

NOW = datetime(2026, 5, 4, 6, 41, tzinfo=UTC)
SHORT = "Hold back on the first two, please."
LONG = f"{SHORT} " * 12 + "\nAndthenonewordthatislongerthanaphoneiswidebecausesomebodyforgottheblanks."
RUNNER_ID, COACH_ID = "0" * 24, "1" * 24


def runner_samples() -> Iterator[Sample]:
    """Every component of templates/runners/components in each of its states."""
    yield from _threads()
    yield from _comments()
    yield from _mornings()
    yield from _zones()
    yield _sample("stale_line", "nothing is stale: none", stale=())
    yield _sample("stale_line", "two figures", stale=("load", "heart-rate zones"))
    yield _sample("quick_comment_form", "nothing written", comments_url="/", next="/")


def _threads() -> Iterator[Sample]:
    rows = (
        CommentRow(_comment(1, SHORT), is_own=False, was_unread=False, answers=""),
        CommentRow(_comment(2, LONG, edited=True), is_own=True, was_unread=False, answers="Jonas Falk"),
        CommentRow(_comment(3, SHORT), is_own=False, was_unread=True, answers=""),
    )
    yield _sample("comments_card", "empty", thread=Thread("a", "/", ()))
    yield _sample("comments_card", "read, own and long, new", thread=Thread("b", "/", rows))
    refused = Thread("c", "/", rows[:1], problem="A comment has words.", draft="  ")
    yield _sample("comments_card", "refused", thread=refused)


def _comments() -> Iterator[Sample]:
    placed = [PlacedComment(_comment(number, text), "/") for number, text in ((4, SHORT), (5, LONG))]
    yield _sample("newest_comment_card", "short", newest_comment=placed[0])
    yield _sample("newest_comment_card", "long", newest_comment=placed[1])
    yield _sample("reply_form", "closed until pressed", row=placed[0], next="/")
    yield _sample("unread_comments", "all read: none", unread=())
    yield _sample("unread_comments", "short and long", unread=placed)


def _mornings() -> Iterator[Sample]:
    runner = Runner(pk=RUNNER_ID, name="Mara Lindqvist")
    said = CheckIn(runner=runner, day=NOW.date(), injury="niggle", injury_place="left calf")
    yield _sample("check_in_card", "not yet", runner=runner, check_in=None)
    yield _sample("check_in_card", "checked in", runner=runner, check_in=said)
    yield _sample("wellness_card", "nobody checked in", runner=runner, is_own=True, wellness=())
    pulse = tuple(None if day % 5 == 0 else 46.0 + day % 4 for day in range(42))
    rows = [
        WellnessRow("Resting heart rate", "bpm", 0, pulse, last=49.0, usual=47.4),
        WellnessRow("Sleep", "h", 1, (None,) * 41 + (7.5,), last=7.5, usual=7.5),
    ]
    days = [WellnessDay(said, ((49.0, 0), (None, 1))), WellnessDay(_well(runner), ((46.0, 0), (7.5, 1)))]
    context: dict[str, Any] = {"runner": runner, "is_own": False, "wellness": rows, "wellness_days": days}
    yield _sample("wellness_card", "six weeks, some days missing", **context)


def _zones() -> Iterator[Sample]:
    bounds = (("Recovery", 0, 118), ("Aerobic", 118, 139), ("Tempo", 139, 157), ("Threshold", 157, 168))
    zones = [HeartRateZone(number, *zone) for number, zone in enumerate(bounds, start=1)]
    shown = [
        {"zone": one.number, "name": one.name, "from_bpm": one.lower_bpm, "to_bpm": one.upper_bpm}
        for one in (*zones, HeartRateZone(5, "Maximum", 168, 186))
    ]
    yield _sample("zone_table", "five zones", zones=shown)
    unknown = [one | {"from_bpm": None, "to_bpm": None} for one in shown]
    yield _sample("zone_table", "bounds unknown", zones=unknown)


def _comment(number: int, text: str, *, edited: bool = False) -> Comment:
    author = User(pk=COACH_ID, name="Jonas Falk")
    written = NOW + timedelta(minutes=number)
    return Comment(
        pk=f"{number:024d}",
        author=author,
        subject=Comment.Subject.DAY,
        day=written.date(),
        text=text,
        created_at=written,
        edited_at=written if edited else None,
    )


def _well(runner: Runner) -> CheckIn:
    return CheckIn(runner=runner, day=date(2026, 5, 3))


def _sample(name: str, state: str, **context: Any) -> Sample:
    return Sample(f"runners/components/{name}.html", state, context)
