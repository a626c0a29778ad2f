"""Every check but the tests: formats, types, unused and unsafe code, import contracts, templates, documents, Django's own.

All of them are run, and those that failed are named at the end. Django's checks of the database need one,
so a mongod is started for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from runlab_site.config import BASE_DIR
from runlab_site.mongo import embedded_mongo

BIN = Path(sys.executable).parent
PACKAGES = ["runlab_site", "runners", "sessions", "training", "fitparse_sdk", "scripts", "manage.py"]
MANAGE = [sys.executable, "manage.py"]
# What production has; with it Django's deployment checks must be clean.
PRODUCTION = {"RUNLAB_PUBLIC_URL": "https://runlab.example", "RUNLAB_DEBUG": "0"}


@dataclass(frozen=True, slots=True)
class Check:
    """A command that must succeed."""

    name: str
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("ruff check", [str(BIN / "ruff"), "check", "."]),
    Check("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
    Check("mypy", [str(BIN / "mypy"), "--config-file", "pyproject.toml", *PACKAGES]),
    Check("dead code", [sys.executable, "-m", "scripts.dead_code"]),
    Check(
        "bandit", [str(BIN / "bandit"), "--quiet", "--configfile", "pyproject.toml", "--recursive", *PACKAGES]
    ),
    Check("import contracts", [str(BIN / "lint-imports")]),
    Check("djlint", [str(BIN / "djlint"), "templates", "--profile=django", "--lint", "--quiet"]),
    Check("database schema page", [sys.executable, "-m", "scripts.database_schema", "--check"]),
    Check("configuration documents", [sys.executable, "-m", "scripts.config_reference", "--check"]),
    Check("database checks", [*MANAGE, "check", "--database", "default", "--fail-level", "WARNING"]),
    Check("deployment checks", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
]


def main() -> int:
    """Run every check; returns the exit status."""
    with tempfile.TemporaryDirectory() as folder, embedded_mongo.start(Path(folder)) as mongo:
        failed = [check.name for check in CHECKS if not _passes(check, mongo.uri)]
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(check: Check, mongodb_uri: str) -> bool:
    print(f"== {check.name}", flush=True)
    environ = {**os.environ, "MONGODB_URI": mongodb_uri, **check.environ}
    return subprocess.run(check.command, cwd=BASE_DIR, env=environ, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
