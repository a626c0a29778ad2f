"""The short run of chaos that every change must survive; `make chaos` is the long one."""

from __future__ import annotations

import pytest

from tests.faults.chaos import Chaos

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def test_half_a_minute_of_chaos_loses_and_doubles_nothing(tmp_path):
    chaos = Chaos(tmp_path, seed=7)
    try:
        figures = chaos.run(30)
    finally:
        chaos.site.stop()
    print(figures)
    assert figures["kills_in_all"] >= 5
    assert figures["uploads_acknowledged"] > 0
    assert set(figures["jobs"]) <= {"completed", "failed"}
