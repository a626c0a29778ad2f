"""Inputs of realistic athletes: histories that match their CTL and longest run; seeded.

All race kinds and levels, 2 to 7 days, 6 to 30 weeks, B and C races, holidays, shifts (dates with other minutes),
doubles, masters, after injury, without Critical Speed, total beginners.

    python benchmarks/planning/realistic_athletes.py COUNT [FIRST] > inputs.jsonl
"""

import datetime as dt
import json
import random
import sys

DISTANCES_M = {"5k": 5000.0, "10k": 10000.0, "half": 21097.5, "marathon": 42195.0, "ultra": 50000.0}
LEVELS = ("novice", "intermediate", "advanced", "elite")
CTL = {"novice": (8, 24), "intermediate": (24, 46), "advanced": (46, 76), "elite": (76, 105)}
CS_MPS = {"novice": (2.5, 3.3), "intermediate": (3.1, 4.0), "advanced": (3.8, 4.7), "elite": (4.6, 5.6)}
DAYS = {"novice": (2, 5), "intermediate": (3, 6), "advanced": (4, 7), "elite": (6, 7)}
WEEKS = {"5k": (6, 14), "10k": (6, 16), "half": (8, 20), "marathon": (12, 26), "ultra": (14, 30)}
WEEKDAY_MIN = {"novice": 50, "intermediate": 65, "advanced": 80, "elite": 100}
LONG_DAY_MIN = {
    "5k": (75, 100),
    "10k": (90, 120),
    "half": (120, 160),
    "marathon": (160, 210),
    "ultra": (200, 330),
}
CASES = (
    "plain",
    "plain",
    "plain",
    "races",
    "races",
    "holiday",
    "shifts",
    "masters",
    "injured",
    "no_cs",
    "beginner",
)
LONGEST_MIN = {"5k": 95, "10k": 105, "half": 130, "marathon": 150, "ultra": 200}
LOAD_PER_EASY_S = 0.5625 / 36


def realistic_input(seed: int) -> dict:
    """One athlete of one case."""
    r = random.Random(seed)
    case = r.choice(CASES)
    kind = r.choice(list(DISTANCES_M))
    level = "novice" if case == "beginner" else r.choice(LEVELS)
    if case == "beginner":
        kind = r.choice(("5k", "5k", "10k", "half"))
    if kind in ("marathon", "ultra") and level == "novice" and r.random() < 0.3:
        level = "intermediate"
    weeks = r.randint(*WEEKS[kind]) + (4 if case == "beginner" else 0)
    race = dt.date(2026, 6, 7) + dt.timedelta(7 * r.randint(0, 40) - r.choice((0, 0, 0, 1)))
    start = race - dt.timedelta(7 * weeks - 1 + r.choice((0, 0, 0, 2, 4)))
    ctl = r.uniform(0, 5) if case == "beginner" else r.uniform(*CTL[level])
    cs = r.uniform(*CS_MPS[level]) - (0.2 if case == "beginner" else 0.0)
    days_count = max(3, r.randint(*DAYS[level])) if case == "beginner" else r.randint(*DAYS[level])
    week, long_day = _week(r, level, kind, days_count, ctl)
    ctl = min(
        ctl,
        0.92 * sum(min(s, 5400 if d != long_day else 9000) for d, s in enumerate(week)) * LOAD_PER_EASY_S / 7,
    )
    athlete = {
        "cs_mps": cs,
        "d_prime_m": r.uniform(90, 260),
        "experience": level,
        "ctl0": ctl,
        "atl0": ctl * r.uniform(0.85, 1.15),
        "history": _history(r, start, ctl, cs, min(days_count, 6), kind, case),
    }
    if case == "no_cs":
        athlete["cs_mps"] = athlete["d_prime_m"] = None
    if case == "masters":
        athlete["age"] = r.randint(50, 70)
    if case == "injured":
        athlete["injured"] = True
    document = {
        "case": f"{case} {kind} {level} {days_count}d {weeks}w seed {seed}",
        "start_date": str(start),
        "goal": {"kind": kind, "distance_m": DISTANCES_M[kind], "race_date": str(race)},
        "athlete": athlete,
        "availability": {
            "max_s_by_weekday": week,
            "long_run_weekday": long_day,
            "max_sessions_per_day": 2
            if level == "elite" or (level == "advanced" and r.random() < 0.2)
            else 1,
        },
        "constraints": _constraints(r, case, start, race, kind),
    }
    if kind == "ultra" and r.random() < 0.4:
        document["goal"]["distance_m"] = r.choice((80467.0, 100000.0))
    if case == "shifts":
        document["availability"]["exceptions"] = _shifts(r, start, race, week)
    return document


def _week(r, level, kind, days_count, ctl):
    long_day = r.choice((6, 6, 6, 5))
    open_days = [long_day, *r.sample([d for d in range(7) if d != long_day], days_count - 1)]
    week = [0] * 7
    for day in open_days:
        week[day] = 300 * round(WEEKDAY_MIN[level] * r.uniform(0.8, 1.4) / 5)
    low, high = LONG_DAY_MIN[kind]
    week[long_day] = max(300 * round(r.uniform(low, high) / 5), week[long_day])
    need = ctl * 7 / LOAD_PER_EASY_S * 1.15
    while sum(week) < need:
        week = [min(4 * 3600, s + 600) if s and d != long_day else s for d, s in enumerate(week)]
        if all(s in (0, 4 * 3600) for d, s in enumerate(week) if d != long_day):
            break
    return week, long_day


def _history(r, start, ctl, cs, runs_a_week, kind, case):
    if case == "beginner" and r.random() < 0.5:
        return []
    runs, week_rtss = [], 7 * ctl
    long_share = {1: 1.0, 2: 0.6, 3: 0.45, 4: 0.38, 5: 0.32}.get(runs_a_week, 0.28)
    if kind in ("5k", "10k"):
        long_share -= 0.04
    for back_week in range(6):
        scale = r.uniform(0.88, 1.10)
        if case == "injured" and back_week < 2:
            scale *= 0.4
        days = r.sample(range(7), min(runs_a_week, 7))
        for number, day in enumerate(days):
            share = long_share if number == 0 else (1 - long_share) / max(1, len(days) - 1)
            load = week_rtss * scale * share * r.uniform(0.92, 1.08)
            load = min(load, 60 * LONGEST_MIN[kind] * LOAD_PER_EASY_S)
            if load < 8:
                continue
            metres = load / LOAD_PER_EASY_S * 0.75 * cs
            runs.append(
                {"date": str(start - dt.timedelta(7 * back_week + day + 1)), "m": metres, "rtss": load}
            )
    return sorted(runs, key=lambda run: run["date"])


def _constraints(r, case, start, race, kind):
    length = (race - start).days
    constraints = {"blackout_dates": [], "no_quality": [], "races": []}
    if case == "races":
        taken = [length]
        for _ in range(r.choice((1, 1, 2))):
            back = 7 * r.randint(3, max(3, length // 7 - 3))
            day = length - back
            if day > 14 and all(abs(day - other) >= 14 for other in taken):
                taken.append(day)
                distance = r.choice((5000.0, 10000.0) if kind in ("5k", "10k") else (10000.0, 21097.5))
                constraints["races"].append(
                    {
                        "date": str(start + dt.timedelta(day)),
                        "distance_m": distance,
                        "priority": r.choice("BC"),
                    }
                )
    if case == "holiday":
        first = r.randint(10, max(11, length - 35))
        days = r.choice((3, 5, 7, 7, 10))
        constraints["blackout_dates"] = [str(start + dt.timedelta(first + n)) for n in range(days)]
    if case == "injured":
        constraints["no_quality"] = [str(start + dt.timedelta(n)) for n in range(r.choice((7, 14)))]
    return constraints


def _shifts(r, start, race, week):
    found = {}
    for number in range((race - start).days):
        day = start + dt.timedelta(number)
        if (number // 7) % 3 == 2 and week[day.weekday()] and r.random() < 0.5:
            found[str(day)] = r.choice((0, 1800, 2700, 3600))
    return found


if __name__ == "__main__":
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for seed in range(first, first + count):
        print(json.dumps(realistic_input(seed)))
