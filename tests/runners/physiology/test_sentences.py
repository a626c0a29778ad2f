"""Sentences with a code: stored beside their text, said again from code and values, and the text where that fails."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlab_site import sentences
from runners.physiology.sentences import Catalogue, Sentence, stored_sentences

CATALOGUE = Catalogue(
    {
        "ran": "{distance_m:distance} in {time_s:duration} on {day:day}",
        "list": "Ran: {runs:list}; then {rests_count:|rest|rests}.",
        "joined": "{first} {second}",
        "own": lambda values: "many" if values["runs_count"] > 1 else "one",
        "share": "{share:.0%}",
        "plain": "As it is now.",
    }
)
RAN = CATALOGUE.say("ran", distance_m=5000.0, time_s=1200.0, day=date(2026, 5, 3))


def through_a_document(sentence):
    return json.loads(json.dumps(sentence.to_document()))


def test_a_sentence_is_its_english_text_and_knows_code_and_values():
    assert RAN == "5 km in 20:00 on 3 May 2026"
    assert (RAN.code, RAN.values) == ("ran", {"distance_m": 5000.0, "time_s": 1200.0, "day": "2026-05-03"})


def test_a_sentence_may_hold_others_and_a_count_its_noun():
    said = CATALOGUE.say("list", runs=[RAN, RAN], rests_count=1)
    assert said == f"Ran: {RAN}, {RAN}; then 1 rest."
    assert CATALOGUE.words(through_a_document(said)) == said
    assert CATALOGUE.say("list", runs=[], rests_count=3).endswith("then 3 rests.")


def test_a_sentence_without_values_is_said_anew_too():
    stored = through_a_document(CATALOGUE.say("plain")) | {"text": "As it was."}
    assert CATALOGUE.words(stored) == "As it is now."


def test_a_code_may_have_a_function_of_its_values():
    assert [CATALOGUE.say("own", runs_count=count) for count in (1, 2)] == ["one", "many"]


@given(
    st.lists(
        st.tuples(st.floats(1, 1e5), st.floats(1, 1e5), st.dates(date(1990, 1, 1), date(2090, 1, 1))),
        max_size=4,
    )
)
def test_the_words_of_a_stored_sentence_are_those_that_were_said(runs):
    parts = [CATALOGUE.say("ran", distance_m=metres, time_s=time, day=day) for metres, time, day in runs]
    said = CATALOGUE.say("joined", first=CATALOGUE.say("list", runs=parts, rests_count=len(runs)), second="x")
    stored = through_a_document(said)
    assert CATALOGUE.words(stored) == stored["text"] == said
    assert CATALOGUE.words(stored | {"text": "an older wording"}) == said


@pytest.mark.parametrize(
    "stored",
    [
        {"text": "As it was."},
        {"text": "As it was.", "code": "gone", "values": {}},
        {"text": "As it was.", "code": "ran", "values": {"distance_m": 5000.0}},
        {"text": "As it was.", "code": "ran"},
        {"text": "As it was.", "code": "plain"},
        {"text": "As it was.", "code": "ran", "values": None},
        {"text": "As it was.", "code": "joined", "values": {"first": {"code": "gone"}, "second": ""}},
        {"text": "As it was.", "code": "share", "values": {"share": "half"}},
    ],
)  # fmt: skip
def test_a_document_of_before_and_a_code_that_is_gone_are_shown_by_their_text(stored):
    assert CATALOGUE.words(stored) == "As it was."


def test_texts_of_a_document_are_told_by_the_sentences_beside_them():
    sentences = [through_a_document(RAN) | {"text": "old words"}]
    document = {"why": "old words", "others": ["old words", "else", None, 3.0]}
    told = CATALOGUE.in_words(document, sentences)
    assert told == {"why": RAN, "others": [RAN, "else", None, 3.0]}
    assert CATALOGUE.in_words(document, None) == document


def test_only_sentences_with_a_code_are_stored_and_each_once():
    assert stored_sentences([RAN, "plain", None, RAN, ""]) == [through_a_document(RAN)]


def test_what_cannot_be_stored_cannot_be_said():
    with pytest.raises(ValueError, match="cannot be said"):
        CATALOGUE.say("share", share=float("nan"))
    with pytest.raises(KeyError):
        CATALOGUE.say("gone")


def test_a_stored_sentence_may_be_said_within_another():
    said = CATALOGUE.say("joined", first=CATALOGUE.say("list", runs=[RAN], rests_count=2), second="x")
    again = CATALOGUE.say("joined", first=Sentence.from_document(through_a_document(said)), second="y")
    stored = through_a_document(again) | {"text": "an older wording"}
    assert CATALOGUE.words(stored) == again == f"{said} y"


def test_a_copied_sentence_keeps_its_code():
    for other in (copy.deepcopy(RAN), copy.copy(RAN), pickle.loads(pickle.dumps(RAN))):  # noqa: S301
        assert (other, other.code, other.values) == (RAN, RAN.code, RAN.values)


def test_what_is_read_passes_through_the_translation_and_what_is_said_stays_english(monkeypatch):
    german = {"{distance_m:distance} in {time_s:duration} on {day:day}": "Am {day:day} {distance_m:distance}"}
    monkeypatch.setattr(sentences, "_translation", [lambda text: german.get(text, text)])
    said = CATALOGUE.say("list", runs=[RAN], rests_count=1)
    assert said.startswith(f"Ran: {RAN}")
    assert CATALOGUE.words(through_a_document(RAN)) == "Am 3 May 2026 5 km"
    assert CATALOGUE.words(through_a_document(said)).startswith("Ran: Am 3 May 2026 5 km")


def test_a_translation_that_asks_for_a_value_there_is_not_leaves_the_english_text(monkeypatch):
    monkeypatch.setattr(sentences, "_translation", [lambda _: "{nothing_such}"])
    assert CATALOGUE.words(through_a_document(RAN)) == RAN


def test_a_catalogue_tells_what_there_is_to_translate():
    assert "As it is now." in CATALOGUE.format_strings
