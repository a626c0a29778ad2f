"""What people may say about a session by hand."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from sessions.models import SessionStatistics

__all__ = ["SessionForm"]


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, exertion, notes."""

    class Meta:
        """In the order one thinks of them after a run."""

        model = SessionStatistics
        fields: ClassVar[list[str]] = ["name", "rpe", "notes", "excluded_from_bests"]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "rpe": "Exertion (0 to 10)",
            "notes": "Notes",
            "excluded_from_bests": "Leave out of bests and Critical Speed",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "rpe": "How hard the whole session felt, half an hour later.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"notes": forms.Textarea(attrs={"rows": 3})}
