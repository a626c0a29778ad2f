"""The people of the API's tests: two squads that must not see each other."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from rest_framework.test import APIClient

from runlab_site.accounts.models import SCOPES, ApiKey, User
from runners.models import Runner
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from sessions import file_processor
from sessions.models import SessionStatistics
from tests import fit_files
from tests.conftest import BASE_DIR
from tests.jobs import work_off_jobs
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class People:
    """Two coaches with an athlete each, and an administrator."""

    coach: User
    athlete: User
    runner: Runner
    foreign_coach: User
    foreign_athlete: User
    foreign_runner: Runner
    superuser: User


def _athlete(name: str, coach: User) -> tuple[User, Runner]:
    user = User.objects.create_user(f"{name}@example.com", name=name.title())
    runner = create_minimal_runner_for_user(user)
    join_squad_of(coach, runner)
    return user, Runner.objects.get(pk=runner.pk)


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path) -> None:
    """WhiteNoise wants the folder of collected files to exist."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def people(db) -> People:
    coach = User.objects.create_user("coach@example.com", name="Coach", is_coach=True, is_staff=True)
    foreign_coach = User.objects.create_user("other@example.com", name="Other", is_coach=True, is_staff=True)
    athlete, runner = _athlete("anna", coach)
    foreign_athlete, foreign_runner = _athlete("berta", foreign_coach)
    superuser = User.objects.create_superuser("admin@example.com", name="Admin")
    return People(coach, athlete, runner, foreign_coach, foreign_athlete, foreign_runner, superuser)


@pytest.fixture
def client_of() -> Callable[[User | None], APIClient]:
    """A client that is signed in as a person; None for nobody."""

    def make(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def client_with_key() -> Callable[..., APIClient]:
    """A client that sends an API key of a person."""

    def make(user: User, scopes: Any = SCOPES) -> APIClient:
        _key, text = ApiKey.issue(user, "test", list(scopes))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return client

    return make


@pytest.fixture
def run_of() -> Callable[..., SessionStatistics]:
    """A session of a runner, from a file and all its jobs."""

    def make(runner: Runner, name: str = "morning.fit", **run: Any) -> SessionStatistics:
        file = fit_files.named(name, fit_files.run(**{"seconds": 1200} | run))
        job = file_processor.receive(runner=runner, files=[file])
        work_off_jobs()
        return SessionStatistics.objects.get(upload_id=job.upload_id)

    return make


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def port(mongodb_uri, django_db_setup, tmp_path_factory) -> Iterator[int]:
    """A server of its own on the tests' database."""
    port, folder = _free_port(), tmp_path_factory.mktemp("server")
    command = [sys.executable, "-m", "uvicorn", "runlab_site.asgi:application", "--port", str(port)]
    environment = os.environ | {
        "MONGODB_URI": mongodb_uri,
        "RUNLAB_DATA_DIR": str(folder),
        "RUNLAB_SECRET_KEY": "x" * 60,
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_up(port, server, folder / "log")
            yield port
        finally:
            server.terminate()
            assert server.wait(timeout=10) is not None
    assert "Traceback" not in (folder / "log").read_text()


def _wait_until_up(port: int, server: subprocess.Popen, log: Path) -> None:
    def answers() -> bool:
        assert server.poll() is None, log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    eventually(answers, explain=log.read_text)
