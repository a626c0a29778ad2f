"""Programs of a coach and an athlete."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient


def signed_in(user):
    """A program of this person."""
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def by_coach(coach):
    return signed_in(coach)


@pytest.fixture
def by_athlete(athlete):
    return signed_in(athlete)
