"""Critical Speed through an athlete's history: what was in force on each day, and every change with its cause.

CS(d) is a function of the sessions up to d and of recorded decisions, and of nothing else: any order of upload gives
the same timeline. A refit happens when, and only when, something new is known: a trial was run, a longer effort shows
that one was not all-out, or a person decided. An effort that expires moves nothing by itself: the value goes stale.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from runners.physiology.checks import positive
from runners.physiology.critical_speed import (
    CriticalSpeed,
    CriticalSpeedOutcome,
    Source,
    calculate,
    stale_from,
)
from runners.physiology.critical_speed_changes import (
    IN_USE,
    ChangeState,
    CriticalSpeedChange,
    CriticalSpeedTimeline,
    Decisions,
    TypedCriticalSpeed,
    Verdict,
)
from runners.physiology.critical_speed_decision import decide, is_less_supported, taken
from runners.physiology.critical_speed_estimates import critical_speed_of_race
from runners.physiology.effort_history import (
    Exclusion,
    efforts_known_on,
    in_order,
    is_excluded,
    usable_efforts,
)
from runners.physiology.errors import InvalidInputError
from runners.physiology.sentences import Sentence
from runners.physiology.trial_records import WINDOW_DAYS
from runners.physiology.trials import Effort
from runners.physiology.words import WORDS

__all__ = ["Exclusion", "timeline", "typed_value"]


def timeline(
    efforts: Iterable[Effort], until: date, decisions: Decisions | None = None
) -> CriticalSpeedTimeline:
    """Replay the history up to a day. Raises InvalidInputError for impossible efforts or typed values."""
    decisions = decisions or Decisions()
    usable = usable_efforts(efforts, decisions.exclusions)
    changes: list[CriticalSpeedChange] = []
    in_use: CriticalSpeed | None = None
    asked: tuple[Effort, ...] = ()
    for day in _days_of_change(usable, decisions, until):
        if typed := _typed_on(day, decisions.typed, in_use):
            changes.append(typed)
            in_use = typed.in_force
        if stale := _stale_on(day, in_use):
            changes.append(stale)
        outcome = _outcome(usable, day, decisions)
        trials = _trials_asked(outcome)
        if trials == asked or not _is_news(trials, usable, day, decisions):
            continue
        change = _change(day, in_use, outcome, _trigger(asked, trials, day), decisions)
        if change.state is ChangeState.REFUSED and (earlier := _standing(changes, in_use, day, decisions)):
            change = _in_force_again(change, earlier)
        asked, in_use = trials, change.in_force
        changes.append(change)
    return CriticalSpeedTimeline(tuple(changes))


def _standing(
    changes: list[CriticalSpeedChange], in_use: CriticalSpeed | None, day: date, decisions: Decisions
) -> CriticalSpeed | None:
    """The newest earlier value without an excluded effort, where a person took out one behind the value in use."""
    if in_use is None or not _rests_on_excluded(in_use, day, decisions):
        return None
    earlier = (change.in_force for change in reversed(changes) if change.state in IN_USE)
    return next((one for one in earlier if one and not _rests_on_excluded(one, day, decisions)), None)


def _rests_on_excluded(value: CriticalSpeed, day: date, decisions: Decisions) -> bool:
    return any(is_excluded(trial, day, decisions.exclusions) for trial in value.trials)


def _in_force_again(refused: CriticalSpeedChange, value: CriticalSpeed) -> CriticalSpeedChange:
    sentence = WORDS.say("in_force_again", trigger=refused.trigger, value=_value(value))
    return replace(refused, state=taken(value), candidate=value, in_force=value, sentence=sentence)


def typed_value(typed: TypedCriticalSpeed) -> CriticalSpeed:
    """What was typed as a value. Raises InvalidInputError for one that no runner has."""
    day = typed.effective_day
    if typed.race is not None:
        of_race = critical_speed_of_race(typed.race, day, Source.TYPED_RACE)
        if of_race is None:
            raise InvalidInputError("No runner holds the speed of that race: check distance and time.")
        return replace(of_race, flags=("typed", *of_race.flags))
    cs = positive("Critical Speed", typed.cs_mps if typed.cs_mps is not None else 0.0)
    w_prime = None if typed.w_prime_m is None else positive("W'", typed.w_prime_m)
    return CriticalSpeed(cs, w_prime, None, None, None, None, None, Source.TYPED, day, flags=("typed",))


def _outcome(efforts: list[Effort], day: date, decisions: Decisions) -> CriticalSpeedOutcome:
    return _without_slower(calculate(efforts_known_on(efforts, day, decisions.exclusions), day))


def _is_news(trials: tuple[Effort, ...], efforts: list[Effort], day: date, decisions: Decisions) -> bool:
    """Whether the trials are others because of what was run or decided on that day, not because some expired."""
    if any(exclusion.effective_day == day for exclusion in decisions.exclusions):
        return True
    earlier = [effort for effort in efforts if effort.day < day]
    return trials != _trials_asked(_outcome(earlier, day, decisions))


def _change(
    day: date,
    before: CriticalSpeed | None,
    outcome: CriticalSpeedOutcome,
    trigger: Sentence,
    decisions: Decisions,
) -> CriticalSpeedChange:
    candidate = outcome.critical_speed
    if candidate is None or (before is not None and is_less_supported(candidate, before, day)):
        sentence = _refused(trigger, outcome, before)
        return CriticalSpeedChange(day, ChangeState.REFUSED, before, None, before, trigger, sentence, outcome)
    state = _after_verdict(
        decide(before, candidate, coached=_is_coached(day, decisions)), day, decisions.verdicts, candidate
    )
    in_use = candidate if state in IN_USE else before
    sentence = _change_sentence(trigger, state, before, candidate)
    return CriticalSpeedChange(day, state, before, candidate, in_use, trigger, sentence, outcome)


def _stale_on(day: date, in_use: CriticalSpeed | None) -> CriticalSpeedChange | None:
    if in_use is None or stale_from(in_use) != day:
        return None
    trigger = WORDS.say("no_new_effort", days_count=WINDOW_DAYS)
    sentence = WORDS.say("stale", trigger=trigger, value=_value(in_use))
    return CriticalSpeedChange(day, ChangeState.STALE, in_use, None, in_use, trigger, sentence, None)


def _after_verdict(
    state: ChangeState, day: date, verdicts: tuple[Verdict, ...], candidate: CriticalSpeed
) -> ChangeState:
    """The last recorded word on that day's change wins; it cannot make something of what did not change."""
    said = [verdict for verdict in verdicts if verdict.change_day == day]
    if not said or state is ChangeState.UNCHANGED:
        return state
    return taken(candidate) if said[-1].accepted else ChangeState.REJECTED


def _is_coached(day: date, decisions: Decisions) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in decisions.coached)


def _typed_on(
    day: date, typed: tuple[TypedCriticalSpeed, ...], before: CriticalSpeed | None
) -> CriticalSpeedChange | None:
    of_day = [one for one in typed if one.effective_day == day]
    if not of_day:
        return None
    value = typed_value(of_day[-1])
    trigger = WORDS.say("typed", day=day)
    if value.trials:
        trigger = WORDS.say("typed_race", trials=_trials(value.trials))
    sentence = _change_sentence(trigger, ChangeState.IN_FORCE, before, value)
    return CriticalSpeedChange(day, ChangeState.IN_FORCE, before, value, value, trigger, sentence, None)


def _without_slower(outcome: CriticalSpeedOutcome) -> CriticalSpeedOutcome:
    """Efforts that were not the best of their distance are not named: which of them are still here depends on later days."""
    named = tuple(left for left in outcome.selection.left_out if left.code != "slower")
    return replace(outcome, selection=replace(outcome.selection, left_out=named))


def _days_of_change(efforts: list[Effort], decisions: Decisions, until: date) -> list[date]:
    run = {effort.day for effort in efforts}
    decided = {exclusion.effective_day for exclusion in decisions.exclusions}
    typed = {one.effective_day for one in decisions.typed}
    grown_old = {day + timedelta(days=WINDOW_DAYS + 1) for day in run | typed}
    return sorted(day for day in run | grown_old | decided | typed if day <= until)


def _trials_asked(outcome: CriticalSpeedOutcome) -> tuple[Effort, ...]:
    """What the outcome rests on: when these are the same, nothing that matters has changed."""
    dropped = tuple(left.effort for left in outcome.selection.left_out if left.code == "outlier")
    found = outcome.selection.used + dropped
    stand_in = outcome.critical_speed.trials if outcome.refusal and outcome.critical_speed else ()
    return tuple(sorted({*found, *stand_in}, key=in_order))


def _trigger(before: tuple[Effort, ...], after: tuple[Effort, ...], day: date) -> Sentence:
    """The cause first: what was run that day, else what expired, else what people or longer efforts took out."""
    joined = [trial for trial in after if trial not in before]
    gone = [trial for trial in before if trial not in after]
    causes = {
        "new": [trial for trial in joined if trial.day == day],
        "expired": [trial for trial in gone if (day - trial.day).days > WINDOW_DAYS],
        "no_longer_a_trial": gone,
        "again_a_trial": joined,
    }
    cause, trials = next((cause, trials) for cause, trials in causes.items() if trials)
    return WORDS.say(cause, trials=_trials(trials))


def _trials(trials: Iterable[Effort]) -> list[Sentence]:
    return [
        WORDS.say("trial", distance_m=trial.distance_m, time_s=trial.time_s, day=trial.day)
        for trial in trials
    ]


def _refused(trigger: Sentence, outcome: CriticalSpeedOutcome, before: CriticalSpeed | None) -> Sentence:
    why = outcome.refusal.message if outcome.refusal else ""
    if before is None:
        return WORDS.say("refused_at_first", trigger=trigger, why=why)
    return WORDS.say("refused", trigger=trigger, why=why, value=_value(before))


def _change_sentence(
    trigger: Sentence, state: ChangeState, before: CriticalSpeed | None, after: CriticalSpeed
) -> Sentence:
    value = _value(after)
    if state is ChangeState.ESTIMATED:
        return WORDS.say("estimated", trigger=trigger, value=value)
    if before is None and state is ChangeState.IN_FORCE:
        return WORDS.say("first", trigger=trigger, value=value)
    step = value if before is None else WORDS.say("critical_speed_step", before=_value(before), after=value)
    return WORDS.say(state.value, trigger=trigger, step=step)


def _value(value: CriticalSpeed) -> Sentence:
    return WORDS.say("critical_speed", cs_mps=value.cs_mps, se_mps=value.se_cs_mps, w_prime_m=value.w_prime_m)
