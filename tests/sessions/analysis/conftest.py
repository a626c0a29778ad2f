import dataclasses
import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import settings

from sessions.analysis.cleaning import CleanStream
from sessions.analysis.streams import RawStreams

# A deadline is a speed asserted; a busy machine would fail it.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")

START_S = 1_700_000_000.0


def recorded(pieces, *, heart_rate=None, altitude=None, cadence=None, power=None, **more):
    """A run recorded every second from (speed, seconds) pieces; the other columns are constants or arrays."""
    speeds = np.concatenate([[pieces[0][0]], *(np.full(int(s), float(v)) for v, s in pieces)])
    distance = np.concatenate([[0.0], np.cumsum(speeds[1:])])
    columns = {
        "heart_rate_bpm": heart_rate,
        "altitude_m": altitude,
        "cadence_spm": cadence,
        "power_w": power,
    }
    known = {
        name: np.broadcast_to(np.asarray(values, dtype=float), speeds.shape).copy()
        for name, values in columns.items()
        if values is not None
    }
    times = START_S + np.arange(speeds.size)
    return RawStreams.of(times, distance_m=distance, speed_mps=speeds, **known, **more)


@pytest.fixture(name="recorded")
def _recorded():
    return recorded


def numbers_in(result, path="result"):
    """Every number of a result and where it stands; the clean stream, whose gaps are NaN, is left out."""
    if isinstance(result, CleanStream | str | bytes | bool | None):
        return
    if isinstance(result, int | float | np.number):
        yield path, float(result)
    elif isinstance(result, np.ndarray):
        for index, value in enumerate(result.tolist()):
            yield f"{path}[{index}]", float(value)
    elif dataclasses.is_dataclass(result):
        for field in dataclasses.fields(result):
            yield from numbers_in(getattr(result, field.name), f"{path}.{field.name}")
    elif isinstance(result, Mapping):
        for key, value in result.items():
            yield from numbers_in(value, f"{path}[{key}]")
    else:
        for index, value in enumerate(result):
            yield from numbers_in(value, f"{path}[{index}]")


@pytest.fixture
def assert_finite():
    def check(result):
        wrong = [path for path, value in numbers_in(result) if not math.isfinite(value)]
        assert not wrong, wrong[:10]

    return check
