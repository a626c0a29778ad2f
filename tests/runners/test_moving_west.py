"""A runner who moves to where it is still yesterday, and types a value in the same form."""

from datetime import UTC, datetime

import pytest
import time_machine

from runners.models import Runner
from runners.services.runner_service import create_runner_with_defaults, update_runner_with_defaults

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 12, 31, 22, tzinfo=UTC))
def test_what_is_typed_with_a_new_time_zone_counts_at_once():
    runner = create_runner_with_defaults(name="Ada", time_zone="Asia/Tokyo")
    update_runner_with_defaults(runner, {"time_zone": "UTC", "max_heart_rate_bpm": 190.0})
    assert Runner.objects.get(pk=runner.pk).heart_rate_zones[-1]["to_bpm"] == 190
