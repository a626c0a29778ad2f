"""Easy runs never earn a Critical Speed, so a hard session after them is weighed by what its own heart rate says."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord
from runners.services.runner_service import create_minimal_runner_for_user
from runners.services.typed_thresholds import type_critical_speed
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.services import session_service
from sessions.statistics.figure_documents import whole_figure
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

# Seconds a kilometre and minutes of each easy run: different runners' days, each of them steady.
EASY_RUNS = (
    (256, 30), (426, 55), (292, 45), (321, 40), (453, 70), (383, 50), (345, 62), (301, 35), (368, 48),
)  # fmt: skip
WARM_UP_S, WORK_S, REST_S, REPEATS, COOL_DOWN_S = 960, 240, 120, 7, 900
EASY_MPS, WORK_MPS = 2.9, 4.6
INTERVAL_DAY = fit_files.START + timedelta(days=30)


def noise(generator: np.random.Generator, count: int, spread: float, memory_s: float) -> np.ndarray:
    """First-order noise around 0: what a watch and a runner's legs add to an even pace."""
    keeps = float(np.exp(-1 / memory_s))
    drawn = generator.normal(0.0, spread * np.sqrt(1 - keeps**2), count)
    values = np.empty(count)
    last = generator.normal(0.0, spread)
    for index, step in enumerate(drawn):
        last = keeps * last + step
        values[index] = last
    return values


def steady(number: int) -> bytes:
    """A steady run: 2 % of slow wander, 2 % of second-to-second noise, a heart rate that drifts up by 6 bpm."""
    pace_s, minutes = EASY_RUNS[number]
    count, generator = minutes * 60, np.random.default_rng(number)
    share = 1 + noise(generator, count, 0.02, 180) + noise(generator, count, 0.02, 4)
    rates = 138 + np.linspace(0, 6, count + 1) + noise(generator, count + 1, 1.5, 30)
    return fit_files.run(
        start=fit_files.START + timedelta(days=2 * number),
        seconds=count,
        speed_mps=(1000 / pace_s * share).tolist(),
        heart_rate_bpm=[round(rate) for rate in rates],
    )


def intervals(*, with_heart_rate: bool) -> bytes:
    """71 minutes: 7 x 4 min hard with 2 min of jogging between warm-up and cool-down, the heart rate lagging behind."""
    set_s = [(WORK_MPS, WORK_S), (EASY_MPS, REST_S)] * REPEATS
    parts = [(EASY_MPS, WARM_UP_S), *set_s[:-1], (EASY_MPS, COOL_DOWN_S)]
    speeds = np.concatenate([np.full(seconds, speed) for speed, seconds in parts])
    generator = np.random.default_rng(99)
    speeds *= 1 + noise(generator, speeds.size, 0.02, 4)
    rate, rates = 100.0, []
    for speed in [*speeds, EASY_MPS]:
        rate += (135 + 22 * (speed - EASY_MPS) - rate) / 35
        rates.append(round(rate))
    return fit_files.run(
        start=INTERVAL_DAY, speed_mps=speeds.tolist(), heart_rate_bpm=rates if with_heart_rate else None
    )


@pytest.fixture
def runner():
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    runner = create_minimal_runner_for_user(user)
    files = [fit_files.named(f"{number}.fit", steady(number)) for number in range(len(EASY_RUNS))]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    runner.refresh_from_db()
    return runner


def upload_intervals(runner, *, with_heart_rate: bool = True) -> SessionStatistics:
    recording = intervals(with_heart_rate=with_heart_rate)
    file_processor.receive(runner=runner, files=[fit_files.named("intervals.fit", recording)])
    work_off_jobs()
    return SessionStatistics.objects.get(runner=runner, start_time=INTERVAL_DAY)


def test_nine_easy_runs_put_no_critical_speed_in_use_and_say_what_is_missing(runner):
    assert SessionStatistics.objects.filter(runner=runner).count() == len(EASY_RUNS)
    assert not CriticalSpeedRecord.objects.filter(runner=runner, state__in=CriticalSpeedRecord.IN_USE)
    assert runner.critical_speed_mps is None
    assert "3 and 9 minutes all-out" in runner.critical_speed_missing_reason


def test_an_interval_session_after_easy_runs_weighs_what_its_heart_rate_says(runner):
    session = upload_intervals(runner)
    runner.refresh_from_db()
    assert session.timer_time_s == pytest.approx(71 * 60, abs=5)
    assert runner.critical_speed_mps is None
    assert session.intensity_factor is None
    assert (session.load_method, session.load_is_estimated) == ("hrtss", True)
    assert session.rtss == pytest.approx(session.figures["hrtss"]["value"])
    assert session.rtss < 71 / 60 * 100


def test_without_a_heart_rate_it_weighs_what_its_exertion_says(runner):
    session = upload_intervals(runner, with_heart_rate=False)
    session_service.edit_session(session, {"rpe": 7})
    work_off_jobs()
    session.refresh_from_db()
    assert (session.load_method, session.load_is_estimated) == ("rpe", True)
    assert session.rtss == pytest.approx(session.figures["load_by_rpe"]["value"])
    assert session.intensity_factor is None


def test_a_critical_speed_that_the_session_contradicts_does_not_weigh_it(runner):
    type_critical_speed(runner, 3.0, 150.0, fit_files.START.date(), runner.user)
    work_off_jobs()
    session = upload_intervals(runner)
    assert session.intensity_factor > 1.1
    assert "critical_speed_contradicted" in session.figures["intensity_factor"]["flags"]
    assert session.load_method == "hrtss"
    assert session.rtss == pytest.approx(session.figures["hrtss"]["value"])
    assert session.rtss < session.figures["rtss"]["value"]


@pytest.mark.parametrize(("with_heart_rate", "method"), [(True, "hrtss"), (False, "rtss")])
def test_a_contradicted_load_is_unreliable_until_a_better_critical_speed_comes(
    runner, with_heart_rate, method
):
    type_critical_speed(runner, 3.0, 150.0, fit_files.START.date(), runner.user)
    work_off_jobs()
    session = upload_intervals(runner, with_heart_rate=with_heart_rate)
    assert (session.load_method, session.load_is_estimated) == (method, not with_heart_rate)
    client = Client()
    client.force_login(runner.user)
    why = client.get(f"/sessions/{session.pk}/why/?figure=intensity_factor").content.decode()
    assert "Unreliable: this run was faster" in why
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert (", unreliable" in page) == (not with_heart_rate)
    type_critical_speed(runner, 4.2, 250.0, fit_files.START.date(), runner.user)
    work_off_jobs()
    session.refresh_from_db()
    figure = whole_figure(session.figures["intensity_factor"])
    assert "critical_speed_contradicted" not in figure["flags"]
    assert (session.load_method, session.load_is_estimated) == ("rtss", False)
    assert session.intensity_factor < 1.1
