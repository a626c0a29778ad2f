"""The log of Critical Speed: each change beside what was in force before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runlab_site.web import figures
from runners.explanations.critical_speed_words import told_reason
from runners.models import CriticalSpeedRecord
from runners.pages.critical_speed.trials import session_id_of

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["LogLine", "log_lines", "pace_change_s", "r2_text"]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log beside what was in force before."""

    record: CriticalSpeedRecord
    reason: str
    r2: str
    change: str
    is_faster: bool
    session_id: str

    @property
    def changed_nothing(self) -> bool:
        """Whether the fit was refused or moved by less than its own error."""
        state = CriticalSpeedRecord.State
        return self.record.state in {state.REFUSED, state.UNCHANGED, state.STALE}


def log_lines(log: Sequence[CriticalSpeedRecord], units: figures.Units) -> list[LogLine]:
    """The log, each line with its change in seconds a kilometre or mile."""
    return [_log_line(record, units) for record in log]


def _log_line(record: CriticalSpeedRecord, units: figures.Units) -> LogLine:
    before = (record.previous or {}).get("critical_speed_mps")
    now = record.critical_speed_mps
    change = pace_change_s(now - before, now, units) if now and before else None
    shown = "" if change is None else str(figures.signed(change, "s"))
    return LogLine(
        record,
        told_reason(record)["text"],
        r2_text(record.r2),
        shown,
        is_faster=change is not None and change < 0,
        session_id=session_id_of(record.reason.get("session")),
    )


def pace_change_s(change_mps: float | None, now_mps: float | None, units: figures.Units) -> float | None:
    """A change of speed as seconds a kilometre or mile; minus is faster."""
    if change_mps is None or not now_mps or now_mps - change_mps <= 0:
        return None
    metres = figures.metres_per_unit(units)
    return metres / now_mps - metres / (now_mps - change_mps)


def r2_text(value: float | None) -> str:
    """Four places, cut off rather than rounded, so that no fit looks perfect."""
    return figures.UNKNOWN if value is None else f"{min(int(value * 10_000), 9_999) / 10_000:.4f}"
