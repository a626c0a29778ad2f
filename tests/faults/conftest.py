"""One Runlab on one replica set for all tests of this folder: starting them is what takes longest."""

from __future__ import annotations

import pytest

from tests.faults.harness import Site
from tests.faults.replica_set import ReplicaSet


@pytest.fixture(scope="package")
def servers(tmp_path_factory):
    running = ReplicaSet(tmp_path_factory.mktemp("servers"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def site(tmp_path_factory, servers):
    """Killed this often, a file is not to blame: many attempts."""
    running = Site(
        tmp_path_factory.mktemp("site"),
        MONGODB_URI=servers.uri,
        RUNLAB_JOB_TIME_LIMIT_S="10",
        RUNLAB_JOB_MAX_ATTEMPTS="40",
    )
    yield running
    running.stop()
