"""Alerts in the words of pages: from code and values; the stored English text for documents without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runlab_site.web import figures
from runners.physiology.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from runners.physiology.alert_rules import Alert

__all__ = ["AlertBadge", "AlertSentence", "alert_badge", "alert_sentences", "stored_alert_text"]

_LEVELS = {"red": ("bad", "circle-alert"), "amber": ("warn", "triangle-alert")}


@dataclass(frozen=True, slots=True)
class AlertBadge:
    """An alert in a few words: kind and icon_name are the badge's, text is what stands in it, hint the sentence."""

    kind: str
    icon_name: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class AlertSentence:
    """An alert in full, in the reader's language."""

    code: str
    text: str


def alert_sentences(alerts: Iterable[Alert]) -> tuple[AlertSentence, ...]:
    """The alerts as a page lists them."""
    return tuple(AlertSentence(alert.code, _sentence(alert)) for alert in alerts)


def alert_badge(alert: Alert) -> AlertBadge:
    """The alert as a badge."""
    kind, icon_name = _LEVELS[alert.level]
    return AlertBadge(kind, icon_name, _SHORT[alert.code](alert.values), _sentence(alert))


def stored_alert_text(stored: Mapping[str, Any]) -> str:
    """The sentence of a stored alert."""
    return WORDS.words(stored)


def _sentence(alert: Alert) -> str:
    return WORDS.for_reader(alert.text)


def _ramp(values: Mapping[str, Any]) -> str:
    return _("Ramp %(ramp)s") % {"ramp": figures.signed(values["ramp"], places=1).value}


def _form(values: Mapping[str, Any]) -> str:
    return _("Form %(form)s") % {"form": figures.signed(values["tsb"]).value}


def _stale(values: Mapping[str, Any]) -> str:
    days = values["age_days"]
    return ngettext("CS %(days)s day old", "CS %(days)s days old", days) % {"days": days}


def _guesswork(values: Mapping[str, Any]) -> str:
    return _("%(percent).0f %% estimated") % {"percent": values["estimated_percent"]}


_SHORT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "ramp": _ramp,
    "deep_fatigue": _form,
    "critical_speed_stale": _stale,
    "guesswork": _guesswork,
}
