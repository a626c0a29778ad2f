"""Days, weeks and temperatures as the reader has chosen them in the settings."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runlab_site.web import dates, figures
from runlab_site.web.form_fields import TemperatureField

DAY = date(2019, 10, 24)


@pytest.mark.parametrize(
    ("style", "full", "heading"),
    [
        ("dmy", "Thu 24 Oct 2019", "Thursday 24 October"),
        ("mdy", "Thu, Oct 24, 2019", "Thursday, October 24"),
        ("iso", "2019-10-24", "Thursday 2019-10-24"),
    ],
)
def test_a_day_is_written_as_chosen(style, full, heading):
    before = dates.activate(style)
    try:
        assert (dates.full_day(DAY), dates.short_day(DAY), dates.heading(DAY)) == (full, full, heading)
    finally:
        dates.deactivate(before)
    assert dates.full_day(DAY) == "Thu 24 Oct 2019"


@pytest.mark.django_db(transaction=True)
def test_settings_take_date_format_and_week_start_and_pages_follow_them():
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    client = Client()
    client.force_login(user)
    sent = {"name": "Ada", "units": "mi", "pace_format": "pace", "time_zone": "UTC"}
    answer = client.post("/settings/", sent | {"week_start": "6", "date_format": "mdy"}, follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-week-start="6"' in html
    assert 'data-date-format="mdy"' in html
    user.refresh_from_db()
    assert (user.week_start, user.date_format) == (6, "mdy")


@pytest.mark.parametrize(
    ("units", "shown", "typed", "celsius"), [("km", "9.5", "20", 20), ("mi", "49.1", "68", 20)]
)
def test_a_temperature_is_typed_and_shown_in_the_readers_degrees(units, shown, typed, celsius):
    field = TemperatureField(label="Air")
    field.count_in(units)
    assert field.prepare_value(9.5) == shown
    assert not field.has_changed(9.5, shown)
    assert field.clean(typed) == pytest.approx(celsius)
    assert field.label == ("Air (°F)" if units == "mi" else "Air (°C)")


def test_short_distances_and_temperatures_in_both_units():
    assert str(figures.short_distance(100.0, "km")) == "100 m"
    assert str(figures.short_distance(100.0, "mi")) == "109 yd"
    assert str(figures.short_distance(None, "mi")) == figures.UNKNOWN
    assert str(figures.temperature(-40.0, "km")) == "−40 °C"
    assert str(figures.temperature(-40.0, "mi")) == "−40 °F"
