"""A plan's document as records and back: unchanged, unknown keys included; what is wrong names its path."""

import copy
import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.planning.simulated_athletes import simulated_input
from training.planning.input_reader import read_input
from training.planning.planner import plan_choices
from training.planning.record_codecs import RecordUnreadable
from training.planning.records import Plan, Workout

texts = st.text(max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)
dates = st.dates().map(lambda day: day.isoformat())
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


def documents(required, optional=None):
    """Documents with these keys, some of the optional ones (or null in their place), and keys that nobody knows."""
    unknown = st.dictionaries(texts.map(lambda key: f"x-{key}"), anything, max_size=2)
    known = st.fixed_dictionaries(
        required, optional={key: st.none() | value for key, value in (optional or {}).items()}
    )
    return st.builds(lambda one, other: {**one, **other}, known, unknown)


def lists(inner):
    return st.lists(inner, max_size=2)


notes = documents({"code": texts, "text": texts})
steps = documents(
    {
        "kind": st.just("step"),
        "duration": documents(
            {"type": st.sampled_from(["time", "distance", "open"])},
            {"value": numbers, "until": st.just({"hr_below": 120})},
        ),
        "target": documents(
            {"type": st.sampled_from(["pace", "hr", "hr_zone", "none"])},
            {"low_mps": numbers, "high_mps": numbers, "low_bpm": numbers, "zone": st.integers(1, 5)},
        ),
        "planned_if": numbers,
        "planned_s": numbers,
    },
    {"intensity": texts, "label": texts, "cue": texts, "ramp": st.booleans()},
)
repeats = documents({"kind": st.just("repeat"), "count": st.integers(1, 99), "steps": lists(steps)})
workouts = documents(
    {
        "id": texts,
        "workout_id": texts,
        "name": texts,
        "role": st.sampled_from(["easy", "long", "quality", "test", "race"]),
        "state": st.sampled_from(["draft", "published", "edited", "done", "missed"]),
        "locked": st.booleans(),
        "expected_s": numbers,
        "expected_m": numbers,
        "expected_rtss": numbers,
        "d_bal_min_m": st.none() | numbers,
        "why": lists(notes),
        "steps": lists(steps | repeats),
    },
    {"note": texts, "by_hand": st.booleans(), "session_id": texts},
)
days = documents(
    {"date": dates, "max_s": numbers, "workouts": lists(workouts)},
    {"ctl": numbers, "atl": numbers, "tsb": numbers},
)
weeks = documents(
    {
        "index": st.integers(0, 60),
        "kind": st.sampled_from(["load", "intro", "recovery", "taper"]),
        "start_date": dates,
        "days": lists(days),
    },
    {"target_rtss": numbers, "planned_rtss": numbers, "planned_s": numbers},
)
plans = documents(
    {
        "schema": st.just("runlab.plan/1"),
        "plan_id": texts,
        "runner_id": texts,
        "version": st.integers(1, 99),
        "status": texts,
        "start_date": dates,
        "goal": documents(
            {"kind": st.sampled_from(["5k", "half"]), "distance_m": numbers, "race_date": dates},
            {"target_s": numbers},
        ),
        "athlete": documents(
            {
                "cs_mps": numbers,
                "d_prime_m": numbers,
                "experience": st.sampled_from(["novice", "elite"]),
                "ctl0": numbers,
                "atl0": numbers,
            },
            {"history": lists(documents({"date": dates}, {"m": numbers, "rtss": numbers}))},
        ),
        "availability": documents(
            {"max_s_by_weekday": st.lists(numbers, min_size=7, max_size=7)},
            {
                "long_run_weekday": st.integers(0, 6),
                "exceptions": st.dictionaries(dates, numbers, max_size=2),
            },
        ),
        "constraints": documents(
            {},
            {
                "blackout_dates": lists(dates),
                "races": lists(documents({"date": dates, "distance_m": numbers}, {"priority": texts})),
            },
        ),
        "blocks": lists(documents({"index": st.integers(0, 9), "type": texts, "weeks": lists(weeks)})),
    },
    {"loading": st.integers(2, 3), "remarks": lists(notes), "planned_from": dates, "gives_up": lists(texts)},
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans)
def test_any_document_comes_back_from_its_records_unchanged(document):
    before = copy.deepcopy(document)
    written = Plan.from_document(document).to_document()
    assert json.dumps(written, sort_keys=True) == json.dumps(before, sort_keys=True)
    assert document == before


@pytest.fixture(scope="module")
def made():
    return [plan.to_document() for plan in plan_choices(read_input(simulated_input(4, "10k")))]


def test_the_plans_of_the_generator_come_back_unchanged(made):
    for document in made:
        assert Plan.from_document(document).to_document() == document


def in_the_first_workout(change):
    def changed(document):
        days = document["blocks"][0]["weeks"][0]["days"]
        number = next(n for n, day in enumerate(days) if day["workouts"])
        change(days[number]["workouts"][0])
        return f"blocks[0].weeks[0].days[{number}].workouts[0]"

    return changed


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        (lambda w: w.update(role="sprint"), "role", "easy or long"),
        (lambda w: w.update(expected_s="60"), "expected_s", "a number"),
        (lambda w: w.update(locked=1), "locked", "true or false"),
        (lambda w: w.update(steps={}), "steps", "a list"),
        (lambda w: w["steps"][0].update(kind="hop"), "steps[0].kind", "step or repeat"),
        (lambda w: w["steps"][0]["duration"].update(type="laps"), "steps[0].duration.type", "time"),
        (lambda w: w["why"].append({"code": "x"}), "why[{why}].text", "a value"),
        (lambda w: w.pop("name"), "name", "a value"),
    ],
)
def test_what_cannot_be_read_names_its_path(made, change, path, expected):
    document = copy.deepcopy(made[0])
    where = in_the_first_workout(change)(document)
    days = document["blocks"][0]["weeks"][0]["days"]
    whys = len(next(day for day in days if day["workouts"])["workouts"][0]["why"]) - 1
    with pytest.raises(RecordUnreadable) as caught:
        Plan.from_document(document)
    assert caught.value.path == f"{where}.{path.format(why=whys)}"
    assert expected in caught.value.expected


@pytest.mark.parametrize("value", ["20260301", "1 March", None, 5])
def test_a_date_is_written_in_one_way_only(made, value):
    with pytest.raises(RecordUnreadable) as caught:
        Plan.from_document(made[0] | {"start_date": value})
    assert caught.value.path == "start_date"


def test_records_are_frozen(made):
    workout = next(one for week in Plan.from_document(made[0]).weeks for one in week.workouts)
    assert isinstance(workout, Workout)
    with pytest.raises(FrozenInstanceError):
        workout.name = "other"
