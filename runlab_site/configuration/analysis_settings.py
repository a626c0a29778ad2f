"""Settings of the analysis: cleaning, duplicates, defaults of runners."""

from __future__ import annotations

from dataclasses import dataclass

from runlab_site.configuration.setting_types import number, parse_zone_percentages, setting, whole

__all__ = ["CleaningSettings", "DuplicateSettings", "RunnerSettings"]


@dataclass(frozen=True, kw_only=True)
class CleaningSettings:
    """How recorded streams are cleaned (docs/science.md)."""

    max_speed_mps: float = number(
        "RUNLAB_MAX_SPEED_MPS",
        12,
        "A step faster than this is a spike and masked.",
        unit="m/s",
        low=5,
        high=60,
    )
    max_acceleration_mps2: float = number(
        "RUNLAB_MAX_ACCELERATION_MPS2",
        6,
        "A change of speed sharper than this is a spike and masked.",
        unit="m/s²",
        low=1,
        high=60,
    )
    gap_hold_s: int = whole(
        "RUNLAB_GAP_HOLD_S",
        10,
        "Holes up to this long are filled; longer ones are gaps.",
        unit="s",
        low=1,
        high=60,
    )
    moving_speed_mps: float = number(
        "RUNLAB_MOVING_SPEED_MPS",
        0.5,
        "Slower than this is standing.",
        unit="m/s",
        low=0,
        high=3,
    )
    min_heart_rate_bpm: int = whole(
        "RUNLAB_MIN_HEART_RATE_BPM",
        30,
        "Lower heart rates are a sensor's error and masked.",
        unit="bpm",
        low=1,
        high=60,
    )
    max_heart_rate_bpm: int = whole(
        "RUNLAB_MAX_HEART_RATE_BPM",
        230,
        "Higher heart rates are a sensor's error and masked.",
        unit="bpm",
        low=150,
        high=254,
    )


@dataclass(frozen=True, kw_only=True)
class DuplicateSettings:
    """When two recordings are one run."""

    duplicate_overlap_percent: float = number(
        "RUNLAB_DUPLICATE_OVERLAP_PERCENT",
        50,
        "Two sessions of one sport are the same run when so much of the shorter one's time lies in the other.",
        unit="%",
        low=1,
        high=100,
    )


@dataclass(frozen=True, kw_only=True)
class RunnerSettings:
    """Defaults of runners."""

    zone_percentages: tuple[float, ...] = setting(
        "RUNLAB_ZONE_PERCENTAGES",
        (60.0, 70.0, 80.0, 90.0, 100.0),
        "Upper bounds of the five heart rate zones.",
        parse=parse_zone_percentages,
        allowed="five rising numbers from 51 to 100 with commas between",
        unit="% of maximum",
        shown="60,70,80,90,100",
    )
    default_age_years: int = whole(
        "RUNLAB_DEFAULT_AGE_YEARS",
        35,
        "The age zones are made with while a birth date is missing.",
        unit="years",
        low=10,
        high=100,
    )
