"""The catalogue of runners' formulas: in words, with source and what would change the figure."""

from runners.physiology.banister import IMPULSE_RESPONSE_FORMULA
from runners.physiology.critical_speed import CRITICAL_SPEED_FORMULA
from runners.physiology.formulas import Formula, register
from runners.physiology.race_prediction import RACE_FORMULA
from runners.physiology.training_load import LOAD_FORMULA

__all__ = ["RUNNER_FORMULAS"]

HEART_RATE_FORMULA = "max_heart_rate@1"
HEART_RATE_ZONES_FORMULA = "heart_rate_zones@1"
PACE_ZONES_FORMULA = "pace_zones@1"
VDOT_FORMULA = "vdot@1"
BEST_FORMULA = "best_effort@1"


def _gives(figure: str, unit: str, formula: str, words: str, source: str, would_change: str) -> Formula:
    """A formula by the figure it gives; its expression is written with the athlete's numbers."""
    name, _, version = formula.partition("@")
    return Formula(name, int(version), words, "", source, would_change, figure, unit)


_MORTON = "Banister 1975; Morton, Fitz-Clarke & Banister 1990, J Appl Physiol 69:1171"
_LINE = "Hill 1927; Hughson, Orok & Staudt 1984"
_LOADS = "a changed or new session on or before that day"

RUNNER_FORMULAS = register(
    "runner",
    (
        _gives(
            "ctl",
            "rTSS a day",
            LOAD_FORMULA,
            "Fitness: an average of the daily load that forgets over 42 days.",
            "Banister's time constant; weight 1 - e^(-1/42), as GoldenCheetah and intervals.icu",
            _LOADS,
        ),
        _gives(
            "atl",
            "rTSS a day",
            LOAD_FORMULA,
            "Fatigue: an average of the daily load that forgets over 7 days.",
            "Banister's time constant; weight 1 - e^(-1/7), as GoldenCheetah and intervals.icu",
            _LOADS,
        ),
        _gives(
            "tsb",
            "rTSS a day",
            LOAD_FORMULA,
            "Form: fitness less fatigue as they stood yesterday evening, so how the day begins.",
            "Coggan's training stress balance, taken in the morning",
            _LOADS,
        ),
        _gives(
            "ramp",
            "rTSS a day, a week",
            LOAD_FORMULA,
            "How much fitness rose in a week.",
            "Runlab's own convention",
            _LOADS,
        ),
        _gives(
            "monotony",
            "",
            LOAD_FORMULA,
            "Mean of the last seven daily loads over their standard deviation, at most 10: alike days score high.",
            "Foster C 1998, Med Sci Sports Exerc 30:1164; population deviation",
            _LOADS,
        ),
        _gives(
            "strain",
            "rTSS",
            LOAD_FORMULA,
            "The last seven days' load times their monotony.",
            "Foster C 1998, Med Sci Sports Exerc 30:1164",
            _LOADS,
        ),
        _gives(
            "estimated_share",
            "%",
            LOAD_FORMULA,
            "Which share of 28 days' load is estimated: from minutes, from exertion, or from a pace that is not to be trusted.",
            "Runlab's own convention (docs/science.md)",
            "a Critical Speed, a heart rate, a typed exertion",
        ),
        _gives(
            "critical_speed",
            "m/s",
            CRITICAL_SPEED_FORMULA,
            "The slope of the straight line of distance on time through all-out efforts of 2 to 20 minutes, one a bout.",
            _LINE,
            "a new, better or excluded all-out effort of 2 to 20 minutes",
        ),
        _gives(
            "w_prime",
            "m",
            CRITICAL_SPEED_FORMULA,
            "Where that line starts at time zero: the metres to be run above Critical Speed before having to slow.",
            _LINE,
            "a new, better or excluded all-out effort of 2 to 20 minutes",
        ),
        _gives(
            "max_heart_rate",
            "bpm",
            HEART_RATE_FORMULA,
            "A measured maximum, or else 211 less 0.64 for each year of age.",
            "Nes BM et al. 2013, Scand J Med Sci Sports 23:697-704",
            "a measured maximum, a birth date",
        ),
        _gives(
            "heart_rate_zones",
            "bpm",
            HEART_RATE_ZONES_FORMULA,
            "Five zones by their upper bounds in percent of the maximum, or of the way from rest to a typed threshold, as "
            "the pace zones have them of Critical Speed; a bound belongs to the zone below it.",
            "Percentages of the specification; zone 1 from 50 % is Runlab's own convention",
            "another maximum or threshold heart rate, other percentages, typed bounds",
        ),
        _gives(
            "pace_zones",
            "m/s",
            PACE_ZONES_FORMULA,
            "Five zones by speed: 78, 87, 95 and 102 % of Critical Speed.",
            "Runlab's own convention (docs/science.md)",
            "a new Critical Speed",
        ),
        _gives(
            "best",
            "s",
            BEST_FORMULA,
            "The least elapsed time over the distance inside any run, pauses counted, both ends interpolated.",
            "Runlab's own convention, as Strava's best efforts (docs/science.md)",
            "a faster run, an excluded best",
        ),
        _gives(
            "vdot",
            "ml/kg/min",
            VDOT_FORMULA,
            "The oxygen uptake that a race's speed costs, over the share of the maximum that its time allows.",
            "Daniels & Gilbert 1979",
            "a new race or time trial",
        ),
        _gives(
            "race_time",
            "s",
            RACE_FORMULA,
            "The middle of the methods that are valid for the distance, from the newest races.",
            "Daniels & Gilbert 1979; Riegel 1981; Cameron; Critical Speed",
            "a new race, a new Critical Speed",
        ),
        _gives(
            "impulse_response",
            "VDOT",
            IMPULSE_RESPONSE_FORMULA,
            "Each day's load leaves a fitness that fades slowly and a fatigue that fades fast.",
            _MORTON,
            "a new race or test, a changed load",
        ),
    ),
)
