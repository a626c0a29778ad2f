"""The four made-up athletes: their true fitness, how they train, and their watches and sensors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["ATHLETES", "Athlete", "Habits", "Race", "Watch"]


@dataclass(frozen=True, slots=True)
class Race:
    """A race on the last day of a week of the season, counted from 0."""

    week: int
    distance_m: float
    name: str


@dataclass(frozen=True, slots=True)
class Habits:
    """How an athlete trains.

    slots: for each weekday on which they run (0 is Monday) what kind of run it is. minutes: the length of each kind in
    a usual week. injury_weeks: first and last week without running. treadmill_share: of easy runs in winter.
    """

    slots: Mapping[int, str]
    minutes: Mapping[str, float]
    quality: tuple[str, ...]
    races: tuple[Race, ...]
    injury_weeks: tuple[int, int]
    hilliness_m: float  # height of the hills around home
    treadmill_share: float = 0.0
    pause_share: float = 0.2
    morning: bool = True


@dataclass(frozen=True, slots=True)
class Watch:
    """An athlete's watch and sensors. every_second: False is smart recording, a record when something changes."""

    serial_number: int
    every_second: bool = False
    has_barometer: bool = True
    has_dynamics: bool = False
    has_power_pod: bool = False
    strap_drops_out: bool = False


@dataclass(frozen=True, slots=True)
class Athlete:
    """One athlete. cs_mps and w_prime_m hold when training is as usual; max and resting heart rate in bpm.

    drift_per_hour: how much the heart rate's reserve rises in an hour at one pace. home: latitude and longitude.
    """

    key: str
    name: str
    birth_date: date
    sex: str
    weight_kg: float
    height_cm: float
    time_zone: str
    home: tuple[float, float]
    experience: str
    cs_mps: float
    w_prime_m: float
    max_heart_rate_bpm: float
    resting_heart_rate_bpm: float
    drift_per_hour: float
    endurance_exponent: float
    easy_share: float  # of Critical Speed, on easy runs
    habits: Habits
    watch: Watch
    seed: int = field(default=0)

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@demo.example"


FIVE_KM, TEN_KM, HALF_MARATHON, MARATHON = 5000.0, 10_000.0, 21_097.5, 42_195.0

ATHLETES = (
    Athlete(
        key="nora",
        name="Nora Lindqvist",
        birth_date=date(1981, 3, 14),
        sex="female",
        weight_kg=71.0,
        height_cm=167.0,
        time_zone="Europe/Stockholm",
        home=(59.3293, 17.9800),
        experience="novice",
        cs_mps=2.72,
        w_prime_m=130.0,
        max_heart_rate_bpm=184.0,
        resting_heart_rate_bpm=66.0,
        drift_per_hour=0.09,
        endurance_exponent=1.09,
        easy_share=0.79,
        habits=Habits(
            slots={1: "easy", 3: "quality", 6: "long"},
            minutes={"easy": 32, "quality": 34, "long": 50},
            quality=("strides", "short", "fartlek"),
            races=(Race(16, FIVE_KM, "Park run"), Race(34, TEN_KM, "Lakeside 10 km")),
            injury_weeks=(18, 20),
            hilliness_m=14.0,
            pause_share=0.45,
            morning=False,
        ),
        watch=Watch(serial_number=70_010_001, has_barometer=False),
        seed=11,
    ),
    Athlete(
        key="mateo",
        name="Mateo Arrieta",
        birth_date=date(1990, 9, 2),
        sex="male",
        weight_kg=78.0,
        height_cm=181.0,
        time_zone="Europe/Madrid",
        home=(43.2630, -2.9350),
        experience="intermediate",
        cs_mps=3.45,
        w_prime_m=165.0,
        max_heart_rate_bpm=191.0,
        resting_heart_rate_bpm=57.0,
        drift_per_hour=0.07,
        endurance_exponent=1.075,
        easy_share=0.76,
        habits=Habits(
            slots={1: "quality", 2: "easy", 4: "easy", 6: "long"},
            minutes={"easy": 42, "quality": 55, "long": 82},
            quality=("kilometres", "short", "threshold", "fartlek"),
            races=(
                Race(10, FIVE_KM, "City 5 km"),
                Race(23, TEN_KM, "Harbour 10 km"),
                Race(35, HALF_MARATHON, "Autumn half marathon"),
            ),
            injury_weeks=(17, 18),
            hilliness_m=32.0,
            treadmill_share=0.5,
        ),
        watch=Watch(serial_number=70_010_002, has_dynamics=True, strap_drops_out=True),
        seed=12,
    ),
    Athlete(
        key="ines",
        name="Ines Okafor",
        birth_date=date(1994, 6, 21),
        sex="female",
        weight_kg=57.0,
        height_cm=169.0,
        time_zone="Europe/London",
        home=(51.4545, -2.6100),
        experience="advanced",
        cs_mps=4.25,
        w_prime_m=190.0,
        max_heart_rate_bpm=188.0,
        resting_heart_rate_bpm=49.0,
        drift_per_hour=0.05,
        endurance_exponent=1.065,
        easy_share=0.74,
        habits=Habits(
            slots={0: "easy", 1: "quality", 3: "tempo", 5: "easy", 6: "long"},
            minutes={"easy": 48, "quality": 62, "tempo": 58, "long": 100},
            quality=("kilometres", "miles", "short", "threshold"),
            races=(
                Race(11, FIVE_KM, "Spring 5 km"),
                Race(19, HALF_MARATHON, "Coast half marathon"),
                Race(30, FIVE_KM, "Evening 5 km"),
                Race(36, MARATHON, "River marathon"),
            ),
            injury_weeks=(5, 6),
            hilliness_m=45.0,
            treadmill_share=0.25,
        ),
        watch=Watch(serial_number=70_010_003, has_power_pod=True),
        seed=13,
    ),
    Athlete(
        key="jonas",
        name="Jonas Weidner",
        birth_date=date(1998, 11, 30),
        sex="male",
        weight_kg=63.0,
        height_cm=178.0,
        time_zone="Europe/Berlin",
        home=(48.0000, 7.8700),
        experience="elite",
        cs_mps=5.35,
        w_prime_m=230.0,
        max_heart_rate_bpm=193.0,
        resting_heart_rate_bpm=43.0,
        drift_per_hour=0.035,
        endurance_exponent=1.055,
        easy_share=0.70,
        habits=Habits(
            slots={0: "easy", 1: "quality", 2: "steady", 3: "easy", 4: "tempo", 5: "easy", 6: "long"},
            minutes={"easy": 46, "quality": 68, "steady": 65, "tempo": 62, "long": 98},
            quality=("kilometres", "miles", "short", "threshold"),
            races=(
                Race(2, FIVE_KM, "Opening 5 km"),
                Race(9, TEN_KM, "Spring 10 km"),
                Race(14, FIVE_KM, "Summer 5 km"),
                Race(26, FIVE_KM, "Hill town 5 km"),
                Race(36, TEN_KM, "Championship 10 km"),
            ),
            injury_weeks=(18, 19),
            hilliness_m=60.0,
            treadmill_share=0.1,
            pause_share=0.12,
        ),
        watch=Watch(serial_number=70_010_004, every_second=True),
        seed=14,
    ),
)
