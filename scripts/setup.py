"""Set Runlab up in this folder: uv, .venv, packages, front-end libraries, languages, .env. Safe to repeat.

    python3 -m scripts.setup          what is needed to run it
    python3 -m scripts.setup --dev    what is needed to test it, too

Standard library only, for it runs before anything is installed. Quick when nothing changed: the hash of
each requirements file that was installed is kept in .venv.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import catalogues, frontend, uv_wheel

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV_FOLDER = VENV / "tools"
UV_REQUIREMENTS = ROOT / "scripts" / "requirements-uv.txt"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"  # holds the runtime's pins too
STAMPS = VENV / ".installed"
PYTHON_VERSION = "3.11"

NO_UV = """\
uv (the installer of Python packages) is missing and could not be installed. Put a `uv` on PATH
(https://docs.astral.sh/uv/), or make `python3 -m pip` work (Debian: sudo apt install python3-pip).
What was tried:
"""


class SetupError(RuntimeError):
    """Something is missing that this script cannot bring; the text says what to do."""


def main() -> int:
    """Set up; returns the exit status."""
    options = argparse.ArgumentParser(description="Set Runlab up in this folder.")
    options.add_argument("--dev", action="store_true", help="install what tests need, too")
    wanted = DEVELOPMENT if options.parse_args().dev else RUNTIME
    with RUNTIME.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two that are started at once set up one after the other
        try:
            set_up(wanted)
        except (SetupError, frontend.FrontendError, catalogues.CatalogueError) as error:
            print(f"make setup: {error}", file=sys.stderr)
            return 1
    return 0


def set_up(wanted: Path) -> None:
    """Bring packages, front-end libraries, languages and .env up to date. Raises SetupError, FrontendError, CatalogueError."""
    install(wanted)
    if frontend.fetch(ROOT):
        print("Fetched the front-end libraries into static/vendor.")
    catalogues.compile_all(ROOT)
    if write_env(ROOT / ".env"):
        print("Wrote .env with a fresh secret. .env.example shows what else can be set.")


def install(wanted: Path) -> None:
    """Make .venv hold the packages of `wanted`. Raises SetupError."""
    if is_installed(wanted):
        return
    uv = find_uv()
    if not _runs(PYTHON):
        _call([uv, "venv", "--quiet", "--allow-existing", "--python", PYTHON_VERSION, str(VENV)])
    print(f"Installing {wanted.name} into .venv ...", flush=True)
    _call([uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(wanted)])
    note_installed(wanted)


def is_installed(wanted: Path) -> bool:
    """Whether .venv holds exactly this version of `wanted`, by the hash noted when it was installed."""
    stamp = STAMPS / wanted.name
    return stamp.exists() and stamp.read_text() == _sha256(wanted) and _runs(PYTHON)


def note_installed(wanted: Path) -> None:
    """Note what .venv now holds. Installing one set may have moved versions of the other."""
    STAMPS.mkdir(exist_ok=True)
    held = [RUNTIME, DEVELOPMENT] if wanted == DEVELOPMENT else [RUNTIME]
    for stamp in STAMPS.iterdir():
        stamp.unlink()
    for requirements in held:
        (STAMPS / requirements.name).write_text(_sha256(requirements))


def find_uv() -> str:
    """The uv on PATH, else the pinned one in .venv/tools, installed there if need be. Raises SetupError."""
    own = UV_FOLDER / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if found:
        return found
    print("Installing uv into .venv/tools ...", flush=True)
    problems = []
    for install_uv in (_install_uv_by_pip, _install_uv_from_pypi):
        try:
            install_uv()
        except SetupError as error:
            problems.append(f"  - {error}")
        else:
            return str(own)
    raise SetupError(NO_UV + "\n".join(problems))


def write_env(file: Path) -> bool:
    """Write a .env with a fresh secret, readable by its owner alone, unless there is one."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as env:
        env.write("# Settings of this Runlab; .env.example lists them all. The environment goes before it.\n")
        env.write(f"RUNLAB_SECRET_KEY={secrets.token_urlsafe(48)}\n")
    return True


def _install_uv_by_pip() -> None:
    """By pip, where there is one: it knows about mirrors and proxies."""
    _call([
        sys.executable, "-m", "pip", "install", "--quiet", "--target", str(UV_FOLDER),
        "--no-deps", "--require-hashes", "-r", str(UV_REQUIREMENTS),
    ])  # fmt: skip


def _install_uv_from_pypi() -> None:
    """Straight from PyPI: a fresh Debian has neither pip nor venv."""
    try:
        uv_wheel.install(UV_REQUIREMENTS, UV_FOLDER / "bin" / "uv")
    except uv_wheel.WheelError as error:
        raise SetupError(str(error)) from error


def _call(command: list[str]) -> None:
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SetupError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()}")


def _runs(python: Path) -> bool:
    """Whether this is a Python of the version we need; one that was moved or upgraded away is not."""
    if not python.exists():
        return False
    asked = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    return f"{asked.stdout} ".startswith(f"Python {PYTHON_VERSION}.")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
