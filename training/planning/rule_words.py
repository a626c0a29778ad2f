"""The English words about rules: what a broken one is called, its figures, and why no plan can be made at all."""

from runners.physiology.sentences import Words

__all__ = ["BROKEN_RULES", "PROBLEMS"]

_RULES = tuple(f"I{number:02}" for number in range(1, 36))
_LIMITS = {
    "limit_I06": "two hard days stand side by side",
    "limit_I09": "fitness rises faster than the limit",
    "limit_I12": "a week grows more than the limit",
    "limit_I15": "the taper cuts less or more time than it should",
    "limit_I16": "the taper has no fast running",
    "limit_I17": "load rises within the taper",
    "limit_I18": "the taper has few sessions",
    "limit_I23": "form on race morning is out of range",
}
_WARNINGS = {
    "warning_I03": "A day that is not possible has running",
    "warning_I04": "A day is longer than the time there is",
    "warning_I05": "Seven days have no rest",
    "warning_I06": "Two hard days stand side by side",
    "warning_I07": "A single run is far longer than those of the 30 days before",
    "warning_I09": "Fitness rises faster than the ramp allows",
    "warning_I12": "A week grows more than it should",
    "warning_I20": "A workout is more than W' carries",
    "warning_I25": "There is hard running in the two days before the goal",
}
_FIGURES = {
    "broken_after_race": "hard {days_count} days after a race",
    "broken_before_goal": "hard {days_count} days before the goal",
    "broken_closed_day": "a workout on a day that is not possible",
    "broken_day_time": "{planned_s:.0f} s of {limit_s:.0f} s",
    "broken_duration": "{kind} of {value}",
    "broken_eve": "{run_min:.0f} min on the eve",
    "broken_flat": "{workout_id}: nested {nested}, flat {flat}",
    "broken_form": "TSB {tsb:.1f} not in 0 to {most:.0f}",
    "broken_goal_race": "the goal race is not alone on the last day",
    "broken_hard_days": "two hard days in a row",
    "broken_heart_rate": "heart rate {low_bpm} to {high_bpm}",
    "broken_intensity": "easy {easy_share:.2f}, above CS {high_share:.2f}",
    "broken_kept_changed": "{workout_id} was changed",
    "broken_kept_gone": "{workout_id} is gone",
    "broken_length": "{days_count} days are not the {needed_days} from start to race",
    "broken_load_weeks": "{weeks_count} load weeks in a row",
    "broken_long_runs_close": "long runs too close",
    "broken_mean_ratio": "seven-day ATL over CTL {ratio:.2f}",
    "broken_minutes": "{run_min:.0f} min of {limit_min:.0f}",
    "broken_no_quality_day": "quality on a day without quality",
    "broken_no_reason": "{workout_id} gives no reason",
    "broken_no_sum": "{field} nothing, not {computed:.1f}",
    "broken_number": "{number}",
    "broken_pace": "pace {low_mps:.2f} to {high_mps:.2f} m/s",
    "broken_quality_count": "{sessions_count} quality sessions",
    "broken_race_missing": "a race is missing",
    "broken_ramp": "CTL + {rise:.2f} in seven days",
    "broken_ratio": "ATL over CTL {ratio:.2f}",
    "broken_repeat": "a repeat of {repeats_count} at depth {depth}",
    "broken_repetition": "{workout_id} after {days_count} days",
    "broken_rest": "{days_count} days without rest",
    "broken_rtss": "rTSS {rtss:.1f} outside {least_rtss:.1f} to {most_rtss:.1f}",
    "broken_sessions_a_day": "{sessions_count} sessions",
    "broken_single_run": "{run_m:.0f} m of {limit_m:.0f} m",
    "broken_steps_count": "{steps_count} steps",
    "broken_stored_value": "{field} {stored:.1f}, not {computed:.1f}",
    "broken_sum": "{workout_id}: {field} {stored:.0f}, steps {steps_sum:.0f}",
    "broken_taper_cut": "time cut by {cut_percent:.0f} %",
    "broken_taper_load": "{later_rtss:.1f} a day after {earlier_rtss:.1f}",
    "broken_taper_pace": "{kept_mps:.2f} m/s after {usual_mps:.2f} m/s",
    "broken_taper_place": "a taper week is followed by another kind",
    "broken_taper_sessions": "{sessions_count} sessions in {days_count} days",
    "broken_twice": "{workout_id} a second time",
    "broken_w_prime": "{workout_id}: {middle_m:.0f} m left at mid target, {edge_m:.0f} m at the edge",
    "broken_week_length": "a week of {days_count} days",
    "broken_week_load": "load {load_rtss:.0f} after {before_rtss:.0f}",
}
BROKEN_RULES: dict[str, Words] = {
    **{f"rule_{rule}": "{what}" for rule in _RULES},
    **{f"limit_{rule}": rule for rule in _RULES},  # a rule without words of its own is named by its number
    **_LIMITS,
    **_WARNINGS,
    **_FIGURES,
    "rule_not_kept": "What was asked leaves no way to keep a rule: {rule} ({figures}).",
    "rule_warning": "{rule} ({where}: {figures}).",
}

PROBLEMS: dict[str, Words] = {
    "title_no_plan": "This plan cannot be made",
    "not_json": "The line is not JSON: {fault}.",
    "unreadable": "The input cannot be read: {fault}.",
    "kind": "There is no goal {kind}: {known:list}.",
    "experience": "There is no experience {experience}: {known:list}.",
    "race_in_the_past": "The race of {race_day} is before the start of the plan, {start_day}: choose a race on or after "
    "that day.",
    "weekdays": "max_s_by_weekday has {entries_count} entries and needs 7, Monday first.",
    "too_few_days": "A plan needs {needed_days} days a week of at least {needed_min} minutes; {given_days} given.",
    "loading": "Load weeks between light ones are 2 or 3, not {loading}.",
    "race_on_blackout": "The race of {race_day} falls on a day marked as not possible ({race_day}).",
    "race_too_far": "From the start of this plan to that race is more than 52 weeks: make a new plan.",
    "race_without_distance": "The race {title} of {race_day} has no distance: add it first.",
    "not_a_number": "{name} is not a number: {value}.",
    "negative": "{name} cannot be negative: {number:g}.",
    "not_positive": "{name} must be above 0: {number:g}.",
    "out_of_bounds": "{name} is {number:g} {unit} and must be {low:g} to {high:g} {unit}.",
    "target_not_meant": "A target of {target} cannot be meant for {distance_km:g} km: that takes between {fastest_s:clock} "
    "and {slowest_s:clock}. Write minutes:seconds or hours:minutes:seconds.",
}
