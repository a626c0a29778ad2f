"""Words of rooms without Django, as the pages of sessions have them for translators."""

from __future__ import annotations

import pytest

from runners.physiology.zones import HEART_RATE_ZONE_NAMES, PACE_ZONE_NAMES
from sessions.analysis.effort_proposal import Proposal
from sessions.models import SessionStatistics
from sessions.pages.session.effort_words import proposal_words
from sessions.pages.session.figure_table import label_of
from sessions.pages.session.figure_words import ZONE_LABELS, ZONE_NAMES

ZONES = {"heart_rate": HEART_RATE_ZONE_NAMES, "pace": PACE_ZONE_NAMES}
Effort = SessionStatistics.Effort


@pytest.mark.parametrize("kind", ZONES)
def test_zones_are_called_as_physiology_calls_them(kind):
    assert [str(name) for name in ZONE_NAMES[kind]] == list(ZONES[kind])
    ends = [str(label).rpartition(", ")[2] for label in ZONE_LABELS[kind]]
    assert ends == [name.lower() for name in ZONES[kind]]


@pytest.mark.parametrize("effort", Effort)
def test_each_effort_is_proposed_and_kept_by_its_name(effort):
    words = proposal_words(Proposal(effort.value, ()), effort.value)
    name = effort.label.lower()
    assert words.looks_like == f"This looks like a {name}."
    assert (words.yes, words.no) == (f"Yes, a {name}", f"No, {name}")


@pytest.mark.parametrize(
    ("figure", "label"),
    [
        ("rtss", "Load"),
        ("heart_rate_zone_2_s", "Time in heart-rate zone 2, endurance"),
        ("pace_zone_5_s", "Time in pace zone 5, fast"),
        ("best_effort_1000_m", "Best 1 km"),
        ("best_heart_rate_300_s", "Best heart rate over 5:00"),
        ("developer:Stryd Power", "Stryd Power"),
    ],
)
def test_each_figure_has_a_label(figure, label):
    assert label_of(figure) == label
