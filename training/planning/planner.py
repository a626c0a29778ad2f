"""From an input to plan documents: the best three, each with its forecast and what it gives up against the best."""

from typing import Any

from training.planning.document import days_of, nested
from training.planning.generator import Kept, candidates, recommended
from training.planning.inputs import PlanInput
from training.planning.invariants import violations
from training.planning.problems import Remark
from training.planning.projection import RaceForecast, forecast

Document = dict[str, Any]

RULE_WORDS = {
    "I06": "two hard days stand side by side",
    "I09": "fitness rises faster than the limit",
    "I12": "a week grows more than the limit",
    "I15": "the taper cuts less or more time than it should",
    "I16": "the taper has no fast running",
    "I17": "load rises within the taper",
    "I18": "the taper has few sessions",
    "I23": "form on race morning is out of range",
}
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
        document["gives_up"] = _gives_up(documents[0], forecasts[0], document, seen)
    return documents


def _choices(documents: list[Document]) -> list[Document]:
    """Those that differ enough from each other to be a choice; where there is only one it says so."""
    chosen: list[Document] = []
    for document in documents:
        if all(differing_share(document, other) >= CHOICE_SHARE for other in chosen):
            chosen.append(document)
    if len(chosen) == 1:
        text = (
            f"There is one plan to choose: other ways to train would change fewer than {100 * CHOICE_SHARE:.0f} % of the "
            "days, since so few of them have room for anything but the long run and easy running."
        )
        chosen[0]["remarks"].append(Remark("one_candidate", text).document())
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
        remark = Remark(
            f"rule_{code}",
            f"What was asked leaves no way to keep a rule: {RULE_WORDS.get(code, code)} ({text}).",
        )
        document["remarks"].append(remark.document())
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
    text = (
        f'Week {tests[0][0]} brings "{tests[0][1]}".'
        if tests
        else "No day has room for a test: three hard efforts, or a race, would give the paces."
    )
    document["remarks"].append(Remark("first_test", text).document())


def _gives_up(best: Document, best_seen: RaceForecast, other: Document, seen: RaceForecast) -> list[str]:
    said = [other["strategy"]["gives_up"]]
    if other is best:
        return said
    slower = seen.time_s - best_seen.time_s
    hours = (_seconds(best) - _seconds(other)) / 3600
    if slower >= SECONDS_WORTH_SAYING:
        said.append(f"{slower:.0f} s on race day, by the forecast.")
    if best_seen.ctl - seen.ctl >= CTL_WORTH_SAYING:
        said.append(f"{best_seen.ctl - seen.ctl:.0f} points of fitness (CTL) on race morning.")
    if best_seen.tsb - seen.tsb >= TSB_WORTH_SAYING:
        said.append(f"{best_seen.tsb - seen.tsb:.0f} points of freshness (TSB) on race morning.")
    if hours <= -HOURS_WORTH_SAYING:
        said.append(f"{-hours:.0f} hours more running for it.")
    if hours >= HOURS_WORTH_SAYING:
        said.append(f"{hours:.0f} hours of running; it spares that time.")
    return said


def _seconds(document: Document) -> float:
    return float(sum(workout["expected_s"] for _, _, day in days_of(document) for workout in day["workouts"]))
