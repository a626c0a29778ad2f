"""Template tags: figures in the reader's units and zone, icons, bars and sparklines.

Use: {% load runlab %} then {% distance session.distance_m %}, {% pace speed %}, {% icon "sun" %}.
A figure renders as its value and a small unit; `as name` keeps it for an included component.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.staticfiles import finders
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from runlab_site.web import dates, figures, sparklines
from runlab_site.web.links import link_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.template import Context

register = template.Library()


class IconMissingError(LookupError):
    """An icon that `make setup` did not fetch."""


@register.simple_tag(takes_context=True)
def distance(context: Context, metres: float | None) -> SafeString:
    """42.20 km in the reader's units."""
    return _html(figures.distance(metres, _units(context)))


@register.simple_tag(takes_context=True)
def pace(context: Context, speed_mps: float | None) -> SafeString:
    """4:05 /km in the reader's units, or 14.7 km/h for who prefers speed; from metres per second."""
    shown = figures.speed if _prefers_speed(context) else figures.pace
    return _html(shown(speed_mps, _units(context)))


@register.simple_tag(takes_context=True)
def pace_range(context: Context, fast_mps: float, slow_mps: float) -> SafeString:
    """3:57 – 4:04 /km, the fast end first; or both speeds for who prefers speed."""
    shown = figures.speed if _prefers_speed(context) else figures.pace
    return _html(figures.between(shown(fast_mps, _units(context)), shown(slow_mps, _units(context))))


@register.simple_tag(takes_context=True)
def step_distance(context: Context, metres: float) -> SafeString:
    """The length of a step: 400 m, 1.6 km; on the road in the reader's units, on the track in metres."""
    return _html(figures.step_distance(metres, _units(context)))


@register.filter
def step_time(seconds: float) -> str:
    """The length of a step: 45 s, 15 min, 1 h 30."""
    return figures.step_time(seconds)


@register.simple_tag(takes_context=True)
def bare_distance(context: Context, metres: float | None) -> str:
    """42.20, for a column whose heading names the unit."""
    return figures.distance(metres, _units(context)).value


@register.simple_tag(takes_context=True)
def bare_pace(context: Context, speed_mps: float | None) -> str:
    """4:05, for a column whose heading names what it is."""
    shown = figures.speed if _prefers_speed(context) else figures.pace
    return shown(speed_mps, _units(context)).value


@register.simple_tag(takes_context=True)
def climb(context: Context, metres: float | None) -> SafeString:
    """117 m, or feet for who counts in miles."""
    return _html(figures.climb(metres, _units(context)))


@register.simple_tag(takes_context=True)
def bare_climb(context: Context, metres: float | None) -> str:
    """117, or the same in feet, for a column whose heading names the unit or needs none."""
    return figures.climb(metres, _units(context)).value


@register.simple_tag(takes_context=True)
def short_distance(context: Context, metres: float | None) -> SafeString:
    """200 m, or 219 yd for who counts in miles: W′ and the like."""
    return _html(figures.short_distance(metres, _units(context)))


@register.simple_tag(takes_context=True)
def signed_short_distance(context: Context, metres: float | None) -> SafeString:
    """+3 m, −4 yd: how far off a line."""
    short = figures.in_short_units(metres, _units(context))
    return _html(figures.signed(short, "yd" if _units(context) == "mi" else "m"))


@register.simple_tag
def number(value: float | None, unit: str = "", places: int = 0) -> SafeString:
    """162 bpm."""
    return _html(figures.number(value, unit, places))


@register.simple_tag
def signed(value: float | None, unit: str = "", places: int = 0) -> SafeString:
    """+1.3, −7: a change or a form."""
    return _html(figures.signed(value, unit, places))


@register.simple_tag
def share(value: float | None) -> SafeString:
    """101 % of 1.01."""
    return _html(figures.number(None if value is None else 100 * value, "%"))


@register.filter
def duration(seconds: float | None) -> str:
    """1:23:45."""
    return figures.duration(seconds).value


@register.filter
def race_distance(metres: float) -> str:
    """400 m, 1 mile, 5 km, Half marathon."""
    return figures.race_distance(metres)


@register.simple_tag
def file_size(size_bytes: int | None) -> SafeString:
    """640 kB."""
    return _html(figures.file_size(size_bytes))


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Thu 22 Oct, with the year when it is not this one; a moment is taken in the reader's zone."""
    return figures.UNKNOWN if value is None else dates.short_day(_local_date(value))


@register.filter
def full_day(value: dt.datetime) -> str:
    """Thu 22 Oct 2026, where the moment's own clock stands."""
    return dates.full_day(value.date())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Thu 22 Oct, 06:41 in the reader's zone."""
    if value is None:
        return figures.UNKNOWN
    return f"{day(value)}, {clock(value)}"


@register.filter
def clock(value: dt.datetime | None) -> str:
    """06:41 in the reader's zone."""
    return figures.UNKNOWN if value is None else format_date(timezone.localtime(value), "H:i")


@register.filter
def took(job: Any) -> float | None:
    """Seconds from the start of a job to its end."""
    if job.started_at is None or job.finished_at is None:
        return None
    return float((job.finished_at - job.started_at).total_seconds())


@register.filter
def initials(name: str | None) -> str:
    """ML for Mara Lindqvist; at most two letters."""
    words = (name or "").split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A Lucide icon drawn in place: decoration beside words, or named by `label` when it stands alone."""
    return _icon_html(name, label, css) if label else _decoration(name, css)


@lru_cache(maxsize=512)
def _decoration(name: str, css: str) -> SafeString:
    """The same few on every page."""
    return _icon_html(name, "", css)


def _icon_html(name: str, label: str, css: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')  # nosec B308
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        css,
        role,
        _icon_shapes(name),
    )


@register.simple_tag
def bar(percent: float | None, css: str = "", label: str = "") -> SafeString:
    """A horizontal bar filled to `percent` (an SVG, since the policy refuses inline styles)."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')  # nosec B308
    return format_html(
        '<svg class="bar" preserveAspectRatio="none" viewBox="0 0 100 8" {}>'
        '<rect class="{}" width="{}" height="8" rx="0.6"></rect></svg>',
        role,
        css,
        f"{min(100.0, max(0.0, percent or 0.0)):.1f}",
    )


@register.simple_tag
def sparkline(
    values: Sequence[float | None], css: str, label: str = "", *, has_zero: bool = False
) -> SafeString:
    """A trend on its own scale with a dot at now; `has_zero` adds the dashed zero line."""
    return format_html(
        '<svg class="spark {}" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">'
        "{}</svg>",
        css,
        sparklines.WIDTH,
        sparklines.HEIGHT,
        label,
        mark_safe(sparklines.shapes(values, has_zero=has_zero)),  # noqa: S308 - numbers only  # nosec B308
    )


@lru_cache(maxsize=256)
def _icon_shapes(name: str) -> SafeString:
    found = finders.find(f"vendor/lucide/{name}.svg")
    if not found:
        raise IconMissingError(f"Icon {name!r} is not in static/vendor/lucide: run make setup.")
    drawing = Path(str(found)).read_text(encoding="utf-8")
    inside = drawing[drawing.index("<svg") :].partition(">")[2].rpartition("</svg>")[0]
    return mark_safe(" ".join(inside.split()))  # noqa: S308 - a pinned package's file, never input  # nosec B308


def _html(figure: figures.Figure) -> SafeString:
    unit = f'<span class="unit">{escape(figure.unit)}</span>' if figure.unit else ""
    return SafeString(escape(figure.value) + unit)


def _units(context: Context) -> figures.Units:
    units: Any = getattr(context.get("user"), "units", None)
    return "mi" if units == "mi" else "km"


def _prefers_speed(context: Context) -> bool:
    return getattr(context.get("user"), "pace_format", None) == "speed"


def _local_date(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value


@register.simple_tag(name="link_to")
def link_to_tag(url_name: str, *arguments: object) -> str:
    """The address of a page that another app offers: {% link_to "session_detail" session.pk %}."""
    return link_to(url_name, *arguments)
