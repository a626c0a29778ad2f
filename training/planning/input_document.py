"""A plan's input as the nested plan stores it, and the hash that says whether two plans come from the same input."""

import hashlib
import json
from typing import Any

from training.planning.inputs import PlanInput

__all__ = ["input_document", "input_hash"]

Document = dict[str, Any]

ENGINE_VERSION = "planning@4"


def input_document(plan_input: PlanInput) -> Document:
    """The input as the nested document names it: what `read_input` reads."""
    athlete, paces = plan_input.athlete, plan_input.paces
    document: Document = {
        "plan_id": plan_input.plan_id,
        "runner_id": plan_input.runner_id,
        "start_date": plan_input.start.isoformat(),
        "goal": {
            "kind": plan_input.kind,
            "distance_m": plan_input.distance_m,
            "race_date": plan_input.race_day.isoformat(),
            "target_s": plan_input.target_s,
            **({"name": plan_input.goal_name} if plan_input.goal_name else {}),
        },
        "athlete": {
            "cs_mps": paces.cs_mps,
            "d_prime_m": paces.d_prime_m,
            "cs_assumed": paces.heart_rate_only,
            "experience": athlete.experience,
            "ctl0": athlete.ctl0,
            "atl0": athlete.atl0,
            "history": [
                {"date": run.day.isoformat(), "m": run.distance_m, "rtss": run.rtss}
                for run in athlete.history
            ],
        },
        "availability": {
            "max_s_by_weekday": list(plan_input.availability.max_s_by_weekday),
            "long_run_weekday": plan_input.availability.long_run_weekday,
            "max_sessions_per_day": plan_input.availability.max_sessions_per_day,
            **_exceptions(plan_input),
        },
        "constraints": {
            "blackout_dates": sorted(day.isoformat() for day in plan_input.blackouts),
            "no_quality": sorted(day.isoformat() for day in plan_input.no_quality),
            "races": [
                {"date": race.day.isoformat(), "distance_m": race.distance_m, "priority": race.priority}
                for race in plan_input.races
            ],
        },
        "loading": plan_input.loading,
        "taper_weeks": plan_input.taper_weeks,
    }
    document["athlete"] |= _optional(plan_input)
    return document


def _exceptions(plan_input: PlanInput) -> Document:
    """Dates with other seconds than their weekday's, where there are any."""
    found = {day.isoformat(): seconds for day, seconds in sorted(plan_input.availability.exceptions.items())}
    return {"exceptions": found} if found else {}


def _optional(plan_input: PlanInput) -> Document:
    """What an athlete may have beside the usual."""
    athlete = plan_input.athlete
    found: Document = {}
    if athlete.hr_max_bpm is not None:
        found["hr_max_bpm"] = athlete.hr_max_bpm
    if athlete.vdot is not None:
        found["vdot"] = athlete.vdot
    if athlete.age is not None:
        found["age"] = athlete.age
    if not athlete.masters_spacing:
        found["masters_spacing"] = False
    if athlete.is_injured:
        found["injured"] = True
    if athlete.model.is_calibrated:
        model = athlete.model
        found["impulse_response"] = {
            "p0": model.p0,
            "k1": model.k1,
            "k2": model.k2,
            "tau1_days": model.tau1_days,
            "tau2_days": model.tau2_days,
            "is_calibrated": True,
        }
    return found


def input_hash(plan_input: PlanInput) -> str:
    """SHA-256 of the input and the engine's version: equal hashes mean equal plans."""
    text = json.dumps([ENGINE_VERSION, input_document(plan_input)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
