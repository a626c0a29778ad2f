"""How a session followed its workout step by step, from its recording, without the lap button."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from sessions.statistics.session_columns import ColumnChoice, NoColumnsError, session_columns
from training.planning.compliance import StepResult, score, step_results
from training.planning.shorthand_text import target_text
from training.planning.step_records import steps_to_documents
from training.planning.steps import tree_of, unrolled

if TYPE_CHECKING:
    import numpy.typing as npt

    from sessions.models import SessionStatistics
    from training.planning.step_records import Step, Steps
    from training.planning.zones import Paces

    FloatArray = npt.NDArray[np.float64]

__all__ = ["steps_followed", "steps_key"]

Document = dict[str, Any]

SPEED, HEART_RATE = "speed_mps", "heart_rate_bpm"
LONGEST_GAP_S = 10  # a value stands for the seconds after it, as watches save only what changes
LONGEST_RUN_S = 24 * 3600


def steps_key(steps: Steps, session: SessionStatistics) -> str:
    """Changes whenever the steps or the session's figures do."""
    text = json.dumps(
        [steps_to_documents(steps), str(session.pk), session.computed_at.isoformat()], sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def steps_followed(planned: Steps, session: SessionStatistics, paces: Paces) -> Document:
    """{steps_score, steps}: the share of work steps hit (None without any) and each step as it was run.

    Both empty for a session without a recording of its speed.
    """
    speed = _each_second(session, SPEED)
    if speed is None:
        return {"steps_score": None, "steps": []}
    results = step_results(planned, speed, paces, _each_second(session, HEART_RATE))
    texts = [_text(step) for step in unrolled(planned)]
    steps = [_step(text, result) for text, result in zip(texts, results, strict=False)]
    return {"steps_score": score(results), "steps": steps}


def _text(step: Step) -> str:
    """The target of a step as people write it."""
    (part,) = tree_of((step,))
    return target_text(part.target)  # type: ignore[union-attr]  # a single step is no repeat


def _step(text: str, result: StepResult) -> Document:
    return {"target": text, **{name: _plain(value) for name, value in asdict(result).items()}}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _each_second(session: SessionStatistics, name: str) -> FloatArray | None:
    """A column one a second from the start, shape (n,), gaps NaN; None where the session has none."""
    try:
        table = session_columns(session, ColumnChoice(names=["time_s", name]))
    except NoColumnsError:
        return None
    time_s = table.column("time_s").to_numpy(zero_copy_only=False).astype(float)
    values = table.column(name).to_numpy(zero_copy_only=False).astype(float)
    known = np.isfinite(time_s) & np.isfinite(values) & (time_s >= 0) & (time_s < LONGEST_RUN_S)
    if not known.any():
        return None
    at = np.round(time_s[known]).astype(int)
    return _held(at, values[known])


def _held(at: npt.NDArray[np.int64], values: FloatArray) -> FloatArray:
    seconds = np.arange(int(at[-1]) + 1)
    last = np.searchsorted(at, seconds, side="right") - 1
    held = values[np.maximum(last, 0)]
    is_gap = (last < 0) | (seconds - at[np.maximum(last, 0)] > LONGEST_GAP_S)
    return np.where(is_gap, np.nan, held)
