"""Inputs of simulated athletes: seeded, so that every figure can be had again."""

import datetime as dt
import random

DISTANCES_M = {"5k": 5000.0, "10k": 10000.0, "half": 21097.5, "marathon": 42195.0, "ultra": 80000.0}
CTL = {"novice": (2, 20), "intermediate": (20, 45), "advanced": (45, 75), "elite": (75, 110)}
DAYS = {"novice": (3, 5), "intermediate": (4, 6), "advanced": (5, 7), "elite": (6, 7)}
USUAL_S = {"novice": 3600, "intermediate": 5400, "advanced": 6000, "elite": 7200}
CS_MPS = {"novice": 2.9, "intermediate": 3.6, "advanced": 4.3, "elite": 5.0}


def simulated_input(seed: int, kind: str | None = None) -> dict:
    """An athlete whose history, time and fitness agree, with races, days that are not possible and the like."""
    r = random.Random(seed)
    experience = r.choice(list(CTL))
    kind = kind or r.choice(list(DISTANCES_M))
    ctl = r.uniform(*CTL[experience])
    length = 7 * r.randint(6, 26) - 1 + r.randint(0, 6)
    start = dt.date(2026, 1, 1) + dt.timedelta(r.randint(0, 400))
    cs = CS_MPS[experience] * r.uniform(0.9, 1.1)
    days, long_day = _week(r, experience)
    races = _races(r, start, length)
    return {
        "start_date": str(start),
        "goal": {
            "kind": kind,
            "distance_m": DISTANCES_M[kind],
            "race_date": str(start + dt.timedelta(length)),
        },
        "athlete": {
            "cs_mps": cs,
            "d_prime_m": r.uniform(100, 280),
            "experience": experience,
            "ctl0": ctl,
            "atl0": ctl * r.uniform(0.8, 1.2),
            "history": _history(r, start, ctl, cs, sum(s > 0 for s in days)),
        },
        "availability": {
            "max_s_by_weekday": days,
            "long_run_weekday": long_day,
            "max_sessions_per_day": 2 if experience == "elite" else 1,
        },
        "constraints": {
            "blackout_dates": _blackouts(r, start, length, {race["date"] for race in races}),
            "no_quality": [
                str(start + dt.timedelta(r.randint(0, length - 1))) for _ in range(r.choice([0, 0, 2, 5]))
            ],
            "races": races,
        },
        "loading": 3 if experience != "novice" else r.choice([2, 3]),
    }


def _week(r: random.Random, experience: str) -> tuple[list[int], int]:
    days = [0] * 7
    for weekday in r.sample(range(7), r.randint(*DAYS[experience])):
        days[weekday] = int(USUAL_S[experience] * r.uniform(0.7, 1.3))
    long_day = r.choice([weekday for weekday in range(7) if days[weekday]])
    days[long_day] *= 2
    return days, long_day


def _history(r: random.Random, start: dt.date, ctl: float, cs: float, runs_a_week: int) -> list[dict]:
    runs = []
    for back in range(42, 0, -1):
        if r.random() < runs_a_week / 7:
            load = ctl * 7 / runs_a_week * r.uniform(0.5, 1.6)
            metres = load / 0.94 * 60 * 0.75 * cs
            runs.append({"date": str(start - dt.timedelta(back)), "m": metres, "rtss": load})
    return runs


def _races(r: random.Random, start: dt.date, length: int) -> list[dict]:
    taken, races = [length], []
    for _ in range(r.choice([0, 0, 1, 2])):
        day = r.randint(7, length - 10)
        if all(abs(day - other) >= 10 for other in taken):
            taken.append(day)
            races.append(
                {
                    "date": str(start + dt.timedelta(day)),
                    "distance_m": r.choice([5000.0, 10000.0, 21097.5]),
                    "priority": r.choice("BC"),
                }
            )
    return races


def _blackouts(r: random.Random, start: dt.date, length: int, race_dates: set[str]) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(r.choice([0, 0, 1, 2])):
        first = r.randint(0, length - 1)
        for day in range(first, min(length, first + r.choice([1, 2, 5, 7]))):
            date = str(start + dt.timedelta(day))
            if date not in race_dates:
                found[date] = None
    return list(found)
