"""Back-test on simulated athletes: how far Critical Speed and race forecasts lie from a truth that is known.

Run: python -m benchmarks.physiology.backtest [athletes] [first seed]. Its table is the one in docs/science.md. The seeds
from 10000 on were used for nothing but that table: no constant was chosen by looking at them.
"""

import sys
from datetime import date, timedelta
from statistics import fmean, median

import numpy as np

from benchmarks.physiology.simulated_athletes import FIRST_DAY, Athlete, simulated
from runners.physiology.critical_speed import band_of_day
from runners.physiology.critical_speed_timeline import timeline
from runners.physiology.errors import NotEnoughDataError
from runners.physiology.forecast_scoring import score, stored
from runners.physiology.race_prediction import Race, predict

ATHLETES = 200
FIRST_SEED = 10_000
DAYS = 730


def critical_speed_errors(athlete: Athlete, values) -> list[tuple[float, float, bool, bool]]:
    """(day's error in percent, half of its band in percent, inside the line's band, inside the day's) each 28 days from day 120 on."""
    found = []
    for index in range(120, DAYS, 28):
        day = FIRST_DAY + timedelta(days=index)
        known = values.on(day)
        if known is None or known.is_backfilled or known.critical_speed.source != "fit":
            continue
        truth, value = athlete.cs_on(day), known.critical_speed
        (low, high), (day_low, day_high) = value.cs_band_mps, band_of_day(value)
        half = 50 * (day_high - day_low) / value.cs_mps
        error = 100 * (value.cs_mps / truth - 1)
        found.append((error, half, low <= truth <= high, day_low <= truth <= day_high))
    return found


def forecast_scores(athlete: Athlete, values):
    """Each race forecast from what was known the day before, and what Riegel from the last race alone would have said."""
    races = [Race(*race) for race in athlete.races]
    found = []
    for number, race in enumerate(races):
        eve: date = race.day - timedelta(days=1)
        known = values.on(eve)
        cs = None if known is None or known.is_backfilled else known.critical_speed
        try:
            forecast = predict(race.distance_m, [one for one in races if one.day < race.day], eve, cs)
        except NotEnoughDataError:
            continue
        last = races[number - 1] if number else None
        naive = (
            None
            if last is None
            else 100 * (race.time_s / (last.time_s * (race.distance_m / last.distance_m) ** 1.06) - 1)
        )
        found.append((score(stored(forecast, race.day, eve), race.time_s), naive))
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ATHLETES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else FIRST_SEED
    cs_errors, scores = [], []
    for seed in range(first, first + count):
        athlete = simulated(seed, DAYS)
        values = timeline(athlete.efforts, FIRST_DAY + timedelta(days=DAYS - 1))
        cs_errors += critical_speed_errors(athlete, values)
        scores += forecast_scores(athlete, values)
    errors = np.array([one[0] for one in cs_errors])
    print(f"{count} athletes, seeds {first} to {first + count - 1}, {DAYS} days")
    print(
        f"Critical Speed: {len(errors)} days; bias {errors.mean():+.2f} %, median error {np.median(abs(errors)):.2f} %, "
        f"90th percentile {np.percentile(abs(errors), 90):.2f} %; truth inside the line's 95 % band "
        f"{fmean(one[2] for one in cs_errors):.1%}, inside the day's {fmean(one[3] for one in cs_errors):.1%} "
        f"(median ± {median(one[1] for one in cs_errors):.1f} %)"
    )
    for title, chosen in (
        ("all", scores),
        ("to 10 km", [one for one in scores if one[0].forecast.distance_m <= 10000]),
        ("15 km and half", [one for one in scores if 10000 < one[0].forecast.distance_m < 42000]),
        ("marathon", [one for one in scores if one[0].forecast.distance_m > 42000]),
    ):
        own = [abs(one.error_percent) for one, _ in chosen]
        naive = [abs(error) for _, error in chosen if error is not None]
        print(
            f"{title}: {len(own)} races; median error {median(own):.2f} %, bias {fmean(one.error_percent for one, _ in chosen):+.2f} %, "
            f"inside 80 % {fmean(one.is_inside_80 for one, _ in chosen):.0%}; Riegel 1.06 from the last race {median(naive):.2f} %"
        )


if __name__ == "__main__":
    main()
