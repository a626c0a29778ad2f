"""Settings that limit uploads and requests, and those of background jobs."""

from __future__ import annotations

from dataclasses import dataclass

from runlab_site.configuration.setting_types import number, whole

__all__ = ["JobSettings", "LimitSettings"]


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """Bounds of what comes in."""

    rate_limit_per_min: int = whole(
        "RUNLAB_RATE_LIMIT_PER_MIN",
        600,
        "API requests a minute, for each person and each key.",
        unit="requests",
        low=1,
        high=1_000_000,
    )
    login_failure_limit: int = whole(
        "RUNLAB_LOGIN_FAILURE_LIMIT",
        10,
        "Wrong sign-ins in a row before name and address are locked.",
        unit="sign-ins",
        low=1,
        high=1000,
    )
    login_lock_min: int = whole(
        "RUNLAB_LOGIN_LOCK_MIN",
        15,
        "How long that lock holds.",
        unit="min",
        low=1,
        high=1440,
    )
    max_upload_mb: int = whole(
        "RUNLAB_MAX_UPLOAD_MB",
        2048,
        "The largest request: all files of one upload together.",
        unit="MB",
        low=1,
        high=16_384,
    )
    max_file_mb: int = whole(
        "RUNLAB_MAX_FILE_MB",
        200,
        "The largest activity file once unpacked.",
        unit="MB",
        low=1,
        high=4096,
    )
    max_zip_total_mb: int = whole(
        "RUNLAB_MAX_ZIP_TOTAL_MB",
        4096,
        "The most one ZIP may unpack to, the ZIPs inside it included.",
        unit="MB",
        low=1,
        high=65_536,
    )
    max_zip_entries: int = whole(
        "RUNLAB_MAX_ZIP_ENTRIES",
        20_000,
        "The most entries one ZIP may have, the ZIPs inside it included.",
        unit="entries",
        low=1,
        high=1_000_000,
    )
    max_zip_ratio: int = whole(
        "RUNLAB_MAX_ZIP_RATIO",
        100,
        "The most a packed entry may grow when it is unpacked.",
        unit="times",
        low=2,
        high=10_000,
    )
    max_records: int = whole(
        "RUNLAB_MAX_RECORDS",
        500_000,
        "The most records one activity may have (139 h at one a second).",
        unit="records",
        low=1000,
        high=10_000_000,
    )


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """Work in the background."""

    worker_count: int = whole(
        "RUNLAB_WORKERS", 2, "Worker processes of one cluster.", unit="processes", low=1, high=64
    )
    job_lease_s: int = whole(
        "RUNLAB_JOB_LEASE_S",
        6,
        "A job not heard of for this long is taken over by another worker.",
        unit="s",
        low=3,
        high=3600,
    )
    job_max_attempts: int = whole(
        "RUNLAB_JOB_MAX_ATTEMPTS",
        5,
        "A job that was begun this often and never ended is failed.",
        unit="attempts",
        low=1,
        high=100,
    )
    job_time_limit_s: int = whole(
        "RUNLAB_JOB_TIME_LIMIT_S",
        120,
        "The longest one job may run.",
        unit="s",
        low=5,
        high=7200,
    )
    job_retention_days: int = whole(
        "RUNLAB_JOB_RETENTION_DAYS",
        7,
        "Ended jobs are deleted after this time.",
        unit="days",
        low=1,
        high=3650,
    )
    event_ping_s: float = number(
        "RUNLAB_EVENT_PING_S",
        15,
        "A quiet stream of events carries a sign of life this often.",
        unit="s",
        low=1,
        high=300,
    )
