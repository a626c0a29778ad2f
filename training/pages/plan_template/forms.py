"""What a coach types to make plans of a template: for whom, for which race, how hard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from runlab_site.web.form_fields import DayInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import Runner

__all__ = ["ApplyTemplateForm"]

LEVEL_SHIFT_CHOICES = (
    ("-2", _("Much easier")), ("-1", _("Easier")), ("0", _("As it is")), ("1", _("Harder")), ("2", _("Much harder")),
)  # fmt: skip


class ApplyTemplateForm(forms.Form):
    """For whom, to which race, how hard."""

    goal_day = forms.DateField(label=_("Race day"), widget=DayInput())
    level_shift = forms.ChoiceField(label=_("Level"), choices=LEVEL_SHIFT_CHOICES, initial="0")
    runners = forms.MultipleChoiceField(label=_("Athletes"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, runners: Iterable[Runner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in runners]
        self.fields["runners"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
