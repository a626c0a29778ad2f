"""Critical Speed's stored sentences: told by code and values, and by their text where that is all there is."""

from __future__ import annotations

from datetime import date

from runners.explanations.critical_speed_words import missing_text, told_points, told_reason
from runners.models import CriticalSpeedRecord, Runner
from runners.physiology.critical_speed import NO_TRIALS
from runners.physiology.critical_speed_timeline import timeline
from runners.physiology.efforts import Effort, EffortKind
from runners.services.critical_speed_records import record_of

DAY = date(2026, 3, 1)
RACE = Effort(5000.0, 1200.0, DAY, kind=EffortKind.RACE, session_id="a" * 24)


def record():
    (change, *_) = timeline([RACE], DAY).changes
    return record_of(Runner(pk="b" * 24), change)


def test_every_sentence_of_a_line_of_the_log_is_stored_with_its_code_and_values():
    made = record()
    texts = [made.reason["text"], *(p[name] for p in made.points for name in ("why_not", "evidence"))]
    assert {one["text"] for one in made.reason["sentences"]} == {text for text in texts if text}
    assert made.reason["sentences"][0]["values"]["trigger"]["code"] == "new"


def test_the_words_come_from_code_and_values():
    made = record()
    text, points = made.reason["text"], made.points
    made.reason = made.reason | {
        "text": "older words",
        "sentences": [one | {"text": "older words"} if one["text"] == text else one for one in made.reason["sentences"]],
    }  # fmt: skip
    assert told_reason(made)["text"] == text
    assert "sentences" not in told_reason(made)
    assert told_points(made) == points


def test_a_line_of_before_is_told_by_its_text():
    stored = {"code": "in_force", "text": "An older sentence.", "session": None, "personal_bests": []}
    point = {"distance_m": 5000.0, "why_not": "Not the best.", "evidence": None}
    old = CriticalSpeedRecord(reason=stored, points=[point])
    assert told_reason(old) == stored
    assert told_points(old) == [point]


def test_why_no_critical_speed_is_in_force_is_told_by_code_else_by_text():
    assert missing_text(Runner(critical_speed_missing_reason="An older reason.")) == "An older reason."
    sentence = NO_TRIALS.to_document() | {"text": "An older reason."}
    known = Runner(critical_speed_missing_reason="An older reason.", critical_speed_missing_sentence=sentence)
    assert missing_text(known) == NO_TRIALS
