"""What a session is called when nobody named it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessions.models import SessionStatistics
from sessions.pages.names import session_title


@pytest.mark.parametrize(
    ("sport", "title"),
    [
        ("running", "Morning run"),
        ("e_biking", "Morning e-bike ride"),
        ("fitness_equipment", "Morning indoor training"),
        ("generic", "Morning session"),
        ("", "Morning session"),
        ("inline_skating", "Morning inline skating"),
        ("84", "Morning session (sport 84 of its watch)"),
    ],
)
def test_every_sport_has_a_readable_name(sport, title):
    session = SessionStatistics(
        sport=sport, start_time=datetime(2026, 5, 3, 7, 30, tzinfo=UTC), time_zone="UTC", is_treadmill=False
    )
    assert session_title(session) == title
