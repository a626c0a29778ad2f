"""Reasons as pages say them: from a code with values, else the stored sentence."""

from __future__ import annotations

import pytest

from tests.training.conftest import easy_and_rest
from training.pages.planned_workouts import planned_workout
from training.planning.records import Note
from training.planning.sentences import note_text
from training.services import plan_service


@pytest.mark.django_db
def test_a_workout_that_the_coach_moved_says_from_which_day_by_code_and_values(plan):
    easy, rest = easy_and_rest(plan)
    edit = plan_service.edit_planned_workout(plan, easy, {"day": rest}, None)
    was = edit.before.find(easy)[0].date
    (moved,) = [reason for reason in edit.after.find(easy)[1].why if reason.code == "coach_moved"]
    assert moved.extra["values"] == {"from_day": was.isoformat()}
    shown = planned_workout(edit.after, easy, rest)
    assert f"The coach moved it here from {was}." in shown.reasons


def test_a_code_without_words_is_said_by_its_stored_sentence():
    assert note_text(Note("spacing", "48 h after the last long run.")) == "48 h after the last long run."


def test_the_words_come_from_the_values_and_not_from_the_stored_sentence():
    reason = Note("coach_moved", "An older sentence.", {"values": {"from_day": "2026-05-04"}})
    assert note_text(reason) == "The coach moved it here from 2026-05-04."
