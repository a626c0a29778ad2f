"""A template made again for a group: each runner's plan begins tomorrow by the runner's own clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from runners.models import Runner
from training.services.template_service import apply_to_group, save_template

pytestmark = pytest.mark.django_db(transaction=True)

# Monday in New York, Tuesday in Auckland.
NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
TOMORROW = {"America/New_York": date(2026, 12, 1), "Pacific/Auckland": date(2026, 12, 2)}


@pytest.mark.parametrize("zone", TOMORROW)
def test_a_plan_begins_tomorrow_where_the_runner_lives(plan, runner, coach, zone):
    Runner.objects.filter(pk=runner.pk).update(time_zone=zone)
    runner.refresh_from_db()
    template = save_template(plan, coach, "Ten", "")
    wish = {"goal_day": (NOW.date() + timedelta(days=60)).isoformat()}
    made = apply_to_group(template, [runner], wish, NOW, coach.pk)[0].plan
    assert made.start_date == TOMORROW[zone]
