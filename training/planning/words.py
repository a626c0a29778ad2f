"""The English words of everything this room says in sentences: reasons of workouts, remarks of plans, rules, proposals.

The code of a workout's reason or of a plan's remark is the one the API promises; where a code has several wordings, its
words are `{what}`, a sentence of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from runners.physiology.sentences import Catalogue, Words
from training.planning.rule_words import BROKEN_RULES, PROBLEMS

__all__ = ["WORDS", "clock_text"]

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LAST_WEEKS = "the longest of the last three weeks"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _weeks(count: int) -> str:
    return f"{_number(count)} week{'' if count == 1 else 's'}"


def clock_text(seconds: float) -> str:
    """1:23:45 or 23:45, without a leading zero."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    tail = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{tail}" if hours else tail.removeprefix("0")


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": _number,
    "Number": lambda count: _number(count).capitalize(),
    "ordinal": lambda place: _ORDINALS[place - 1].capitalize(),
    "weeks": _weeks,
    "clock": clock_text,
}

_LONG = {
    "long": "{what}",
    "long_in_light_week": "Shorter in the light week: what the weeks before asked for sinks in, {weeks_to_go:weeks} to go.",
    "long_in_taper": "{of_longest_percent:.0f} % of the longest: the legs stay used to it and still recover.",
    "long_parts": "{parts:clauses}.",
    "long_longest": "The longest of the plan, {weeks_to_go:weeks} before the race",
    "long_near": "{place:ordinal} of {near_count:number} long runs near the longest, {longest_km:.0f} km",
    "long_share": "{of_longest_percent:.0f} % of the longest to come, {weeks_to_go:weeks} before the race",
    "long_as_before": f"as long as {_LAST_WEEKS}",
    "long_more": f"{{change_km:.1f}} km more than {_LAST_WEEKS}",
    "long_less": f"{{change_km:.1f}} km less than {_LAST_WEEKS}",
    "pace_marathon": "marathon pace",
    "pace_goal": "goal pace",
    "pace_first": "{pace} for the first time on tired legs",
    "pace_same": "as much {pace} on tired legs as last time",
    "pace_more": "{change_min:.0f} minutes more at {pace} than last time",
    "pace_less": "{change_min:.0f} minutes less at {pace} than last time",
    "back_to_back": "The second long run of two days in a row: tired legs, as late in an ultra.",
}

_QUALITY = {
    "system": "{what}",
    "work_in_taper": "{work_min:.0f} minutes that keep {purpose} awake while the volume falls.",
    "work_size": "{work_min:.0f} minutes of work for {purpose} in {phase}",
    "work_in_light_week": "{size}: kept small in a light week.",
    "work_first": "{size}: the first of its kind in this plan, so it starts small.",
    "work_same": "{size}, as much as {ago}.",
    "work_more": "{size}, {change_min:.0f} more than {ago}.",
    "work_less": "{size}, {change_min:.0f} less than {ago}.",
    "last_time": "last time",
    "weeks_ago": "the last time, {weeks_count:number} weeks ago",
    "phase_base": "the base",
    "phase_build_1": "the first build block",
    "phase_build_2": "the second build block",
    "phase_peak": "the peak block",
    "phase_taper": "the taper",
    "purpose_T": "the lactate threshold",
    "purpose_C": "Critical Speed",
    "purpose_V": "VO2max",
    "purpose_F": "speed and running economy",
    "purpose_G": "the pace of the race",
    "purpose_M": "marathon pace",
    "purpose_W": "strength, uphill and without impact",
    "test": "A test of critical speed: {when} {what}.",
    "test_in_light_week": "in a light week, when legs are fresh, it",
    "test_any_time": "it",
    "test_checks_paces": "says whether the paces of the plan still fit",
    "test_finds_paces": "finds the paces, which are not known yet",
}

_EASY = {
    "easy": "{what}",
    "easy_end_E3": "Easy but for its end: strides keep the stride quick and cost hardly any recovery.",
    "easy_end_E4": "Easy but for its end: hill sprints build strength and cost hardly any recovery.",
    "easy_end_E6": "Its end is steady: a little faster when already warm, and no hard day for it.",
    "easy_in_taper": "Keeps the habit in a week of {week_km:.0f} km.",
    "easy_second_longest": "The second-longest run of the week, so that endurance does not hang on the long run alone.",
    "easy_share": "{of_week_percent:.0f} % of the week's {week_km:.0f} km, run so that the hard days can be hard.",
    "recovery": "The day after a hard day: it only helps to recover, so it is as slow as it feels right.",
    "run_walk": "{what}",
    "run_walk_first": "Short bouts with walks between: the first runs should end with the feeling that more was possible.",
    "run_walk_same": "The same again: tendons take longer than breath to get used to running.",
    "run_walk_more": "A little longer on end than last time, with a walk before it gets hard.",
}

_PLACE_AND_COST = {
    "goal_race": "The goal of the plan: all weeks before are counted back from this day.",
    "side_race": "A {priority} race: it takes the place of a quality session, with easy days around it.",
    "race": "{what}",
    "template_goal_race": "The race itself.",
    "template_side_race": "A race on the way.",
    "template": "It stands here in the template {template}.",
    "spacing": "{days_count:Number} days after the last {session}.",
    "session_quality": "quality session",
    "session_long": "long run",
    "session_test": "test",
    "session_race": "race",
    "d_balance": "Run as planned it leaves {left_percent:.0f} % of W' at the lowest.",
    "fuelling": "Fuel as on race day: {what}, and drink to thirst.",
    "fuel_often": "a gel or about 30 g of carbohydrate every half hour",
    "fuel_once": "a gel after the first hour",
    "moved": "Moved here after it was missed: at most two days, never beside a hard run.",
    "coach": "The coach put this workout here.",
    "coach_moved": "The coach moved it here from {from_day}.",
}

_STRATEGIES = {
    "strategy_pyramidal": "Pyramidal: much easy running, some threshold, a little that is faster. Threshold and hills come "
    "first, race pace last.",
    "strategy_threshold": "Threshold-led: most quality just below Critical Speed, in short repetitions that can be held "
    "back. The long run stays easy, and volume is spread evenly.",
    "strategy_polarised": "Polarised: easy running is really easy, and what is hard is short and fast, hills first. Easy "
    "days are fewer in kind and longer.",
    "strategy_template": "from the template {template}",
    "gives_up_pyramidal": "It gives up the last bit of speed for sessions that can be repeated week after week.",
    "gives_up_threshold": "It gives up VO2max work and long blocks at race pace; the race's pace is met later and for less "
    "time.",
    "gives_up_polarised": "It gives up threshold volume; the fast sessions ask for fresh legs, and missed rest costs more.",
    "gives_up_time": "{slower_s:.0f} s on race day, by the forecast.",
    "gives_up_fitness": "{ctl:.0f} points of fitness (CTL) on race morning.",
    "gives_up_freshness": "{tsb:.0f} points of freshness (TSB) on race morning.",
    "gives_up_more_hours": "{running_h:.0f} hours more running for it.",
    "gives_up_hours": "{running_h:.0f} hours of running; it spares that time.",
}

_INPUT = {
    "starts_later": "A plan is 52 weeks at most: it starts on {first_day}.",
    "no_critical_speed": "No Critical Speed is known: targets are heart-rate zones, short repetitions go by effort.",
    "d_prime_assumed": "Critical Speed is an estimate without a W'; sessions are sized for a W' of {w_prime_m:.0f} m.",
    "d_prime_limited": "W' is {w_prime_m:.0f} m; sessions are sized for {used_m:.0f} m.",
    "long_day_closed": "The long-run day has no time for one; the day with most time takes its place.",
    "race_outside": "The race of {race_day} is not between the start and the goal: it is left out.",
    "races_same_day": "Two races on {race_day}: only the first is planned.",
    "races_adjacent": "The races of {first_day} and {second_day} are two hard days in a row.",
    "finish_plan": "{weeks_count:.0f} weeks from a fitness of {ctl:.0f} are enough to finish, not to race: "
    "consider a half marathon, or a race from {later_day} on.",
    "target_too_fast": "The target is {beyond_percent:.1f} % beyond today's prediction of {predicted_s:clock}; the plan "
    "aims at {aimed_s:clock}.",
}


def _weekday(values: Mapping[str, Any]) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return names[values["weekday"]]


_REACH: dict[str, Words] = {
    "longest_run": "The longest run is {longest_km:.0f} km; {wanted_km:.0f} km would be usual for this race. {what}",
    "long_day_too_short": "It needs {needed_min:.0f} minutes on {on}; there are {free_min:.0f}.",
    "weekday": _weekday,
    "too_few_weeks": "From {known_km:.0f} km a single run may grow by a tenth of the longest of 30 days; {weeks_count:.0f} "
    "weeks with their light weeks are too few for more.",
    "long_run_share": "A long run is at most {share_percent:.0f} % of a week of {days_count} runs: it needs {others_min:.0f} "
    "minutes on the other days, and a load that grows from what is run now, illness, holidays and races aside.",
    "largest_week": "The largest week is {largest_km:.0f} km after {start_km:.0f} km a week before the plan; "
    "{wanted_km:.0f} km would be usual. {week_h:.1f} h on {days_count} days, a long run within its share of the week "
    "and growth week by week leave no more: another day, or more minutes on the short ones, would.",
    "goal_pace_easy": "Goal pace is no faster than easy running: it needs no sessions of its own, and has none.",
    "goal_pace": "The longest stretch at goal pace is {longest_min:.0f} minutes in one run; {wanted_min:.0f} would be usual. "
    "Its days, or the share of easy running, leave no more.",
    "fitness_holds": "Fitness (CTL) does not rise above the {ctl:.0f} brought: that is what {week_h:.1f} h a week on these "
    "days hold.",
    "fitness_from_start": "Fitness (CTL) does not rise above the {ctl:.0f} brought: its weeks grow from what was run before to "
    "{used_h:.1f} h of the {week_h:.1f} h there are; more, sooner, would be the coach's choice.",
    "long_day_asked": "A longest run of {wanted_km:.0f} km would be usual for this race: {wanted_min:.0f} minutes. {on} has "
    "{free_min:.0f}: give it more time, or expect less of race day.",
    "no_quality": "There is no quality session: beside the long run these days leave none that stands {days_count:number} days "
    "apart. A run on another weekday would.",
    "race_week": "Race week holds {week_min:.0f} minutes in {runs_count:|run|runs}, after {largest_before_min:.0f} in the "
    "largest week before: its open days, the last ones short, leave no more.",
    "other_minutes": "On {long_days_count:|long-run day|long-run days} other minutes than usual leave no full long run, first on "
    "{first_day}: the series grows around them.",
    "one_candidate": "There is one plan to choose: other ways to train would change fewer than {share_percent:.0f} % of the "
    "days, since so few of them have room for anything but the long run and easy running.",
    "first_test": "{what}",
    "first_test_in_week": 'Week {week_number} brings "{workout}".',
    "first_test_has_no_room": "No day has room for a test: three hard efforts, or a race, would give the paces.",
}

_TEMPLATES = {
    "template_dropped": "{workouts:list} of {day} falls on a closed day and has no other place.",
    "template_moved": "{workouts:list} of {day} falls on a closed day; it is on {to_day}.",
    "template_carried": "W' does not carry {shorthand} of {day}; {instead} stands in its place.",
    "template_too_long": "{workout} of {day} is longer than the day's {limit_min:.0f} min.",
}

_PROPOSALS = {
    "days_lost": "{days_count} days with a workout were lost in the last two weeks.",
    "recovering": "Illness or injury: {quiet_days_count:|day|days} without quality.",
    "ill": "Illness or injury: {closed_days_count:|day|days} without running, then {quiet_days_count:|day|days} without "
    "quality.",
    "ran_more": "The last seven days were {of_planned_percent:.0f} % of what was planned: two easy days first.",
    "race_moved": "The race moved from {from_day} to {to_day}.",
    "critical_speed_moved": "Critical Speed went from {from_mps:.2f} to {to_mps:.2f} m/s.",
    "rules_broken": "The plan as it is would break {rules_count} rules: first, {figures}.",
    "later_rule": "More than the next two weeks change, since a later one would break a rule: {where}, {figures}.",
    "model_gains": "The model gains {gain_percent:.1f} % on race morning.",
    "key_run_moved": "{workout} was missed; on {to_day} it stands clear of other hard runs.",
}

_PROGRESS = {
    "reading_inputs": "Reading loads, races and free days",
    "simulating_candidates": "Simulating candidates to race day",
    "storing_plan": "Storing the plan",
}

WORDS = Catalogue(
    _LONG,
    _QUALITY,
    _EASY,
    _PLACE_AND_COST,
    _STRATEGIES,
    _INPUT,
    _REACH,
    BROKEN_RULES,
    PROBLEMS,
    _TEMPLATES,
    _PROPOSALS,
    _PROGRESS,
    writers=_WRITERS,
)
