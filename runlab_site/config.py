"""Every setting of Runlab in one frozen object, read from the environment and `.env`.

Imports no Django: `runlab_site.settings` is the only translator from here to Django's settings.
A setting is one line of `Config`: its variable, default, unit, bounds and a sentence of help stand
together, and `scripts/config_reference.py` writes `.env.example` and the table of
docs/operations.md from them.
"""

from __future__ import annotations

import math
import os
import re
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["BASE_DIR", "ENV_FILE", "Config", "ConfigError", "Setting", "settings_of_config"]

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = BASE_DIR / ".env"

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
# The queue hands out one message ahead of the workers; see `Config.job_retry_s`.
QUEUE_LIMIT = 1
QUEUE_MARGIN_S = 60

_Number = TypeVar("_Number", int, float)


class ConfigError(ValueError):
    """A setting cannot be used; the text names the variable, its value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one setting besides its value."""

    env: str
    parse: Callable[[str], object]  # raises ValueError for what is not allowed
    allowed: str
    default: str  # as it is written in .env; "" when there is none
    unit: str
    help: str
    secret: bool

    def read(self, text: str) -> object:
        """The value of `text`. Raises ConfigError; a secret's text is not repeated."""
        try:
            return self.parse(text)
        except ValueError as error:
            shown = "a value that is not shown here" if self.secret else repr(text)
            raise ConfigError(f"{self.env} is {shown}, but must be {self.allowed}.") from error


def _whole(env: str, default: int, text: str, *, unit: str, low: int, high: int) -> Any:
    parse = partial(_bounded, int, low, high)
    allowed = f"a whole number from {low} to {high}"
    return _setting(env, default, text, parse=parse, allowed=allowed, unit=unit)


def _number(env: str, default: float, text: str, *, unit: str, low: float, high: float) -> Any:
    parse = partial(_bounded, float, low, high)
    allowed = f"a number from {low:g} to {high:g}"
    return _setting(env, default, text, parse=parse, allowed=allowed, unit=unit, shown=f"{default:g}")


def _flag(env: str, text: str, *, default: bool) -> Any:
    shown = "1" if default else "0"
    return _setting(env, default, text, parse=_parse_flag, allowed="1 or 0", shown=shown)


def _choice(env: str, default: str, text: str, *, choices: tuple[str, ...]) -> Any:
    parse = partial(_parse_choice, choices)
    return _setting(env, default, text, parse=parse, allowed="one of " + ", ".join(choices))


def _text(
    env: str, default: object, text: str, *, pattern: str, allowed: str, unit: str = "", secret: bool = False
) -> Any:
    parse = partial(_parse_pattern, re.compile(pattern))
    return _setting(env, default, text, parse=parse, allowed=allowed, unit=unit, secret=secret)


def _setting(
    env: str,
    default: object,
    text: str,
    *,
    parse: Callable[[str], object],
    allowed: str,
    unit: str = "",
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    written = shown if shown is not None else ("" if default in (None, MISSING) else str(default))
    setting = Setting(env, parse, allowed, written, unit, text, secret)
    return field(default=default, repr=not secret, metadata={"setting": setting})


def _bounded(kind: type[_Number], low: _Number, high: _Number, text: str) -> _Number:
    value = kind(text)
    if not low <= value <= high:  # false for nan too
        raise ValueError(text)
    return value


def _parse_flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(text)


def _parse_choice(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _parse_pattern(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _parse_path(text: str) -> Path:
    return (BASE_DIR / Path(text).expanduser()).resolve()


def _parse_origin(text: str) -> str:
    """`scheme://host[:port]`, without a trailing slash."""
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(text)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(text)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _parse_list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _parse_origins(text: str) -> tuple[str, ...]:
    return tuple(_parse_origin(part) for part in _parse_list(text))


def _parse_zone_percentages(text: str) -> tuple[float, ...]:
    percentages = tuple(_bounded(float, 51, 100, part) for part in _parse_list(text))
    rising = all(low < high for low, high in pairwise(percentages))
    if len(percentages) != 5 or not rising:
        raise ValueError(text)
    return percentages


def _parse_tile_url(text: str) -> str:
    if not re.match(r"https?://[^/]", text) or not all(key in text for key in ("{z}", "{x}", "{y}")):
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one running Runlab. Make it by `Config.from_env()`."""

    # Who and where
    secret_key: str = _text(
        "RUNLAB_SECRET_KEY",
        MISSING,
        "Signs sessions and tokens. `make setup` writes a fresh one into .env.",
        pattern=r".{50,}",
        allowed="at least 50 characters",
        secret=True,
    )
    debug: bool = _flag(
        "RUNLAB_DEBUG", "Detailed error pages. Never on a machine others can reach.", default=False
    )
    host: str = _text(
        "RUNLAB_HOST",
        "127.0.0.1",
        "The address the web server listens on; 0.0.0.0 is every one.",
        pattern=r"[0-9A-Za-z.:_-]+",
        allowed="an address or a host name",
    )
    port: int = _whole("PORT", 8000, "The port the web server listens on.", unit="", low=1, high=65535)
    public_url: str = _setting(
        "RUNLAB_PUBLIC_URL",
        "",
        "The address people type. Hosts, CSRF origins, links in mails, Secure cookies and "
        "HSTS follow it. Empty is http://localhost:PORT.",
        parse=_parse_origin,
        allowed="http:// or https:// with a host, a port if needed, and no path",
    )
    extra_hosts: tuple[str, ...] = _setting(
        "RUNLAB_EXTRA_HOSTS",
        (),
        "Further host names requests may come by, as a list with commas.",
        parse=_parse_list,
        allowed="host names with commas between",
        shown="",
    )
    trusted_proxies: str = _text(
        "RUNLAB_TRUSTED_PROXIES",
        "127.0.0.1",
        "Addresses of proxies whose X-Forwarded-For and -Proto are believed, as a list with commas.",
        pattern=r"[0-9A-Za-z.:/,* _-]+",
        allowed="addresses with commas between, or *",
    )
    cors_origins: tuple[str, ...] = _setting(
        "RUNLAB_CORS_ORIGINS",
        (),
        "Origins of other sites whose pages may call the API, as a list with commas.",
        parse=_parse_origins,
        allowed="origins such as https://app.example with commas between",
        shown="",
    )
    signup: str = _choice(
        "RUNLAB_SIGNUP",
        "open",
        "Who may make an account: everybody, the invited, nobody.",
        choices=("open", "invite", "closed"),
    )
    demo: bool = _flag(
        "RUNLAB_DEMO", "With make run: fill an empty database with a demonstration squad.", default=True
    )

    # Where things are kept
    data_dir: Path = _setting(  # noqa: RUF009 - a Path is immutable, and so is every default here
        "RUNLAB_DATA_DIR",
        BASE_DIR / "var",
        "All that is stored on this machine: MongoDB's files, logs, sockets, mails.",
        parse=_parse_path,
        allowed="a folder",
        shown="var",
    )
    mongodb_uri: str | None = _text(
        "MONGODB_URI",
        None,
        "A MongoDB of your own (6.0 or newer, a replica set). Empty starts one on this machine.",
        pattern=r"mongodb(\+srv)?://\S+",
        allowed="an address that begins with mongodb:// or mongodb+srv://",
        secret=True,
    )
    mongodb_database: str = _text(
        "RUNLAB_MONGODB_DATABASE",
        "runlab",
        "The database's name; a name in the path of MONGODB_URI goes before it.",
        pattern=r"[A-Za-z0-9_-]{1,38}",
        allowed="1 to 38 letters, digits, _ or -",
    )
    server_selection_timeout_ms: int = _whole(
        "RUNLAB_SERVER_SELECTION_TIMEOUT_MS",
        30_000,
        "How long a request waits for MongoDB to have a primary.",
        unit="ms",
        low=500,
        high=300_000,
    )

    # Limits
    rate_limit_per_min: int = _whole(
        "RUNLAB_RATE_LIMIT_PER_MIN",
        600,
        "API requests a minute, for each person and each key.",
        unit="requests",
        low=1,
        high=1_000_000,
    )
    login_failure_limit: int = _whole(
        "RUNLAB_LOGIN_FAILURE_LIMIT",
        10,
        "Wrong sign-ins in a row before name and address are locked.",
        unit="sign-ins",
        low=1,
        high=1000,
    )
    login_lock_min: int = _whole(
        "RUNLAB_LOGIN_LOCK_MIN",
        15,
        "How long that lock holds.",
        unit="min",
        low=1,
        high=1440,
    )
    max_upload_mb: int = _whole(
        "RUNLAB_MAX_UPLOAD_MB",
        2048,
        "The largest request: all files of one upload together.",
        unit="MB",
        low=1,
        high=16_384,
    )
    max_file_mb: int = _whole(
        "RUNLAB_MAX_FILE_MB",
        200,
        "The largest activity file once unpacked.",
        unit="MB",
        low=1,
        high=4096,
    )
    max_zip_total_mb: int = _whole(
        "RUNLAB_MAX_ZIP_TOTAL_MB",
        4096,
        "The most one ZIP may unpack to.",
        unit="MB",
        low=1,
        high=65_536,
    )
    max_zip_entries: int = _whole(
        "RUNLAB_MAX_ZIP_ENTRIES",
        20_000,
        "The most entries one ZIP may have.",
        unit="entries",
        low=1,
        high=1_000_000,
    )
    max_zip_ratio: int = _whole(
        "RUNLAB_MAX_ZIP_RATIO",
        100,
        "The most a packed entry may grow when it is unpacked.",
        unit="times",
        low=2,
        high=10_000,
    )
    max_records: int = _whole(
        "RUNLAB_MAX_RECORDS",
        500_000,
        "The most records one activity may have (139 h at one a second).",
        unit="records",
        low=1000,
        high=10_000_000,
    )

    # Cleaning of streams (docs/science.md)
    max_speed_mps: float = _number(
        "RUNLAB_MAX_SPEED_MPS",
        12,
        "A step faster than this is a spike and masked.",
        unit="m/s",
        low=5,
        high=60,
    )
    max_acceleration_mps2: float = _number(
        "RUNLAB_MAX_ACCELERATION_MPS2",
        6,
        "A change of speed sharper than this is a spike and masked.",
        unit="m/s²",
        low=1,
        high=60,
    )
    gap_hold_s: int = _whole(
        "RUNLAB_GAP_HOLD_S",
        10,
        "Holes up to this long are filled; longer ones are gaps.",
        unit="s",
        low=1,
        high=60,
    )
    moving_speed_mps: float = _number(
        "RUNLAB_MOVING_SPEED_MPS",
        0.5,
        "Slower than this is standing.",
        unit="m/s",
        low=0,
        high=3,
    )
    min_heart_rate_bpm: int = _whole(
        "RUNLAB_MIN_HEART_RATE_BPM",
        30,
        "Lower heart rates are a sensor's error and masked.",
        unit="bpm",
        low=1,
        high=60,
    )
    max_heart_rate_bpm: int = _whole(
        "RUNLAB_MAX_HEART_RATE_BPM",
        230,
        "Higher heart rates are a sensor's error and masked.",
        unit="bpm",
        low=150,
        high=254,
    )

    # Doubles of one run
    duplicate_start_s: int = _whole(
        "RUNLAB_DUPLICATE_START_S",
        60,
        "Two sessions starting this close may be the same run.",
        unit="s",
        low=0,
        high=3600,
    )
    duplicate_percent: float = _number(
        "RUNLAB_DUPLICATE_PERCENT",
        2,
        "Duration and distance of the same run differ by no more than this.",
        unit="%",
        low=0,
        high=20,
    )

    # Runners
    zone_percentages: tuple[float, ...] = _setting(
        "RUNLAB_ZONE_PERCENTAGES",
        (60.0, 70.0, 80.0, 90.0, 100.0),
        "Upper bounds of the five heart rate zones.",
        parse=_parse_zone_percentages,
        allowed="five rising numbers from 51 to 100 with commas between",
        unit="% of maximum",
        shown="60,70,80,90,100",
    )
    default_age_years: int = _whole(
        "RUNLAB_DEFAULT_AGE_YEARS",
        35,
        "The age zones are made with while a birth date is missing.",
        unit="years",
        low=10,
        high=100,
    )

    # Jobs
    worker_count: int = _whole(
        "RUNLAB_WORKERS", 2, "Worker processes of one cluster.", unit="processes", low=1, high=64
    )
    job_lease_s: int = _whole(
        "RUNLAB_JOB_LEASE_S",
        6,
        "A job not heard of for this long is taken over by another worker.",
        unit="s",
        low=3,
        high=3600,
    )
    job_max_attempts: int = _whole(
        "RUNLAB_JOB_MAX_ATTEMPTS",
        5,
        "A job that was begun this often and never ended is failed.",
        unit="attempts",
        low=1,
        high=100,
    )
    job_time_limit_s: int = _whole(
        "RUNLAB_JOB_TIME_LIMIT_S",
        120,
        "The longest one job may run.",
        unit="s",
        low=5,
        high=7200,
    )
    job_retention_days: int = _whole(
        "RUNLAB_JOB_RETENTION_DAYS",
        7,
        "Ended jobs are deleted after this time.",
        unit="days",
        low=1,
        high=3650,
    )
    event_ping_s: float = _number(
        "RUNLAB_EVENT_PING_S",
        15,
        "A quiet stream of events carries a sign of life this often.",
        unit="s",
        low=1,
        high=300,
    )

    # Logs and figures
    log_level: str = _choice(
        "RUNLAB_LOG_LEVEL",
        "INFO",
        "The least important messages that are logged.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    log_format: str = _choice(
        "RUNLAB_LOG_FORMAT",
        "text",
        "How a line of the log is written.",
        choices=("text", "json"),
    )
    metrics_token: str | None = _text(
        "RUNLAB_METRICS_TOKEN",
        None,
        "The bearer token of /metrics. Empty keeps it closed.",
        pattern=r"\S{16,}",
        allowed="at least 16 characters without spaces",
        secret=True,
    )

    # Maps
    map_tile_url: str | None = _setting(
        "MAP_TILE_URL",
        None,
        "Map tiles, such as https://tiles.example/{z}/{x}/{y}.png. Empty draws tracks on a grid.",
        parse=_parse_tile_url,
        allowed="an http:// or https:// address with {z}, {x} and {y} in it",
    )
    map_attribution: str = _text(
        "RUNLAB_MAP_ATTRIBUTION",
        "",
        "What the tiles' owner asks to be written on the map.",
        pattern=r".{1,200}",
        allowed="up to 200 characters",
    )

    # Mail
    email_from: str = _text(
        "RUNLAB_EMAIL_FROM",
        "Runlab <runlab@localhost>",
        "The sender of mails.",
        pattern=r"[^@\r\n]+@[^@\r\n]+",
        allowed="a mail address",
    )
    smtp_host: str | None = _text(
        "RUNLAB_SMTP_HOST",
        None,
        "The mail server. Empty writes mails as files into the data folder.",
        pattern=r"[0-9A-Za-z.:_-]+",
        allowed="an address or a host name",
    )
    smtp_port: int = _whole("RUNLAB_SMTP_PORT", 587, "The mail server's port.", unit="", low=1, high=65535)
    smtp_user: str = _text(
        "RUNLAB_SMTP_USER",
        "",
        "The name to sign in to the mail server with.",
        pattern=r"\S+",
        allowed="a name without spaces",
    )
    smtp_password: str = _text(
        "RUNLAB_SMTP_PASSWORD",
        "",
        "The password for the mail server.",
        pattern=r".+",
        allowed="a password",
        secret=True,
    )
    smtp_security: str = _choice(
        "RUNLAB_SMTP_SECURITY",
        "starttls",
        "How the way to the mail server is encrypted.",
        choices=("starttls", "tls", "none"),
    )

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
        """When the queue hands a silent message out again, in s.

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
    """Each field of Config with its Setting, in the order they are written."""
    return {item.name: item.metadata["setting"] for item in fields(Config)}


def _file_values(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    # Without interpolation: a $ in a password is a $.
    values = dotenv_values(env_file, interpolate=False)
    return {name: text for name, text in values.items() if text and text.strip()}


def _unknown_names(written: Mapping[str, str]) -> list[str]:
    """A line for each RUNLAB_ name in the file that is no setting: mostly a slip of the pen."""
    known = [setting.env for setting in settings_of_config().values()]
    strange = [name for name in written if name.startswith("RUNLAB_") and name not in known]
    return [f"{name} in .env is not a setting{_hint(name, known)}" for name in strange]


def _hint(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else "."
