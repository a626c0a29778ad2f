"""Every setting of Runlab in one frozen object, read from the environment and `.env`.

Imports no Django: `runlab_site.settings` is the only translator from here to Django's settings.
A setting is one line of a section in `runlab_site.configuration`: its variable, default, unit, bounds and a sentence
of help stand together, and `scripts/config_reference.py` writes `.env.example` and the table of
docs/operations.md from them.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from runlab_site.configuration.analysis_settings import CleaningSettings, DuplicateSettings, RunnerSettings
from runlab_site.configuration.limit_settings import JobSettings, LimitSettings
from runlab_site.configuration.setting_types import BASE_DIR, ConfigError, Setting
from runlab_site.configuration.site_settings import (
    LogSettings,
    MailSettings,
    MapSettings,
    SiteSettings,
    StorageSettings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["BASE_DIR", "ENV_FILE", "Config", "ConfigError", "Setting", "settings_of_config"]

ENV_FILE = BASE_DIR / ".env"

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
# The queue hands out one message ahead of the workers; see `Config.job_retry_s`.
QUEUE_LIMIT = 1
QUEUE_MARGIN_S = 60

SECTIONS = (
    SiteSettings,
    StorageSettings,
    LimitSettings,
    CleaningSettings,
    DuplicateSettings,
    RunnerSettings,
    JobSettings,
    LogSettings,
    MapSettings,
    MailSettings,
)


@dataclass(frozen=True, kw_only=True)
class Config(
    SiteSettings,
    StorageSettings,
    LimitSettings,
    CleaningSettings,
    DuplicateSettings,
    RunnerSettings,
    JobSettings,
    LogSettings,
    MapSettings,
    MailSettings,
):
    """All settings of one running Runlab. Make it by `Config.from_env()`."""

    def __post_init__(self) -> None:
        if not self.public_url:
            object.__setattr__(self, "public_url", f"http://localhost:{self.port}")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, env_file: Path | None = ENV_FILE) -> Config:
        """Read every setting: the environment goes before `env_file`, an empty value means the default.

        Raises ConfigError with one line for each variable that cannot be used.
        """
        written = _file_values(env_file)
        texts = {**written, **{name: text for name, text in environ.items() if text.strip()}}
        problems = _unknown_names(written)
        values: dict[str, Any] = {}
        for name, setting in settings_of_config().items():
            try:
                if setting.env in texts:
                    values[name] = setting.read(texts[setting.env].strip())
            except ConfigError as error:
                problems.append(str(error))
        if "RUNLAB_SECRET_KEY" not in texts:
            problems.append("RUNLAB_SECRET_KEY is not set: `make setup` writes a fresh one into .env.")
        if problems:
            raise ConfigError("\n".join(problems))
        return cls(**values)

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by https, so that cookies are Secure and HSTS is sent."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The host people type, without a port: the WebAuthn relying party."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def allowed_hosts(self) -> list[str]:
        """Host headers that are answered. Loopback stays, for health checks on the machine itself."""
        public = f"[{self.public_host}]" if ":" in self.public_host else self.public_host
        return list(dict.fromkeys((public, *LOOPBACK_HOSTS, *self.extra_hosts)))

    @property
    def csrf_trusted_origins(self) -> list[str]:
        """Origins whose forms are accepted besides the host asked for."""
        return [self.public_url]

    @property
    def database_name(self) -> str:
        """The name in the path of MONGODB_URI, else RUNLAB_MONGODB_DATABASE."""
        path = urlsplit(self.mongodb_uri or "").path.strip("/")
        return path or self.mongodb_database

    @property
    def job_heartbeat_s(self) -> float:
        """A third of the lease, so that two lost heartbeats do not lose the job."""
        return self.job_lease_s / 3

    @property
    def job_retry_s(self) -> int:
        """Seconds after which the queue sends an unacknowledged message again.

        Longer than the worst wait of a message behind a full queue, else jobs run twice: measured
        bound time limit * (1 + ceil((queue limit + 1) / workers)) + 3.
        """
        rounds = 1 + math.ceil((QUEUE_LIMIT + 1) / self.worker_count)
        return self.job_time_limit_s * rounds + QUEUE_MARGIN_S

    @property
    def map_tile_origin(self) -> str | None:
        """The origin images may come from for the map, for the Content-Security-Policy."""
        if self.map_tile_url is None:
            return None
        parts = urlsplit(self.map_tile_url)
        return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"

    @property
    def mail_dir(self) -> Path:
        """Where mails are written while there is no mail server."""
        return self.data_dir / "mail"

    @property
    def log_dir(self) -> Path:
        """Where what the processes print is kept."""
        return self.data_dir / "log"


def settings_of_config() -> dict[str, Setting]:
    """Each field of Config with its Setting, section by section."""
    known = {item.name: item.metadata["setting"] for item in fields(Config)}
    return {name: known[name] for section in SECTIONS for name in section.__annotations__}


def _file_values(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    # Without interpolation: a $ in a password is a $.
    values = dotenv_values(env_file, interpolate=False)
    return {name: text for name, text in values.items() if text and text.strip()}


def _unknown_names(written: Mapping[str, str]) -> list[str]:
    """A line for each RUNLAB_ name in the file that is no setting, which is usually a typing mistake."""
    known = [setting.env for setting in settings_of_config().values()]
    strange = [name for name in written if name.startswith("RUNLAB_") and name not in known]
    return [f"{name} in .env is not a setting{_hint(name, known)}" for name in strange]


def _hint(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else "."
