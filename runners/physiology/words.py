"""The English words of everything this room says in sentences: alerts, Critical Speed and its trials, the model's fit."""

from collections.abc import Mapping
from typing import Any

from runners.physiology.sentences import Catalogue, Words
from runners.physiology.texts import pace_text

__all__ = ["WORDS"]

_ALERTS = {
    "ramp": "Fitness rose by {ramp_before:.1f} and {ramp:.1f} in the last two weeks.",
    "deep_fatigue": "Form is {tsb:+.0f} with a fitness of {ctl:.0f}.",
    "critical_speed_stale": "The newest effort behind Critical Speed is of {newest_effort:day}, over 60 days ago.",
    "guesswork": "{estimated_percent:.0f} % of the load of 28 days is estimated.",
}

_WHICH_TEST = (
    "A test fills it: 3 and 9 minutes all-out, 30 minutes apart, said to be a test, and one more race or hard effort of "
    "4 to 20 minutes; or type a Critical Speed or a race result."
)
_TRIALS_NEEDED = (
    ": races, tests or bests with signs of exhaustion, of two sessions or one test, the longest at least "
    f"{{least_time_ratio:g}} times the shortest. {_WHICH_TEST}"
)
_REFUSALS = {
    "no_trials": "Critical Speed needs three all-out efforts of 2 to 20 min, of two sessions or one test, the longest at "
    f"least 2.5 times the shortest. {_WHICH_TEST}",
    "no_trial_found": f"Critical Speed needs three all-out efforts between 2 and 20 min (there is none){_TRIALS_NEEDED}",
    "one_trial_found": f"Critical Speed needs three all-out efforts between 2 and 20 min (there is 1){_TRIALS_NEEDED}",
    "too_few_trials": "Critical Speed needs three all-out efforts between 2 and 20 min (there are {trials_count})"
    f"{_TRIALS_NEEDED}",
    "too_narrow": "The {trials_count} all-out efforts are too alike in length (longest {time_ratio:.1f} times the shortest)"
    f"{_TRIALS_NEEDED}",
    "one_session": f"The {{trials_count}} all-out efforts are all of one session{_TRIALS_NEEDED}",
    "unproven": "Nobody said that one of the {trials_count} hard efforts was a race or a test, and their signs are weak"
    f"{_TRIALS_NEEDED}",
    "cs_implausible": "The efforts give a Critical Speed of {cs_mps:.2f} m/s, outside {slowest_mps:g} to {fastest_mps:g}. "
    f"One of them is wrong: check distances and times. {_WHICH_TEST}",
    "w_prime_too_small": "The efforts give a W' of {w_prime_m:.0f} m, outside {low_m:g} to {high_m:g}: the short ones were "
    f"not all-out. {_WHICH_TEST}",
    "w_prime_too_large": "The efforts give a W' of {w_prime_m:.0f} m, outside {low_m:g} to {high_m:g}: the long ones were "
    f"not all-out. {_WHICH_TEST}",
    "too_uncertain": "The efforts do not lie on one line: Critical Speed is uncertain by {relative_se:.1%} "
    f"({{worst_relative_se:.0%}} is the limit). {_WHICH_TEST}",
    "long_effort_wanted": "The long and the short efforts are of different weeks, and form changed between them. "
    f"One more long effort of these weeks would tell. {_WHICH_TEST}",
    "short_effort_wanted": "The long and the short efforts are of different weeks, and form changed between them. "
    f"One more short effort of these weeks would tell. {_WHICH_TEST}",
}

_LEFT_OUT = {
    "default": "A default placeholder, not a run.",
    "excluded": "Excluded: {because}",
    "outlier": "Lies far below the line of the other trials (studentised residual above 3).",
    "same_bout": "Part of the same bout as {distance_m:distance} in {time_s:duration}.",
    "near_equal": "Slower than {distance_m:distance} in {time_s:duration}, which is as long.",
    "slower": "Not the best over {distance_m:distance}.",
    "too_short": "{time_s:duration} is shorter than 2 minutes.",
    "too_long": "{time_s:duration} is longer than {longest_min:.0f} minutes.",
    "distance": "Bests over {distance_m:distance} stay out.",
    "dominated": "Not all-out: {contradiction}",
    "contradiction": "{distance_m:distance} in {time_s:duration} ({speed_mps:pace}) is slower than "
    "{longer_distance_m:distance} in {longer_time_s:duration} ({longer_speed_mps:pace}).",
    "too_few_for_a_fit": "Not enough of them for a fit.",
    "taken_out": "taken out by a person",
}

_EVIDENCE = {
    "said_race": "A race, as said.",
    "said_time_trial": "A time trial, as said.",
    "said_test": "A test, as said.",
    "repeated": "Not all-out: the rest of the run had a stretch at {repeat_share:.0%} of its speed.",
    "rested": "Not one effort: a rest or a slow minute lies in it.",
    "near_maximal": "Near maximal: {signs:list}.",
    "no_signs": "No evidence that it was all-out, such as {signs:list}.",
    "faster_than_line": "Faster than the line of the other efforts.",
    "sign_heart_rate": "heart rate near its highest",
    "sign_ending": "a falling pace or a sprint at the end",
    "sign_steeper": "nothing as fast over a longer time",
}


def _critical_speed_value(values: Mapping[str, Any]) -> str:
    error = "" if values["se_mps"] is None else f" ± {values['se_mps']:.2f}"
    reserve = "" if values["w_prime_m"] is None else f", W' {values['w_prime_m']:.0f} m"
    return f"{values['cs_mps']:.2f}{error} m/s ({pace_text(values['cs_mps'])}{reserve})"


_CHANGES: dict[str, Words] = {
    "critical_speed": _critical_speed_value,
    "critical_speed_step": "{before} to {after}",
    "trial": "{distance_m:distance} in {time_s:duration} on {day:day}",
    "new": "New: {trials:list}.",
    "expired": "Expired: {trials:list}.",
    "no_longer_a_trial": "No longer a trial: {trials:list}.",
    "again_a_trial": "Again a trial: {trials:list}.",
    "typed": "Typed on {day:day}.",
    "typed_race": "Typed: {trials:list}.",
    "no_new_effort": "No new effort for {days_count} days.",
    "in_force_again": "{trigger} {value} is in force again: what replaced it rested on an excluded effort.",
    "refused": "{trigger} {why} {value} stays.",
    "refused_at_first": "{trigger} {why} No value is in force.",
    "stale": "{trigger} {value} stays, and is stale: a test or a race would tell whether it still holds.",
    "estimated": "{trigger} Estimated from one race until there is evidence for a fit: {value}.",
    "first": "{trigger} Critical Speed is {value}.",
    "in_force": "{trigger} Critical Speed {step}: in force.",
    "proposed": "{trigger} Critical Speed {step}: proposed, the old value stays until it is accepted.",
    "rejected": "{trigger} Critical Speed {step}: not accepted, what was stays.",
    "unchanged": "{trigger} Critical Speed {step}: unchanged, the move is smaller than its error.",
}

_SHAPE_ONLY = "Until then the default model shows the shape only, without units."
_COMPARED = "left out one by one, performances are foretold within {loo_rmse_vdot:.2f} VDOT, by the last one {last_rmse_vdot:.2f}"
_MODEL = {
    "model_needs_races": f"The model needs {{needed_count}} races or tests, there are {{found_count}}. {_SHAPE_ONLY}",
    "model_needs_races_one": f"The model needs {{needed_count}} races or tests, there is one. {_SHAPE_ONLY}",
    "model_needs_races_none": f"The model needs {{needed_count}} races or tests, there is none. {_SHAPE_ONLY}",
    "model_needs_loads": f"The model needs loads: there are none in this history. {_SHAPE_ONLY}",
    "model_kept": f"Kept: {_COMPARED}.",
    "model_not_kept": f"Not kept: {_COMPARED}. The default model shows the shape only.",
}

_FORECASTS = {
    "no_forecast": "Not enough data for a forecast over {distance_m:distance}: {missing}",
    "race_of_last_year": "a race or a test of the last year",
    "no_method_reaches": "no method reaches so far ({notes:clauses})",
    "method_note": "{method}: {note}",
    "method_vdot": "VDOT",
    "method_riegel": "Riegel",
    "method_cameron": "Cameron",
    "method_critical_speed": "Critical Speed",
    "valid_for_vdot": "valid from 3.5 to 240 min",
    "valid_for_riegel": "Riegel's exponent {exponent:.3f}, valid from 3.5 to 230 min",
    "valid_for_own_exponent": "own exponent {exponent:.3f}, valid from 3.5 to 230 min",
    "valid_for_cameron": "valid from 800 m to the marathon",
    "valid_for_critical_speed": "valid from 2 to 20 min",
    "no_fitted_critical_speed": "no fitted Critical Speed and W'",
    "middle_of_methods": "The middle of {methods_count} methods valid for {distance_m:distance} ({methods:list}), from "
    "{races:clauses}.",
    "one_method": "Only {methods:list} is valid for {distance_m:distance}, from {races:clauses}.",
    "one_method_without_races": "Only {methods:list} is valid for {distance_m:distance}.",
    "race_run": "{distance_m:distance} in {time_s:duration}",
    "no_race_forecast": "No race has been forecast yet.",
    "last_race_forecast": "Last race: {inside_count} inside the 80 % range.",
    "last_races_forecast": "Last {races_count} races: {inside_count} inside the 80 % range.",
}

WORDS = Catalogue(_ALERTS, _REFUSALS, _LEFT_OUT, _EVIDENCE, _CHANGES, _MODEL, _FORECASTS)
