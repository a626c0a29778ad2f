"""Inputs as other people might send them: every field varied, many left out, few of them agreeing with each other.

Valid all the same: nothing here is what planning calls impossible. Seeded, so that every figure can be had again.
"""

import datetime as dt
import random

GOALS_M = {
    "5k": (3000.0, 5000.0, 6500.0),
    "10k": (8000.0, 10000.0, 12000.0),
    "half": (15000.0, 16093.44, 21097.5, 25000.0),
    "marathon": (30000.0, 42195.0, 50000.0),
    "ultra": (56000.0, 80000.0, 100000.0),
}
EXPERIENCES = ("novice", "intermediate", "advanced", "elite")
EXPERIENCE_CTL = ((0, 20), (20, 45), (45, 75), (75, 150))
CS_MPS = {"novice": 2.8, "intermediate": 3.5, "advanced": 4.2, "elite": 5.0}
RTSS_PER_S = 55 / 3600


def varied_input(seed: int, *, consistent: bool = True) -> dict:
    """An input of any length from 4 to 52 weeks. `consistent`: time and experience agree with the loads brought."""
    r = random.Random(seed)
    level = r.randrange(4)
    experience, kind = EXPERIENCES[level], r.choice(list(GOALS_M))
    ctl = r.uniform(*EXPERIENCE_CTL[level]) if consistent else r.uniform(0, 150)
    length = r.choice((r.randint(28, 84), r.randint(28, 364), 7 * r.randint(4, 52) - 1))
    start = dt.date(2026, 1, 1) + dt.timedelta(r.randint(0, 700))
    week = _week(r, ctl if consistent else 0.0)
    document = {"start_date": str(start), "goal": _goal(r, kind, start, length)}
    athlete = _athlete(r, start, experience, ctl)
    if athlete or r.random() < 0.5:
        document["athlete"] = athlete
    availability = _availability(r, week)
    if availability or r.random() < 0.5:
        document["availability"] = availability
    if r.random() < 0.8:
        document["constraints"] = _constraints(r, start, length, consistent=consistent)
    if r.random() < 0.7:
        document["loading"] = r.choice((2, 3))
    return document


def _goal(r: random.Random, kind: str, start: dt.date, length: int) -> dict:
    distance_m = r.choice(GOALS_M[kind])
    goal = {"race_date": str(start + dt.timedelta(length)), "distance_m": distance_m}
    if r.random() < 0.7:
        goal["kind"] = kind
    if r.random() < 0.5:
        goal["target_s"] = r.choice((None, distance_m / r.uniform(2.2, 6.5)))
    return goal


def _athlete(r: random.Random, start: dt.date, experience: str, ctl: float) -> dict:
    athlete = {"ctl0": ctl, "atl0": ctl * r.uniform(0.7, 1.25)}
    if r.random() < 0.85:
        athlete["experience"] = experience
    if r.random() < 0.8:
        athlete |= {"cs_mps": CS_MPS[experience] * r.uniform(0.75, 1.15), "d_prime_m": r.uniform(40, 450)}
    if r.random() < 0.7:
        athlete["history"] = _history(r, start, ctl)
    for key, value in (("age", r.randint(16, 80)), ("injured", True), ("hr_max_bpm", r.randint(160, 210))):
        if r.random() < 0.3:
            athlete[key] = value
    return athlete


def _history(r: random.Random, start: dt.date, ctl: float) -> list[dict]:
    every = r.uniform(0.25, 1.0)
    return [
        {"date": str(start - dt.timedelta(back)), "m": 130 * load, "rtss": load}
        for back in range(42, 0, -1)
        if r.random() < every
        for load in [ctl / every * r.uniform(0.4, 1.7)]
    ]


def _week(r: random.Random, ctl: float) -> list[float]:
    """Seconds by weekday; enough of them to hold a load of `ctl` a day."""
    days = r.sample(range(7), r.randint(2, 7))
    week = [0.0] * 7
    for weekday in days:
        week[weekday] = r.choice((1200, 1800, 2700, 3600, 5400, 7200, 10800, 21600)) * r.uniform(1.0, 1.2)
    while sum(min(s, 21600) for s in week) * RTSS_PER_S < 7 * ctl and any(0 < s < 21600 for s in week):
        week = [min(21600.0, 1.2 * s) for s in week]
    return week


def _availability(r: random.Random, week: list[float]) -> dict:
    availability: dict = {"max_s_by_weekday": [round(s) for s in week]}
    if r.random() < 0.8:
        availability["long_run_weekday"] = r.randrange(7)
    if r.random() < 0.5:
        availability["max_sessions_per_day"] = r.choice((1, 2))
    return availability


def _constraints(r: random.Random, start: dt.date, length: int, *, consistent: bool) -> dict:
    apart = 9 if consistent else 2
    race_days: list[int] = []
    for _ in range(r.choice((0, 0, 1, 2, 4))):
        day = r.randint(0 if not consistent else 5, length - apart)
        if all(abs(day - other) >= apart for other in race_days):
            race_days.append(day)
    blackouts = {
        first + n
        for _ in range(r.choice((0, 0, 1, 2)) if consistent else r.choice((0, 1, 3)))
        for first in [r.randint(0, length - 1)]
        for n in range(r.choice((1, 2, 5, 7) if consistent else (1, 2, 7, 14)))
    } - set(race_days)
    no_quality = [r.randint(0, length) for _ in range(r.choice((0, 0, 3, 20)))]
    return {
        "blackout_dates": [str(start + dt.timedelta(day)) for day in sorted(blackouts) if day < length],
        "no_quality": [str(start + dt.timedelta(day)) for day in no_quality],
        "races": [
            {
                "date": str(start + dt.timedelta(day)),
                "distance_m": r.choice(
                    (3000.0, 5000.0, 10000.0, 21097.5) + (() if consistent else (42195.0,))
                ),
                "priority": r.choice("BC"),
            }
            for day in race_days
        ],
    }
