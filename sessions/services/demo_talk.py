"""Writes the demonstration's conversations: check-ins of two weeks, comments of coach and athlete, an official result."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from runlab_site.accounts.models import User
from runners.calendar.services import create_entry
from runners.check_ins.services import check_in
from runners.comments.services import write_comment
from runners.models import CalendarEntry, Comment
from sessions.models import SessionStatistics
from sessions.selectors import comments_subject
from sessions.services.demo_squad import COACH_EMAIL

if TYPE_CHECKING:
    from sessions.services.demo_squad import Member

__all__ = ["let_them_talk"]

CHECK_IN_DAYS = 14
# The coach's word on the last session and the athlete's answer, each in turn for the athletes of the squad.
TALKS = (
    ("Even from start to end: just what we wanted. How were the legs?", "Heavy at first, good after half an hour."),
    ("You held back on the climb. That is the marathon talking.", "It felt slow! I will trust it."),
    ("Shorter than planned. Anything I should know?", "My son was ill, so I turned back early."),
    ("Strong finish. Keep tomorrow truly easy.", "Promised."),
)  # fmt: skip
MOST_CLOCK_S = 2  # an official clock stops a little later than the watch


def let_them_talk(members: list[Member], today: date) -> None:
    """Write them once for each athlete; an athlete with a comment already has them."""
    coach = User.objects.get(email=COACH_EMAIL)
    for number, member in enumerate(members):
        athlete = member.runner.user
        if athlete is None or Comment.objects.filter(runner=member.runner).exists():
            continue
        _check_in_for_days(member, athlete, today)
        _keep_official_result(member, coach)
        _talk(member, coach, athlete, *TALKS[number % len(TALKS)])


def _check_in_for_days(member: Member, person: User, today: date) -> None:
    """Check in on the two weeks up to yesterday; today's check-in is left to the visitor."""
    rng = random.Random(member.athlete.key)  # noqa: S311 - made-up people
    runner, athlete = member.runner, member.athlete
    for back in range(CHECK_IN_DAYS, 0, -1):
        check_in(
            runner,
            today - timedelta(days=back),
            {
                "sleep_s": 3600.0 * round(rng.gauss(7.4, 0.6), 1),
                "sleep_quality": rng.choice((3, 4, 4, 5)),
                "soreness": rng.choice((1, 2, 2, 3)),
                "mood": rng.choice((3, 4, 4, 5)),
                "resting_heart_rate_bpm": round(athlete.resting_heart_rate_bpm + rng.gauss(0, 1.5)),
                "hrv_ms": round(rng.gauss(62, 6)),
                "weight_kg": round(athlete.weight_kg + rng.gauss(0, 0.4), 1),
            },
            person,
        )


def _keep_official_result(member: Member, coach: User) -> None:
    """Store an official result for the last race of the season."""
    races = SessionStatistics.objects.filter(runner=member.runner, effort="race").order_by("-start_time")
    run = races.first()
    named = {race.name: race.distance_m for race in member.athlete.habits.races}
    if run is None or run.name not in named or run.timer_time_s is None:
        return
    create_entry(
        {
            "runner": member.runner,
            "kind": CalendarEntry.Kind.RACE,
            "day": run.day,
            "last_day": run.day,
            "title": run.name,
            "priority": CalendarEntry.Priority.B,
            "distance_m": named[run.name],
            "official_distance_m": named[run.name],
            "official_time_s": float(round(run.timer_time_s) + MOST_CLOCK_S),
        },
        coach,
    )


def _talk(member: Member, coach: User, person: User, word: str, answer: str) -> None:
    last = SessionStatistics.objects.filter(runner=member.runner).order_by("-start_time").first()
    if last is None:
        return
    subject = comments_subject(last)
    write_comment(subject, coach, word)
    write_comment(subject, person, answer)
