"""The words of alerts: from code and values, else from the stored text."""

from __future__ import annotations

from datetime import date

from runners.explanations.alert_words import alert_badge, stored_alert_text
from runners.physiology.alert_rules import Alert

TEXT = "Form is -27 with a fitness of 40."


def test_a_stored_alert_with_values_is_worded_anew():
    stored = {
        "code": "deep_fatigue",
        "level": "red",
        "values": {"tsb": -26.6, "ctl": 40.2},
        "text": "old words",
    }
    assert stored_alert_text(stored) == TEXT


def test_the_text_of_a_document_from_before_values_stays():
    assert stored_alert_text({"code": "deep_fatigue", "level": "red", "text": TEXT}) == TEXT


def test_the_text_of_a_code_that_is_no_longer_known_stays():
    assert (
        stored_alert_text({"code": "gone", "level": "red", "values": {}, "text": "It rained."})
        == "It rained."
    )


def test_a_badge_names_the_number_and_hints_at_the_sentence():
    badge = alert_badge(Alert("ramp", "amber", {"ramp_before": 5.5, "ramp": 6.0}))
    assert (badge.kind, badge.text) == ("warn", "Ramp +6.0")
    assert badge.hint == "Fitness rose by 5.5 and 6.0 in the last two weeks."


def test_each_alert_has_its_words():
    newest = date(2026, 5, 3).isoformat()
    stale = Alert("critical_speed_stale", "amber", {"newest_effort": newest, "age_days": 61})
    assert stale.text == "The newest effort behind Critical Speed is of 3 May 2026, over 60 days ago."
    assert alert_badge(stale).text == "CS 61 days old"
    guess = Alert("guesswork", "amber", {"estimated_percent": 41.4})
    assert (guess.text, alert_badge(guess).text) == (
        "41 % of the load of 28 days is estimated.",
        "41 % estimated",
    )
