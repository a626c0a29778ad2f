"""An athlete's standing in the squad, made from what is stored. Who reads sessions passes what is needed of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.mongo.upsert import upsert
from runners.models import Runner, RunnerHistory, SquadStanding
from runners.stored.alerts import alerts_of_rows
from runners.stored.formula_inputs import critical_speed_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.physiology.alert_rules import Alert

__all__ = ["RECENT_DAYS", "RecentDay", "store_squad_standing"]

RECENT_DAYS = 7
TREND_WEEKS = 12
ALERT_LEVELS = {"red": 2, "amber": 1}


@dataclass(frozen=True, slots=True)
class RecentDay:
    """The sessions of a local day together: distance in m, time in s, load in rTSS."""

    day: date
    distance_m: float
    time_s: float
    load_rtss: float

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self) | {"day": self.day.isoformat()}


def store_squad_standing(
    runner: Runner, last_session_day: date | None, recent: Sequence[RecentDay]
) -> SquadStanding:
    """Write down where the athlete stands now. recent: the days of the last week with a session."""
    rows = _last_weeks(runner)
    last = rows[-1] if rows else None
    alerts = alerts_of_rows(rows, critical_speed_in_force(runner, last.day)) if last else ()
    standing = SquadStanding(
        pk=runner.pk,
        runner=runner,
        last_session_day=last_session_day,
        recent_days=[one.document() for one in recent],
        ctl_by_week=[round(row.ctl, 2) for row in reversed(rows[::-1][::7])],
        alerts=[_alert_document(one) for one in alerts],
        alert_level=max((ALERT_LEVELS[one.level] for one in alerts), default=0),
        computed_at=datetime.now(UTC),
    )
    if last is not None:
        standing.ctl, standing.atl, standing.tsb = last.ctl, last.atl, last.tsb
        standing.ramp_rate = last.ramp_rate
    upsert(standing)
    return standing


def _last_weeks(runner: Runner) -> list[RunnerHistory]:
    """The rows of the twelve weeks up to the last day, in order."""
    newest_first = RunnerHistory.objects.filter(runner=runner).order_by("-day")[: 7 * (TREND_WEEKS - 1) + 1]
    rows = list(reversed(newest_first))
    since = rows[-1].day - timedelta(weeks=TREND_WEEKS) if rows else date.min
    return [row for row in rows if row.day >= since]


def _alert_document(alert: Alert) -> dict[str, Any]:
    return {"code": alert.code, "level": alert.level, "values": dict(alert.values), "text": alert.text}
