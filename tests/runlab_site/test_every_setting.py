"""Every setting does something: it is changed, and its effect is seen. One without a row here fails."""

from __future__ import annotations

import asyncio
import os
import runpy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from runlab_site import indexes
from runlab_site.accounts import sign_in_guard
from runlab_site.accounts.models import User
from runlab_site.config import BASE_DIR, Config, settings_of_config
from runlab_site.database import database
from runlab_site.events.frames import _live
from runlab_site.events.hub import Subscription
from runlab_site.jobs import job_manager
from runlab_site.jobs.job_manager import JobRequest
from runlab_site.models import BackgroundJob
from runlab_site.web.context_processors import site
from runners import defaults
from runners.services.runner_service import create_runner_with_defaults
from scripts import run
from sessions import file_processor
from sessions.importing.bounds import archive_limits, reading_limits
from sessions.models import UploadFile
from sessions.statistics.judging import _limits as cleaning_limits
from tests import fit_files
from tests.jobs import work_off_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"
ANOTHER_SECRET = "another-secret-of-more-than-fifty-characters-never-in-use-9876543210"
ADDRESS = "192.0.2.7"
MEGABYTE = 1024 * 1024
TILES = "https://tiles.example/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class Site:
    """A site with a configuration: its Config, and the variables it came from."""

    config: Config
    variables: dict[str, str]

    def django(self, name: str) -> Any:
        """One of Django's settings, as runlab_site/settings.py makes them."""
        with mock.patch.dict(os.environ, self.variables):
            return runpy.run_path(str(BASE_DIR / "runlab_site" / "settings.py")).get(name)


@dataclass(frozen=True)
class Effect:
    """Another value of a setting, what is looked at, and what is seen there; `given`: what it needs beside it."""

    value: str
    see: Callable[[Site], object]
    expected: object
    given: dict[str, str] = field(default_factory=dict)


# What is looked at ------------------------------------------------------------------------------------------


def django(name: str, *keys: str) -> Callable[[Site], object]:
    def see(site: Site) -> object:
        value = site.django(name)
        for key in keys:
            value = value[key]
        return value

    return see


def web_option(name: str) -> Callable[[Site], object]:
    """What `make run` tells the web server."""

    def see(site: Site) -> object:
        (command,) = (program.command for program in run._app(site.config) if program.name == "web")
        return command[command.index(name) + 1]

    return see


def is_demo_wanted(site: Site) -> bool:
    return run._is_demo_wanted(site.config, connection.settings_dict["HOST"])


def may_sign_up(_site: Site) -> bool:
    return b'name="email"' in Client().get("/sign-up/").content


def requests_a_minute(_site: Site) -> str:
    client = APIClient()
    client.force_login(User.objects.create_user("rate@example.org", "a-long-and-odd-one"))
    return client.get("/api/v1/jobs/")["RateLimit-Policy"]


def tries_of_a_password(_site: Site) -> int:
    tries = 0
    while not sign_in_guard.is_locked("mara@example.org", ADDRESS):
        sign_in_guard.note_failure("mara@example.org", ADDRESS)
        tries += 1
    return tries


def wait_after_wrong_passwords(site: Site) -> str:
    tries_of_a_password(site)
    typed = {"username": "mara@example.org", "password": "wrong"}
    return Client().post("/sign-in/", typed, REMOTE_ADDR=ADDRESS)["Retry-After"]


def is_refused_for_its_length(_site: Site) -> bool:
    client = APIClient()
    client.force_login(User.objects.create_user("much@example.org", "a-long-and-odd-one"))
    body = {"files": SimpleUploadedFile("a.fit", bytes(2 * MEGABYTE))}
    answer = client.post("/api/v1/uploads/", body, format="multipart")
    return answer.status_code == 413


def is_held_as_a_duplicate(**second: Any) -> Callable[[Site], object]:
    """Whether a run like one that is there, but for what is named, is held."""

    def see(_site: Site) -> bool:
        runner = create_runner_with_defaults(name="Ada Quick")
        runs = [fit_files.run(seconds=200), fit_files.run(**{"seconds": 200} | second)]
        for number, content in enumerate(runs):
            file_processor.receive(runner=runner, files=[fit_files.named(f"{number}.fit", content)])
            work_off_jobs()
        return UploadFile.objects.filter(runner_id=runner.pk, status="duplicate").exists()

    return see


def default_zones(_site: Site) -> object:
    return create_runner_with_defaults(name="Ada Quick").zone_upper_percent


def claimed() -> BackgroundJob:
    job_manager.request(JobRequest(type="session_analysis", lane="settings"))
    return BackgroundJob.objects.get(pk=job_manager.claim().id)


def lease_s(_site: Site) -> int:
    job = claimed()
    return round((job.lease_until - job.updated_at).total_seconds())


def status_of_a_job_begun_four_times(_site: Site) -> str:
    job = job_manager.request(JobRequest(type="session_analysis", lane="settings"))
    BackgroundJob.objects.filter(pk=job.pk).update(strikes_count=3)
    job_manager.work()
    return BackgroundJob.objects.get(pk=job.pk).status


def kept_for_s(_site: Site) -> int:
    indexes.create_indexes()
    return database.raw["background_jobs"].index_information()["expiry"]["expireAfterSeconds"]


def sign_of_life(site: Site) -> str | None:
    """What a quiet stream says; it is waited for much longer than it should take, or much less."""
    is_default = site.config.event_ping_s == Config.event_ping_s

    async def first() -> str:
        return await asyncio.wait_for(anext(_live(Subscription(lambda _: True), "")), 1 if is_default else 60)

    try:
        return asyncio.run(first())
    except TimeoutError:
        return None


def status_of_metrics(_site: Site) -> int:
    return Client().get("/metrics", headers={"Authorization": "Bearer a-token-for-figures"}).status_code


def may_show_tiles(_site: Site) -> bool:
    return "https://tiles.example" in Client().get("/sign-in/")["Content-Security-Policy"]


def log_formatter(site: Site) -> str:
    return site.django("LOGGING")["formatters"]["runlab"]["log_format"]


MAIL = {"RUNLAB_SMTP_HOST": "mail.example"}

EFFECTS = {
    "secret_key": Effect(ANOTHER_SECRET, django("SECRET_KEY"), ANOTHER_SECRET),
    "debug": Effect("1", django("DEBUG"), expected=True),
    "host": Effect("0.0.0.0", web_option("--host"), "0.0.0.0"),  # noqa: S104 - nothing listens
    "port": Effect("8123", web_option("--port"), "8123"),
    "public_url": Effect("https://run.example", django("CSRF_TRUSTED_ORIGINS"), ["https://run.example"]),
    "extra_hosts": Effect(
        "web.example", lambda site: "web.example" in site.django("ALLOWED_HOSTS"), expected=True
    ),
    "trusted_proxies": Effect("10.0.0.1", web_option("--forwarded-allow-ips"), "10.0.0.1"),
    "cors_origins": Effect("https://a.example", django("CORS_ALLOWED_ORIGINS"), ["https://a.example"]),
    "signup": Effect("closed", may_sign_up, expected=False),
    "demo": Effect("0", is_demo_wanted, expected=False),
    "data_dir": Effect("/elsewhere", lambda site: str(site.django("STATIC_ROOT")), "/elsewhere/static"),
    "mongodb_uri": Effect(
        "mongodb://db.example/runlab", django("DATABASES", "default", "HOST"), "mongodb://db.example/runlab"
    ),
    "mongodb_database": Effect(
        "squad", django("DATABASES", "default", "NAME"), "squad", {"MONGODB_URI": "mongodb://db.example/"}
    ),
    "server_selection_timeout_ms": Effect(
        "9000", django("DATABASES", "default", "OPTIONS", "serverSelectionTimeoutMS"), 9000
    ),
    "rate_limit_per_min": Effect("7", requests_a_minute, '"default";q=7;w=60'),
    "login_failure_limit": Effect("3", tries_of_a_password, 3),
    "login_lock_min": Effect("4", wait_after_wrong_passwords, "240"),
    "max_upload_mb": Effect("1", is_refused_for_its_length, expected=True),
    "max_file_mb": Effect("3", lambda _: reading_limits().file_bytes, 3 * MEGABYTE),
    "max_zip_total_mb": Effect("3", lambda _: archive_limits().total_bytes, 3 * MEGABYTE),
    "max_zip_entries": Effect("3", lambda _: archive_limits().entries, 3),
    "max_zip_ratio": Effect("30", lambda _: archive_limits().ratio, 30),
    "max_records": Effect("5000", lambda _: reading_limits().records, 5000),
    "max_speed_mps": Effect("9", lambda _: cleaning_limits().max_speed_mps, 9),
    "max_acceleration_mps2": Effect("4", lambda _: cleaning_limits().max_acceleration_mps2, 4),
    "gap_hold_s": Effect("20", lambda _: cleaning_limits().gap_s, 20),
    "moving_speed_mps": Effect("0.8", lambda _: cleaning_limits().moving_speed_mps, 0.8),
    "min_heart_rate_bpm": Effect("40", lambda _: cleaning_limits().min_heart_rate_bpm, 40),
    "max_heart_rate_bpm": Effect("220", lambda _: cleaning_limits().max_heart_rate_bpm, 220),
    "duplicate_overlap_percent": Effect(
        "30", is_held_as_a_duplicate(start=fit_files.START + timedelta(seconds=120)), expected=True
    ),
    "zone_percentages": Effect("55,60,70,80,100", default_zones, [55, 60, 70, 80, 100]),
    "default_age_years": Effect("50", lambda _: defaults.heart_rate_bounds().uppers_bpm[-1], 211 - 0.64 * 50),
    "worker_count": Effect("7", django("Q_CLUSTER", "workers"), 7),
    "job_lease_s": Effect("33", lease_s, 33),
    "job_max_attempts": Effect("3", status_of_a_job_begun_four_times, "failed"),
    "job_time_limit_s": Effect("240", django("Q_CLUSTER", "timeout"), 240),
    "job_retention_days": Effect("3", kept_for_s, 3 * 86_400),
    "event_ping_s": Effect("1", sign_of_life, ": ping\n\n"),
    "log_level": Effect("ERROR", django("LOGGING", "root", "level"), "ERROR"),
    "log_format": Effect("json", log_formatter, "json"),
    "metrics_token": Effect("a-token-for-figures", status_of_metrics, 200),
    "map_tile_url": Effect(TILES, may_show_tiles, expected=True),
    "map_attribution": Effect("© A map", lambda _: site(None)["map_attribution"], "© A map"),
    "email_from": Effect("Coach <c@run.example>", django("DEFAULT_FROM_EMAIL"), "Coach <c@run.example>"),
    "smtp_host": Effect("mail.example", django("EMAIL_HOST"), "mail.example"),
    "smtp_port": Effect("2525", django("EMAIL_PORT"), 2525, MAIL),
    "smtp_user": Effect("ada", django("EMAIL_HOST_USER"), "ada", MAIL),
    "smtp_password": Effect("a-password", django("EMAIL_HOST_PASSWORD"), "a-password", MAIL),
    "smtp_security": Effect("tls", django("EMAIL_USE_SSL"), expected=True, given=MAIL),
}


def site_with(**variables: str) -> Site:
    given = {"RUNLAB_SECRET_KEY": SECRET} | variables
    return Site(Config.from_env(given, None), given)


def test_every_setting_has_a_row_here():
    assert EFFECTS.keys() == settings_of_config().keys()


@pytest.mark.parametrize("name", EFFECTS)
def test_a_changed_setting_is_seen(name, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # WhiteNoise wants the folder of collected files to exist
    effect = EFFECTS[name]
    changed = effect.given | {settings_of_config()[name].env: effect.value}
    seen = []
    # The default comes last, and leaves what is stored (an index) as it was.
    for variables in (changed, effect.given):
        one = site_with(**variables)
        settings.CONFIG = one.config
        seen.append(effect.see(one))
        for kept in ("sign_in_failures", "users", "background_jobs"):
            database.raw[kept].delete_many({})
    assert seen[0] == effect.expected
    assert seen[1] != effect.expected
