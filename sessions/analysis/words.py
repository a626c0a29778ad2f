"""The English words of every sentence of sessions: what figures need, what is doubted, what cleaning did, files."""

from runners.physiology.sentences import Catalogue
from sessions.analysis.file_words import HELD_FILES, ODD_FILES, PROBLEMS, TITLES

__all__ = ["WORDS"]

_NEEDS = {
    "need_heart_rate": "a heart rate",
    "need_max_heart_rate": "a maximum heart rate",
    "need_ventilatory_thresholds": "both ventilatory thresholds",
    "need_speed": "a speed",
    "need_critical_speed": "a Critical Speed",
    "need_critical_speed_and_w_prime": "a Critical Speed and a W'",
    "need_run": "a run: Critical Speed says nothing about other sports",
    "need_distance": "a distance, a speed or positions",
    "need_exertion": "a perceived exertion",
    "need_timer_time": "a timer time",
    "need_two_records": "at least two records with a time",
    "need_slower_step": "a step slower than {limit_mps:g} m/s",
    "need_moving_counter": "a distance counter that moves",
    "need_time": "a time above zero",
    "need_altitude": "an altitude",
    "need_running_cadence": "a cadence of at least 120 steps a minute",
    "need_walking_cadence": "a cadence of at least 60 steps a minute",
    "need_cadence": "a cadence",
    "need_power": "a power",
    "need_running_dynamics": "a sensor of running dynamics",
    "need_both_feet": "a sensor of both feet",
    "need_step_length": "steps of a known length",
    "need_temperature": "a temperature",
    "need_field_value": "a value in this field",
    "need_rest": "a recording at rest: a minute or more without moving, below 100 bpm",
    "need_clean_beats": "beats of which at most 5 % are artefacts",
    "need_two_minutes_of_beats": "two minutes of beats without a hole, at most 5 % of them artefacts",
    "need_long_run": "40 minutes after the first ten",
    "need_covered_run": "a heart rate and a speed in nine seconds of ten",
    "need_steady_pace": "a steady pace (its variation is 15 % or more)",
}

_LOADS = {
    "needs": "Needs {what}.",
    "no_way_to_load": "{reasons:sentences}",
    "faster_than_allowed": "The run was faster than Critical Speed and W' allow: they are too low.",
    "treadmill_guess": "The distance on a treadmill is a guess without a foot pod or a corrected distance.",
    "trail": "On trails the ground costs more than gradient and pace say.",
    "little_heart_rate": "Only {coverage:.0%} of the time has a heart rate (80 % are needed).",
    "other_sport": "Minutes of {sport} alone say nothing about running load.",
    "w_prime_overspent": "Critical Speed or W' is too low: this session spent more than all of W'. A new fit would tell.",
}

_TOTALS = {
    "saved_distance": "The distance saved on the watch ({distance_m:.0f} m) is taken as true: the recorded one was "
    "{recorded_ratio:.3g} times that.",
    "witnessed_distance": "The watch's distance ({distance_m:.0f} m) agrees with its positions and is taken as true: the "
    "recorded one was {recorded_ratio:.3g} times that.",
    "not_graded": "The altitude is doubted: with its gradients the run would be faster than this runner or anyone holds for "
    "that time. Graded pace and load count it as level.",
    "watch_differs": "The watch's {figure} is {value:.5g} {unit}, its records say {computed:.5g}.",
    "total_refused": "The watch's {figure} ({value:.6g}) is not used: {reason}.",
    "heart_beats_not_so": "no heart beats so",
    "steps_not_so": "nobody steps so",
    "not_so_strong": "nobody is so strong",
    "not_so_fast": "nobody is so fast",
    "records_mean_rate": "its records say {mean_bpm:.0f} bpm where they have a rate",
    "average_impossible": "its average is impossible",
    "average_above_highest": "the average is above the highest",
    "ride_within": "a ride is in it",
    "too_fast_over_distance": "nobody is so fast over the distance",
    "longer_than_timer": "it is longer than the timer's time",
    "records_span": "the records span {elapsed_s:.0f} s",
    "records_move": "the records move for {moving_s:.0f} s",
    "records_have": "the records have {distance_m:.0f} m",
    "not_run": "{not_run_m:.0f} m of it were not run",
    "positions_disagree": "the positions say otherwise",
    "positions_and_speed_disagree": "the positions and the speed say otherwise",
    "altitude_noisy": "the altitude is noisy, and {climb_m:.0f} m stand out of it",
    "records_climb": "its records say {climb_m:.0f} m",
}

_RECORDS = "{records_count:|record|records}"
_CLEANING = {
    "stray": f"{_RECORDS} with a clock more than a day off left out",
    "run_back": f"{_RECORDS} left out because the clock ran back",
    "reordered": f"{_RECORDS} put back in the order of time",
    "merged": f"{_RECORDS} merged with another of the same second",
    "speed_masked": f"{_RECORDS} with an impossible speed masked",
    "position_masked": f"{_RECORDS} with an impossible position masked",
    "heart_rate_masked": f"{_RECORDS} with an impossible heart rate masked",
    "altitude_masked": f"{_RECORDS} with an impossible altitude masked",
    "other_masked": f"{_RECORDS} with another impossible value masked",
    "ridden": "{ridden_m:.0f} m from {rides:list} were faster than anyone runs: taken as a ride, they are a pause and count "
    "in no figure",
    "ride": "{start_s:duration} to {end_s:duration}",
    "still": "{still_m:.0f} m are not counted: the watch stayed in one place for {still_s:duration} while its position "
    "wandered",
    "moved_while_stopped": "{stopped_m:.0f} m moved while the timer stood are not counted",
    "jumps_removed": "{jumps_count:|jump|jumps} of the distance taken out ({removed_m:.0f} m)",
    "caught_up": "{leaps_count:|leap|leaps} of a watch catching up counted in the distance, not in the pace",
    "bridged": "{stretches_count:|stretch|stretches} where the distance stood and caught up later taken as run evenly",
    "restarted_once": "the distance counter restarted once and was joined",
    "restarted": "the distance counter restarted {restarts_count} times and was joined",
    "gaps": "{gaps_count:|gap|gaps} without data, {gaps_s:.0f} s in all, left out of every mean",
    "pauses_inferred": "the pauses were read from the gaps: the file does not mark them",
    "counter_wrong": "the recorded distance disagrees with the positions or the total, the speed does not: it tells the way",
    "speed_above": "the recorded speed runs {excess_share:.0%} above the distance, which tells the pace",
    "speed_below": "the recorded speed runs {excess_share:.0%} below the distance, which tells the pace",
    "heart_rates_refused": "most heart rates are beyond what a heart does, so none of them is used",
    "altitude_noise": "the altitude is noisy (about {noise_m:.0f} m up and down), so gradients count only as far as they "
    "stand out",
}

_PROGRESS = {
    "reading": "Reading {name}",
    "making_anew": "Making session {number} of {sessions_count} anew",
    "computing": "Computing {number} of {sessions_count}",
    "computing_load": "Computing load {number} of {sessions_count}",
    "finding_bests": "Looking for personal bests",
    "fitting_critical_speed": "Fitting Critical Speed",
    "updating_history": "Updating the fitness history",
}

WORDS = Catalogue(_NEEDS, _LOADS, _TOTALS, _CLEANING, _PROGRESS, ODD_FILES, HELD_FILES, TITLES, PROBLEMS)
