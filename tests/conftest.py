"""What every test stands on: a real MongoDB of its own, and the shared files where they are."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django.test
import pymongo.monitoring
import pytest
import time_machine
from django.conf import settings
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from runlab_site.mongo import embedded_mongo
from scripts.query_shapes import QueryRecorder, note_examples
from tests import days
from tests.query_checks import CHECK_VARIABLE, compare_every_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Field
    from rest_framework.test import APIClient

    from runlab_site.accounts.models import User

BASE_DIR = Path(__file__).resolve().parent.parent
SHARED_DIR = Path(os.environ.get("RUNLAB_SHARED", BASE_DIR.parent / "shared"))
# Each of make test's two processes has a database of its own, on one server or on two.
TEST_DATABASE = "runlab_test" + os.environ.get("PYTEST_XDIST_WORKER", "").replace("gw", "_")
# What shares a running site, or times one, stays in one process and begins first; all else goes file by file.
TOGETHER = ("browser", "faults", "setup")
# Made by migrations and needed by every test.
KEPT_COLLECTIONS = {"django_migrations", "django_content_type", "auth_permission"}

# Whatever a test does, marked or not, it must never reach the development database.
_database = settings.DATABASES["default"]
_database["NAME"] = TEST_DATABASE
_database["TEST"]["NAME"] = TEST_DATABASE
if "MONGODB_URI" not in os.environ:
    _database["HOST"] = "mongodb://127.0.0.1:1/no-test-may-connect-before-the-fixture"


RECORDER = QueryRecorder()
pymongo.monitoring.register(RECORDER)  # before there is a client: one made earlier would not be heard


def pytest_addoption(parser: pytest.Parser) -> None:
    """What docs/testing.md says of the queries."""
    words = "note the shapes of the queries that the product sends in FILE"
    parser.addoption("--record-queries", metavar="FILE", type=Path, help=words)


def pytest_configure() -> None:
    """Run each query both ways where that is asked for."""
    if os.environ.get(CHECK_VARIABLE):
        compare_every_query()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what was recorded; each of make test's processes in a file of its own."""
    file = session.config.getoption("--record-queries")
    if file:
        own = file.with_name(file.name + os.environ.get("PYTEST_XDIST_WORKER", ""))
        note_examples(RECORDER.examples.values(), own)


def pytest_report_header() -> str:
    """Say which day the tests see, and how to have it again."""
    day = days.CHOSEN
    return f"day: {day.weekday} {day.local} {day.zone}, {day.why} ({days.VARIABLE}={day.name})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: _order_of(_group_of(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Tell the processes of make test what belongs together."""
    return ByRoom(config, log)


class ByRoom(LoadScopeScheduling):
    """What shares a site goes to one process, all else file by file."""

    def _split_scope(self, nodeid: str) -> str:
        return _group_of(nodeid)


def _group_of(nodeid: str) -> str:
    """The folder, for what shares a site; the file, for all else."""
    path = nodeid.partition("::")[0]
    folder = Path(path).parts[1]
    return folder if folder in TOGETHER else path


def _order_of(group: str) -> int:
    return TOGETHER.index(group) if group in TOGETHER else len(TOGETHER)


@pytest.fixture(scope="session")
def mongodb_uri() -> Iterator[str]:
    """The address of the tests' MongoDB: MONGODB_URI, else one started for this run."""
    given = os.environ.get("MONGODB_URI")
    if given:
        embedded_mongo.check_server(given)
        yield given.partition("?")[0].rpartition("/")[0] + f"/{TEST_DATABASE}?" + given.partition("?")[2]
        return
    with (
        tempfile.TemporaryDirectory(prefix="runlab-tests-", ignore_cleanup_errors=True) as folder,
        embedded_mongo.start(Path(folder), TEST_DATABASE) as mongod,
    ):
        yield mongod.uri


@pytest.fixture(scope="session")
def django_db_modify_db_settings(mongodb_uri: str) -> None:
    """Point Django at it before the test database is made."""
    _database["HOST"] = mongodb_uri


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    return True


def _empty_collections(self: django.test.TransactionTestCase) -> None:
    """Instead of Django's flush, which makes every permission anew: 20 times quicker."""
    del self
    from runlab_site.database import database

    for name in database.raw.list_collection_names():
        if name not in KEPT_COLLECTIONS and not name.startswith("system."):
            database.raw[name].delete_many({})


django.test.TransactionTestCase._fixture_teardown = _empty_collections  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shared_fit() -> Path:
    """The folder of real FIT files. Skips, saying so, where it is absent."""
    folder = SHARED_DIR / "fit"
    if not folder.is_dir():
        pytest.skip(f"REAL FIT FILES ARE ABSENT: {folder} does not exist, so nothing was tried on them.")
    return folder


@pytest.fixture(autouse=True)
def _chosen_day(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The day chosen for this run, by its place's clock, from which time goes on; people live there unless they say."""
    if not _sees_the_chosen_day(request):
        yield
        return
    for field in _time_zone_fields():
        monkeypatch.setattr(field, "_get_default", lambda: days.CHOSEN.zone)
    with time_machine.travel(days.CHOSEN.moment, tick=True):
        yield


def _sees_the_chosen_day(request: pytest.FixtureRequest) -> bool:
    """Not what is marked, and not what asks a server of its own process: its clock is the machine's."""
    room = Path(request.node.nodeid.partition("::")[0]).parts[1]
    real = request.node.get_closest_marker("real_time") or "port" in request.fixturenames
    return room in days.ROOMS and not real


def _time_zone_fields() -> tuple[Field[Any, Any], Field[Any, Any]]:
    from runlab_site.accounts.models import User
    from runners.models import Runner

    return User._meta.get_field("time_zone"), Runner._meta.get_field("time_zone")


@pytest.fixture(autouse=True)
def _plain_settings(settings: object, tmp_path: Path) -> None:
    """Quick password hashing; mails stay in memory; WhiteNoise finds the folder of collected files it wants."""
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def api(athlete: User) -> APIClient:
    """A program of the athlete, whom the test's own fixture `athlete` makes."""
    from rest_framework.test import APIClient  # needs the apps, which are not there yet above

    client = APIClient()
    client.force_login(athlete)
    return client


@pytest.fixture
def page(athlete: User) -> django.test.Client:
    """The athlete's browser."""
    client = django.test.Client()
    client.force_login(athlete)
    return client


@pytest.fixture
def pseudo_site(settings: Any) -> Iterator[None]:
    """The site with the pseudo-language for who asks for it, as tests.pseudo.settings makes it."""
    from tests.pseudo import language
    from tests.pseudo import settings as with_pseudo_language

    language.install()  # a test of another language has emptied Django's store of them
    settings.MIDDLEWARE = with_pseudo_language.MIDDLEWARE
    settings.ROOT_URLCONF = with_pseudo_language.ROOT_URLCONF
    yield
    translation.activate("en")
