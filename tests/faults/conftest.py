"""One Runlab for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.faults.harness import Site


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """One for all: starting it is what takes longest."""
    running = Site(tmp_path_factory.mktemp("site"), RUNLAB_JOB_TIME_LIMIT_S="15")
    yield running
    running.stop()
