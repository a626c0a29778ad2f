"""The outcome of a job in one line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from runlab_site.jobs.sentences import message_in_words
from runlab_site.web import figures

if TYPE_CHECKING:
    from datetime import datetime

    from runlab_site.models import BackgroundJob

__all__ = ["job_pace", "job_words"]

# Sooner nothing can be said of how long it will take.
_LEAST_PERCENT = 2.0

_COUNTS = (
    ("processed", gettext_noop("%(count)s added")),
    ("duplicate", gettext_noop("%(count)s you already have")),
    ("rejected", gettext_noop("%(count)s rejected")),
    ("skipped", gettext_noop("%(count)s skipped")),
)


def job_words(job: BackgroundJob) -> str:
    """The result when it has ended, how far it is while it runs."""
    if job.status != job.Status.COMPLETED or not job.result:
        return message_in_words(job)
    result: dict[str, Any] = job.result
    if "counts" in result:
        parts = [
            _(words) % {"count": result["counts"][name]}
            for name, words in _COUNTS
            if result["counts"].get(name)
        ]
        return ", ".join(parts) or message_in_words(job)
    if "improved" in result:
        return _improved(result["improved"])
    return message_in_words(job)


def job_pace(job: BackgroundJob, now: datetime) -> str:
    """The speed of a running job and the time it still needs; empty while that is unknown."""
    if job.status != job.Status.RUNNING or job.started_at is None or job.progress_percent < _LEAST_PERCENT:
        return ""
    spent_s = max((now - job.started_at).total_seconds(), 1.0)
    left_s = spent_s * (100 - job.progress_percent) / job.progress_percent
    return _("%(percent).0f %% a minute, %(left)s left") % {
        "percent": 60 * job.progress_percent / spent_s,
        "left": figures.duration(left_s).value,
    }


def _improved(improved: list[dict[str, Any]]) -> str:
    """New bests by name and time; of many the first three."""
    if not improved:
        return _("No new best")
    named = [
        f"{figures.race_distance(one['distance_m'])} {figures.duration(one['after_s']).value}"
        for one in improved
    ]
    bests, more = ", ".join(named[:3]), len(named) - 3
    if more <= 0:
        return _("New best %(bests)s") % {"bests": bests}
    return ngettext(
        "New best %(bests)s and %(count)s more", "New best %(bests)s and %(count)s more", more
    ) % {"bests": bests, "count": more}
