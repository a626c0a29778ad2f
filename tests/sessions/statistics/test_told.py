"""What a session's documents say: told by code and values, and by their text where that is all there is."""

from __future__ import annotations

import pytest

from runners.physiology.sentences import stored_sentences
from sessions.analysis.words import WORDS
from sessions.models import SessionStatistics
from sessions.statistics.figure_explanations import explained
from sessions.statistics.sentences import cleaning_in_words, missing_in_words, warnings_in_words

GAPS = WORDS.say("gaps", gaps_count=2, gaps_s=41.0)
NEEDS = WORDS.say("need_slower_step", limit_mps=9.5)


def session(sentences, gaps=GAPS, needs=NEEDS):
    made = SessionStatistics(warnings=[gaps])
    made.missing, made.judged = {"ascent_m": needs}, {"sentences": sentences}
    made.measured = {"cleaning_sentences": [gaps], "cleaning": {"gaps_count": 2}}
    return made


@pytest.mark.parametrize(
    ("made", "gaps", "needs"),
    [
        (session(stored_sentences([GAPS, NEEDS])), GAPS, NEEDS),
        (session([GAPS.to_document() | {"text": "old"}], gaps="old", needs="older"), GAPS, "older"),
        (session([], gaps="old", needs="older"), "old", "older"),
    ],
)
def test_warnings_cleaning_and_what_is_missing_are_told(made, gaps, needs):
    assert warnings_in_words(made) == [gaps]
    assert cleaning_in_words(made) == [gaps]
    assert missing_in_words(made) == {"ascent_m": needs}
    assert explained(made)["cleaning"]["excluded"] == [gaps]


def test_details_of_before_have_no_sentences():
    made = SessionStatistics(warnings=["old"])
    made.missing = {"ascent_m": "no altitude"}
    assert (warnings_in_words(made), missing_in_words(made)) == (["old"], {"ascent_m": "no altitude"})
