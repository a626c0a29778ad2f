"""The columns that are handed out show the way that was run, and the one climb."""

import numpy as np
import pytest

from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.statistics.session_columns import ColumnChoice, session_columns
from tests import fit_files
from tests.api.conftest import work_off
from tests.sessions.kinds.recordings import along, file, record, timer, way

pytestmark = pytest.mark.django_db


def stored(content: bytes) -> SessionStatistics:
    runner = create_runner_with_defaults(name="Ada Quick")
    file_processor.receive(runner=runner, files=[fit_files.named("run.fit", content)])
    work_off()
    return SessionStatistics.objects.get()


def columns_of(session, *names):
    table = session_columns(session, ColumnChoice(names=names))
    return [table.column(name).to_numpy() for name in names]


def test_distance_of_a_ferry_in_a_stopped_timer_is_not_in_the_columns():
    events = (timer(0, "start"), timer(900, "stop_all"), timer(2700, "start"), timer(3600, "stop_all"))
    metres = way((3, 900), (5, 1800), (3, 900))
    session = stored(file(along(metres), 3600, events=events, total_timer_time=1800.0, total_distance=5400.0))
    (distance,) = columns_of(session, "distance_m")
    assert np.nanmax(distance) == pytest.approx(session.distance_m, rel=0.002)
    assert np.nanmax(np.diff(distance)) < 4


def test_columns_of_a_treadmill_run_are_on_its_saved_distance():
    records = [record(t, 5 * t, 5.0) for t in range(1201)]
    session = stored(file(records, 1200, sub_sport="treadmill", total_distance=4000.0))
    distance, speed = columns_of(session, "distance_m", "speed_mps")
    assert distance[-1] == pytest.approx(4000)
    assert np.nanmean(speed) == pytest.approx(4000 / 1200)


def test_distance_from_positions_alone_is_a_column():
    session = stored(file(along(way((3, 900)), columns="place"), 900))
    (distance,) = columns_of(session, "distance_m")
    assert distance[-1] == pytest.approx(2700, rel=0.001)


def test_climb_of_the_whole_column_is_the_sessions():
    heights = 200 + 30 * np.sin(2 * np.pi * np.arange(1201) / 600)
    records = along(way((3, 1200)), altitude=np.round(heights, 1))
    session = stored(file(records, 1200, total_ascent=110, total_descent=110))
    (climbed,) = columns_of(session, "climbed_m")
    assert climbed[-1] - climbed[0] == pytest.approx(session.ascent_m) == 110


def test_columns_of_a_plain_run_are_as_recorded():
    session = stored(file(along(way((3, 600))), 600, total_distance=1800.0))
    distance, speed = columns_of(session, "distance_m", "speed_mps")
    assert distance.tolist() == (3.0 * np.arange(601)).tolist()
    assert set(speed.tolist()) == {3.0}
