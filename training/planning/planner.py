"""From an input to plan documents: the best three, each with its forecast and what it gives up against the best."""

from typing import Any

from runners.physiology.sentences import stored_sentences
from training.planning.document import days_of, nested
from training.planning.generator import Kept, candidates, recommended
from training.planning.inputs import PlanInput
from training.planning.invariants import violations
from training.planning.projection import RaceForecast, forecast
from training.planning.words import WORDS

Document = dict[str, Any]

# The ratio of fatigue to fitness guards in silence: it predicts no injury, and people are warned of what does.
SILENT_RULES = {"I10", "I11"}
CHOICE_SHARE = 0.4
SECONDS_WORTH_SAYING, TSB_WORTH_SAYING, CTL_WORTH_SAYING, HOURS_WORTH_SAYING = 5.0, 2.0, 1.0, 1.0


def best_plan(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> Document:
    """The nested document of the best plan, its remarks included."""
    return _told(nested(plan_input, recommended(plan_input, kept), version))


def plan_choices(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> list[Document]:
    """At most three nested documents, best first; each has `forecast` and `gives_up` (sentences; none for the best)."""
    documents = [_told(nested(plan_input, found, version)) for found in candidates(plan_input, kept)]
    documents = _choices(documents)
    forecasts = [forecast(document) for document in documents]
    for document, seen in zip(documents, forecasts, strict=True):
        document["forecast"] = seen.document()
        given_up = _gives_up(documents[0], forecasts[0], document, seen)
        document["gives_up"] = [str(sentence) for sentence in given_up]
        document["sentences"] += stored_sentences(given_up)
    return documents


def _choices(documents: list[Document]) -> list[Document]:
    """Those that differ enough from each other to be a choice; where there is only one it says so."""
    chosen: list[Document] = []
    for document in documents:
        if all(differing_share(document, other) >= CHOICE_SHARE for other in chosen):
            chosen.append(document)
    if len(chosen) == 1:
        said = WORDS.say("one_candidate", share_percent=100 * CHOICE_SHARE)
        chosen[0]["remarks"].append(said.to_document())
    return chosen


def differing_share(one: Document, other: Document) -> float:
    """The share of days on which two plans of the same input differ."""
    days = [
        [[workout["name"] for workout in day["workouts"]] for _, _, day in days_of(document)]
        for document in (one, other)
    ]
    return float(sum(a != b for a, b in zip(*days, strict=True)) / len(days[0]))


def _told(document: Document) -> Document:
    """With a remark for each rule that the input itself left no way to keep."""
    _say_first_test(document)
    broken = {v.code: v.text for v in reversed(violations(document)) if v.code not in SILENT_RULES}
    for code, text in sorted(broken.items()):
        what = WORDS.say("rule_not_kept", rule=WORDS.say(f"limit_{code}"), figures=text)
        document["remarks"].append(WORDS.say(f"rule_{code}", what=what).to_document())
    return document


def _say_first_test(document: Document) -> None:
    """Without a Critical Speed: where the first test stands, so that what is promised is there."""
    if not document["athlete"].get("cs_assumed"):
        return
    tests = [
        (week["index"] + 1, workout["name"])
        for _, week, day in days_of(document)
        for workout in day["workouts"]
        if workout["role"] == "test" or workout["workout_id"] == "T16"
    ]
    what = (
        WORDS.say("first_test_in_week", week_number=tests[0][0], workout=tests[0][1])
        if tests
        else WORDS.say("first_test_has_no_room")
    )
    document["remarks"].append(WORDS.say("first_test", what=what).to_document())


def _gives_up(best: Document, best_seen: RaceForecast, other: Document, seen: RaceForecast) -> list[str]:
    said = [other["strategy"]["gives_up"]]
    if other is best:
        return said
    slower = seen.time_s - best_seen.time_s
    hours = (_seconds(best) - _seconds(other)) / 3600
    if slower >= SECONDS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_time", slower_s=slower))
    if best_seen.ctl - seen.ctl >= CTL_WORTH_SAYING:
        said.append(WORDS.say("gives_up_fitness", ctl=best_seen.ctl - seen.ctl))
    if best_seen.tsb - seen.tsb >= TSB_WORTH_SAYING:
        said.append(WORDS.say("gives_up_freshness", tsb=best_seen.tsb - seen.tsb))
    if hours <= -HOURS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_more_hours", running_h=-hours))
    if hours >= HOURS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_hours", running_h=hours))
    return said


def _seconds(document: Document) -> float:
    return float(sum(workout["expected_s"] for _, _, day in days_of(document) for workout in day["workouts"]))
