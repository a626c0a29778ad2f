"""Settings of the site: addresses, storage, logs, maps, mail."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import TYPE_CHECKING

from runlab_site.configuration.setting_types import (
    BASE_DIR,
    choice,
    flag,
    parse_list,
    parse_origin,
    parse_origins,
    parse_path,
    parse_tile_url,
    setting,
    text,
    whole,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LogSettings", "MailSettings", "MapSettings", "SiteSettings", "StorageSettings"]


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """Who reaches the site, and where."""

    secret_key: str = text(
        "RUNLAB_SECRET_KEY",
        MISSING,
        "Signs sessions and tokens. `make setup` writes a fresh one into .env.",
        pattern=r".{50,}",
        allowed="at least 50 characters",
        secret=True,
    )
    debug: bool = flag(
        "RUNLAB_DEBUG", "Detailed error pages. Never on a machine others can reach.", default=False
    )
    host: str = text(
        "RUNLAB_HOST",
        "127.0.0.1",
        "The address the web server listens on; 0.0.0.0 is every one.",
        pattern=r"[0-9A-Za-z.:_-]+",
        allowed="an address or a host name",
    )
    port: int = whole("PORT", 8000, "The port the web server listens on.", unit="", low=1, high=65535)
    public_url: str = setting(
        "RUNLAB_PUBLIC_URL",
        "",
        "The address people type. Hosts, CSRF origins, links in mails, Secure cookies and "
        "HSTS follow it. Empty is http://localhost:PORT.",
        parse=parse_origin,
        allowed="http:// or https:// with a host, a port if needed, and no path",
    )
    extra_hosts: tuple[str, ...] = setting(
        "RUNLAB_EXTRA_HOSTS",
        (),
        "Further host names requests may come by, as a list with commas.",
        parse=parse_list,
        allowed="host names with commas between",
        shown="",
    )
    trusted_proxies: str = text(
        "RUNLAB_TRUSTED_PROXIES",
        "127.0.0.1",
        "Addresses of proxies whose X-Forwarded-For and -Proto are believed, as a list with commas.",
        pattern=r"[0-9A-Za-z.:/,* _-]+",
        allowed="addresses with commas between, or *",
    )
    cors_origins: tuple[str, ...] = setting(
        "RUNLAB_CORS_ORIGINS",
        (),
        "Origins of other sites whose pages may call the API, as a list with commas.",
        parse=parse_origins,
        allowed="origins such as https://app.example with commas between",
        shown="",
    )
    signup: str = choice(
        "RUNLAB_SIGNUP",
        "open",
        "Who may make an account: everybody, the invited, nobody.",
        choices=("open", "invite", "closed"),
    )
    demo: bool = flag(
        "RUNLAB_DEMO", "With make run: fill an empty database with a demonstration squad.", default=True
    )


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """Where things are kept."""

    data_dir: Path = setting(  # noqa: RUF009 - a Path is immutable, and so is every default here
        "RUNLAB_DATA_DIR",
        BASE_DIR / "var",
        "All that is stored on this machine: MongoDB's files, logs, sockets, mails.",
        parse=parse_path,
        allowed="a folder",
        shown="var",
    )
    mongodb_uri: str | None = text(
        "MONGODB_URI",
        None,
        "A MongoDB of your own (6.0 or newer, a replica set). Empty starts one on this machine.",
        pattern=r"mongodb(\+srv)?://\S+",
        allowed="an address that begins with mongodb:// or mongodb+srv://",
        secret=True,
    )
    mongodb_database: str = text(
        "RUNLAB_MONGODB_DATABASE",
        "runlab",
        "The database's name; a name in the path of MONGODB_URI goes before it.",
        pattern=r"[A-Za-z0-9_-]{1,38}",
        allowed="1 to 38 letters, digits, _ or -",
    )
    server_selection_timeout_ms: int = whole(
        "RUNLAB_SERVER_SELECTION_TIMEOUT_MS",
        30_000,
        "How long a request waits for MongoDB to have a primary.",
        unit="ms",
        low=500,
        high=300_000,
    )


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Logs and metrics."""

    log_level: str = choice(
        "RUNLAB_LOG_LEVEL",
        "INFO",
        "The least important messages that are logged.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    log_format: str = choice(
        "RUNLAB_LOG_FORMAT",
        "text",
        "How a line of the log is written.",
        choices=("text", "json"),
    )
    metrics_token: str | None = text(
        "RUNLAB_METRICS_TOKEN",
        None,
        "The bearer token of /metrics. Empty keeps it closed.",
        pattern=r"\S{16,}",
        allowed="at least 16 characters without spaces",
        secret=True,
    )


@dataclass(frozen=True, kw_only=True)
class MapSettings:
    """Maps."""

    map_tile_url: str | None = setting(
        "MAP_TILE_URL",
        None,
        "Map tiles, such as https://tiles.example/{z}/{x}/{y}.png. Empty draws tracks on a grid.",
        parse=parse_tile_url,
        allowed="an http:// or https:// address with {z}, {x} and {y} in it",
    )
    map_attribution: str = text(
        "RUNLAB_MAP_ATTRIBUTION",
        "",
        "What the tiles' owner asks to be written on the map.",
        pattern=r".{1,200}",
        allowed="up to 200 characters",
    )


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """Mail."""

    email_from: str = text(
        "RUNLAB_EMAIL_FROM",
        "Runlab <runlab@localhost>",
        "The sender of mails.",
        pattern=r"[^@\r\n]+@[^@\r\n]+",
        allowed="a mail address",
    )
    smtp_host: str | None = text(
        "RUNLAB_SMTP_HOST",
        None,
        "The mail server. Empty writes mails as files into the data folder.",
        pattern=r"[0-9A-Za-z.:_-]+",
        allowed="an address or a host name",
    )
    smtp_port: int = whole("RUNLAB_SMTP_PORT", 587, "The mail server's port.", unit="", low=1, high=65535)
    smtp_user: str = text(
        "RUNLAB_SMTP_USER",
        "",
        "The name to sign in to the mail server with.",
        pattern=r"\S+",
        allowed="a name without spaces",
    )
    smtp_password: str = text(
        "RUNLAB_SMTP_PASSWORD",
        "",
        "The password for the mail server.",
        pattern=r".+",
        allowed="a password",
        secret=True,
    )
    smtp_security: str = choice(
        "RUNLAB_SMTP_SECURITY",
        "starttls",
        "How the way to the mail server is encrypted.",
        choices=("starttls", "tls", "none"),
    )
