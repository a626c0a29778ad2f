"""What people may say about a session by hand."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from sessions.models import SessionStatistics

__all__ = ["SessionForm"]


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, exertion, notes, gear, weather."""

    class Meta:
        """In the order one thinks of them after a run."""

        model = SessionStatistics
        fields: ClassVar[list[str]] = [
            "name",
            "rpe",
            "notes",
            "gear",
            "avg_temperature_c",
            "excluded_from_bests",
        ]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "rpe": "Exertion (0 to 10)",
            "notes": "Notes",
            "gear": "Shoes or other gear",
            "avg_temperature_c": "Temperature of the air (°C)",
            "excluded_from_bests": "Leave out of bests and Critical Speed",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "rpe": "How hard the whole session felt, half an hour later.",
            "avg_temperature_c": "A watch measures the wrist; what you type counts instead.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"notes": forms.Textarea(attrs={"rows": 3})}
