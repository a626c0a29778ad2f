"""What plans say in sentences: each told again from code and values as it was said; those of before by their text."""

from __future__ import annotations

import json

import pytest

from benchmarks.planning.realistic_athletes import realistic_input
from tests.training.plan_documents import days_of
from training.planning.adapting import replan
from training.planning.circumstances import Circumstances
from training.planning.input_reader import read_input
from training.planning.planner import plan_choices
from training.planning.records import Note, Plan
from training.planning.sentences import gives_up_texts, note_text, notes_in_words, strategy_text
from training.planning.words import WORDS

OLDER = "older words"


@pytest.fixture(scope="module")
def choices():
    """Candidates of two athletes, as they come back from a database."""
    found = [plan for seed in (3, 52) for plan in plan_choices(read_input(realistic_input(seed)))]
    return json.loads(json.dumps([plan.to_document() for plan in found]))


def test_every_reason_and_remark_is_told_as_it_was_said(choices):
    for plan in choices:
        workouts = [workout for _, _, day in days_of(plan) for workout in day["workouts"]]
        notes = [*plan["remarks"], *(reason for workout in workouts for reason in workout["why"])]
        assert {note["code"] for note in notes} <= WORDS.codes
        unsaid = [note | {"text": OLDER} for note in notes]
        assert [note["text"] for note in notes_in_words(unsaid)] == [note["text"] for note in notes]


def test_strategy_and_what_is_given_up_are_told_by_the_sentences_of_the_plan(choices):
    for document in choices:
        plan = Plan.from_document(document)
        texts = [plan.strategy.text, *plan.gives_up]
        assert [strategy_text(plan), *gives_up_texts(plan)] == texts
        assert {one["text"] for one in document["sentences"]} >= set(texts)
        reworded = [one | {"text": OLDER} for one in document["sentences"] if one["text"] == texts[0]]
        strategy = document["strategy"] | {"text": OLDER}
        of_before = Plan.from_document(document | {"strategy": strategy, "sentences": reworded})
        assert strategy_text(of_before) == texts[0]


def test_a_plan_of_before_is_told_by_its_texts(choices):
    document = {name: value for name, value in choices[0].items() if name != "sentences"}
    plan = Plan.from_document(document | {"strategy": {"code": "pyramidal", "text": OLDER}})
    assert strategy_text(plan) == OLDER
    assert gives_up_texts(plan) == document["gives_up"]
    for code in ("long", "spacing", "rule_I06", "gone"):
        assert note_text(Note(code, OLDER)) == OLDER


def test_the_reasons_of_a_proposal_know_what_they_say(choices):
    plan = Plan.from_document(choices[0])
    today = plan.start_date
    ill = Circumstances(today, closed=frozenset({today}), no_quality=frozenset({today}))
    (reason, *_) = replan(plan, ill).reasons
    assert (reason.code, reason.values) == ("ill", {"closed_days_count": 1, "quiet_days_count": 1})
    assert WORDS.words(reason.to_document() | {"text": OLDER}) == reason
