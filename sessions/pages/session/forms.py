"""What people may say about a session by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from runlab_site.time_zones import zone
from runlab_site.web.form_fields import DistanceField, InUnits, TemperatureField
from sessions.models import SessionStatistics
from sessions.pages.names import sport_name

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from django_stubs_ext import StrOrPromise

__all__ = ["SessionForm"]

_SPORTS = (
    "running", "walking", "hiking", "cycling", "swimming", "rowing", "cross_country_skiing", "fitness_equipment",
)  # fmt: skip


class StartField(forms.DateTimeField):
    """A moment as clocks showed it where the session was."""

    where: tzinfo

    def prepare_value(self, value: Any) -> Any:
        """As the browser's own field takes it."""
        if not hasattr(value, "tzinfo"):
            return value
        return timezone.localtime(value, self.where).strftime("%Y-%m-%dT%H:%M:%S")

    def to_python(self, value: Any) -> datetime | None:
        """The moment in that zone, whatever the reader's own."""
        with timezone.override(self.where):
            return super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By what was shown: parts of a second were not."""
        return bool(data) and str(data) != str(self.prepare_value(initial))


class SportField(forms.ChoiceField):
    """A sport; one that was not sent stays."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Only by another one."""
        return bool(data) and super().has_changed(initial, data)


class SessionForm(InUnits, forms.ModelForm):  # type: ignore[type-arg]
    """Name, sport, start, distance, exertion, notes, gear, weather."""

    sport = SportField(label=_("Sport"), required=False)
    start_time = StartField(
        label=_("Start"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
    )
    distance_m = DistanceField(
        label=_("Distance"),
        required=False,
        min_value=0,
        help_text=_("For a treadmill, or where the watch was wrong. Empty: as recorded."),
    )

    avg_temperature_c = TemperatureField(
        label=_("Temperature of the air"),
        required=False,
        help_text=_("A watch measures the wrist; what you type counts instead."),
    )

    class Meta:
        """In the order one thinks of them after a run."""

        model = SessionStatistics
        fields: ClassVar[list[str]] = [
            "name",
            "sport",
            "start_time",
            "distance_m",
            "rpe",
            "notes",
            "gear",
            "avg_temperature_c",
            "excluded_from_bests",
        ]
        labels: ClassVar[dict[str, StrOrPromise]] = {
            "name": _("Name"),
            "rpe": _("Exertion (0 to 10)"),
            "notes": _("Notes"),
            "gear": _("Shoes or other gear"),
            "excluded_from_bests": _("Leave out of bests and Critical Speed"),
        }
        help_texts: ClassVar[dict[str, StrOrPromise]] = {
            "rpe": _("How hard the whole session felt, half an hour later."),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session, fields = self.instance, cast("dict[str, Any]", self.fields)
        known = dict.fromkeys((session.sport, *_SPORTS))
        fields["sport"].choices = [(one, sport_name(one)) for one in known]
        fields["start_time"].where = zone(session.time_zone)
