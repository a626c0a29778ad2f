"""What may be typed about a runner. Sense is checked by the service; the form knows shapes and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runlab_site.web.form_fields import DayInput
from runners.defaults import default_age_years
from runners.models import Runner

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["RunnerForm"]


class RunnerForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile. Its live preview asks the server what a birth date would give."""

    class Meta:
        """Fields in the order one knows them."""

        model = Runner
        fields: ClassVar[list[str]] = [
            "name",
            "birth_date",
            "sex",
            "max_heart_rate_bpm",
            "resting_heart_rate_bpm",
            "weight_kg",
            "height_cm",
            "time_zone",
            "usual_weekly_load_rtss",
        ]
        labels: ClassVar[dict[str, StrOrPromise]] = {
            "name": gettext_lazy("Name"),
            "birth_date": gettext_lazy("Birth date"),
            "sex": gettext_lazy("Sex"),
            "max_heart_rate_bpm": gettext_lazy("Highest heart rate (bpm)"),
            "resting_heart_rate_bpm": gettext_lazy("Resting heart rate (bpm)"),
            "weight_kg": gettext_lazy("Weight (kg)"),
            "height_cm": gettext_lazy("Height (cm)"),
            "time_zone": gettext_lazy("Time zone"),
            "usual_weekly_load_rtss": gettext_lazy("Usual weekly load (rTSS)"),
        }
        help_texts: ClassVar[dict[str, StrOrPromise]] = {
            "sex": gettext_lazy("Only heart rate load differs by it."),
            "max_heart_rate_bpm": gettext_lazy("Only if measured. Left out, it is estimated by age."),
            "resting_heart_rate_bpm": gettext_lazy("Left out, 60 is assumed."),
            "time_zone": gettext_lazy("Decides on which day a run counts, for example Europe/Stockholm."),
            "usual_weekly_load_rtss": gettext_lazy(
                "Starts fitness where it stood before the first uploaded run."
            ),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"birth_date": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preview = {
            "hx-get": str(reverse_lazy("runner_defaults")),
            "hx-trigger": "input changed delay:250ms, change",
            "hx-target": "#defaults",
            "hx-include": "closest form",
            "hx-sync": "closest form:replace",
        }
        self.fields["birth_date"].widget.attrs.update(preview)
        self.fields["birth_date"].help_text = _("May be left out: age %(age)s is assumed then.") % {
            "age": default_age_years()
        }
        self.fields["name"].widget.attrs["autocomplete"] = "name"
