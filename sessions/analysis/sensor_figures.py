"""Heart rate, power, cadence, running dynamics, temperature and developer fields of a recording, as figures."""

import numpy as np

from sessions.analysis.arrays import BoolArray, weighted_mean
from sessions.analysis.provenance import Figure, Input, figure, missing_figure
from sessions.analysis.recording import Recording
from sessions.analysis.running_form import step_length, vertical_ratio
from sessions.analysis.totals import shown
from sessions.analysis.words import WORDS

__all__ = ["sensor_figures"]

# Walking breaks are part of a run's cadence; running form is computed from running steps only.
LEAST_STEPPING_SPM, LEAST_RUNNING_SPM = 60.0, 120.0
MILLIMETRES_PER_METRE = 1000.0
COLDEST_C = -90.0
NO_CADENCE = WORDS.say("need_running_cadence")


def sensor_figures(recording: Recording) -> list[Figure]:
    """Every figure of a sensor; the figures of a sensor that was not worn say so."""
    return [
        *_heart_rate(recording),
        *_cadence(recording),
        *_power(recording),
        *_dynamics(recording),
        *_temperature(recording),
        *_developer_fields(recording),
    ]


def _heart_rate(recording: Recording) -> list[Figure]:
    rates, totals = recording.stream.heart_rate_bpm, recording.totals
    mean = recording.mean("avg_heart_rate_bpm", rates, "bpm", WORDS.say("need_heart_rate"))
    highest = recording.highest("max_heart_rate_bpm", rates, "bpm", WORDS.say("need_heart_rate"))
    return [
        shown(mean, totals.avg_heart_rate_bpm or None),
        shown(highest, totals.max_heart_rate_bpm or None),
    ]


def _stepping(recording: Recording, least_spm: float = LEAST_RUNNING_SPM) -> BoolArray:
    """Seconds that count in means of steps: at least so many a minute when running, any turning otherwise."""
    cadence = recording.stream.cadence_spm
    least = least_spm if recording.kind.is_running else np.nextafter(0, 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(cadence >= least, dtype=np.bool_)


def _cadence(recording: Recording) -> list[Figure]:
    cadence, totals = recording.stream.cadence_spm, recording.totals
    mean = recording.mean(
        "avg_cadence_spm",
        cadence,
        "spm",
        WORDS.say("need_walking_cadence"),
        where=_stepping(recording, LEAST_STEPPING_SPM),
        formula="cadence_mean" if recording.kind.is_running else "mean",
    )
    highest = recording.highest("max_cadence_spm", cadence, "spm", WORDS.say("need_cadence"))
    return [
        shown(mean, totals.avg_cadence_spm or None, comparable=False),
        shown(highest, totals.max_cadence_spm or None, comparable=False),
    ]


def _power(recording: Recording) -> list[Figure]:
    watts, totals = recording.stream.power_w, recording.totals
    return [
        shown(
            recording.mean("avg_power_w", watts, "W", WORDS.say("need_power")),
            totals.avg_power_w or None,
            comparable=False,
        ),
        shown(
            recording.highest("max_power_w", watts, "W", WORDS.say("need_power")),
            totals.max_power_w or None,
            comparable=False,
        ),
    ]


def _dynamics(recording: Recording) -> list[Figure]:
    stream = recording.stream
    known = np.isfinite(stream.cadence_spm)
    where = _stepping(recording) | ~known

    def mean(name: str, unit: str, missing: str) -> Figure:
        return recording.mean(
            name, getattr(stream, name), unit, missing, where=where, formula="stepping_mean"
        )

    oscillation = mean("vertical_oscillation_mm", "mm", WORDS.say("need_running_dynamics"))
    length = _step_length(recording, where)
    return [
        length,
        oscillation,
        _vertical_ratio(oscillation, length),
        mean("ground_contact_ms", "ms", WORDS.say("need_running_dynamics")),
        mean("ground_contact_balance_percent", "%", WORDS.say("need_both_feet")),
    ]


def _step_length(recording: Recording, where: BoolArray) -> Figure:
    """As recorded, else from the speed and the steps of the same seconds."""
    stream = recording.stream
    recorded = stream.step_length_mm / MILLIMETRES_PER_METRE
    if np.isfinite(recorded[where]).any():
        return recording.mean(
            "step_length_m", recorded, "m", NO_CADENCE, where=where, formula="stepping_mean"
        )
    both = np.isfinite(stream.speed_mps) & _stepping(recording)
    weights = stream.weight_s * both
    speed, spm = weighted_mean(stream.speed_mps, weights), weighted_mean(stream.cadence_spm, weights)
    if not recording.kind.is_running or speed is None or not spm:
        return missing_figure("step_length_m", "m", "step_length", NO_CADENCE)
    inputs = (Input("Mean speed", speed, "m/s"), Input("Mean cadence", spm, "spm"))
    points = recording.points_of(np.where(both, stream.speed_mps, np.nan))
    return figure(
        "step_length_m",
        step_length(speed, spm),
        "m",
        "step_length",
        inputs=inputs,
        points=points,
        clock="timer",
    )


def _vertical_ratio(oscillation: Figure, length: Figure) -> Figure:
    if oscillation.value is None or not length.value:
        missing = oscillation.missing or length.missing or WORDS.say("need_step_length")
        return missing_figure("vertical_ratio_percent", "%", "vertical_ratio", missing)
    length_mm = length.value * MILLIMETRES_PER_METRE
    return figure(
        "vertical_ratio_percent",
        vertical_ratio(oscillation.value, length_mm),
        "%",
        "vertical_ratio",
        inputs=(
            Input("Vertical oscillation", oscillation.value, "mm"),
            Input("Step length", length_mm, "mm"),
        ),
        points=oscillation.points,
        clock="timer",
    )


def _temperature(recording: Recording) -> list[Figure]:
    degrees, totals = recording.stream.temperature_c, recording.totals
    mean = recording.mean("avg_temperature_c", degrees, "°C", WORDS.say("need_temperature"))
    return [shown(mean, totals.avg_temperature_c, lowest=COLDEST_C)]


def _developer_fields(recording: Recording) -> list[Figure]:
    return [
        recording.mean(f"developer:{name}", values, "", WORDS.say("need_field_value"))
        for name, values in recording.stream.extra.items()
    ]
