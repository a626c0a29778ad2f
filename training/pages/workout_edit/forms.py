"""What a coach types to write a workout."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from training.pages.choices import KIND_CHOICES
from training.planning.shorthand import ShorthandError
from training.planning.sizing import canonical

__all__ = ["WorkoutForm"]

SHORTHAND_HELP = _(
    "Like 15m E;5x(1km C,90s R);10m E. Amounts: 10m (minutes), 90s, 1km, 400mtr, lap, hr<120. Targets: R E S T C V F X W "
    "M G, Z2HR, 80-85%, 140-150bpm, 4:05-4:15/km, free. {3..6} is chosen by a level. Lines as at intervals.icu are read."
)
MOST_TAGS = 20


class TagsField(forms.CharField):
    """Words with commas between. Cleans to a list."""

    def prepare_value(self, value: Any) -> Any:
        """As typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The tags in order, each once."""
        parts = [part.strip()[:40] for part in super().clean(value).split(",")]
        return list(dict.fromkeys(part for part in parts if part))[:MOST_TAGS]


class WorkoutForm(forms.Form):
    """A workout of one's own."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Kind"), choices=KIND_CHOICES, initial="quality")
    shorthand = forms.CharField(
        label=_("Steps"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=SHORTHAND_HELP,
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    folder = forms.CharField(label=_("Folder"), required=False, max_length=100)
    tags = TagsField(label=_("Tags"), required=False, help_text=_("With commas between."))
    is_shared = forms.BooleanField(
        label=pgettext_lazy("let others see it", "Share"),
        required=False,
        help_text=_("My athletes and their other coaches see it."),
    )

    def clean_shorthand(self) -> str:
        """The one spelling; else the column and what was expected there."""
        try:
            return canonical(self.cleaned_data["shorthand"])
        except ShorthandError as error:
            raise forms.ValidationError(_column_and_expected(error), code="shorthand") from error


def _column_and_expected(error: ShorthandError) -> str:
    words = gettext("Column {column}: expected {expected}, found {found}.")
    return words.format(column=error.column, expected=error.expected, found=repr(error.found))
