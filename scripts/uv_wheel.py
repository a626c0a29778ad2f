"""Install the uv program from its wheel on PyPI, with nothing but Python's standard library.

A fresh Debian has Python but neither pip nor venv. The wheel must have one of the SHA-256 hashes of the
requirements file, or nothing of it is written.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
import sys
import urllib.error
import urllib.request
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "https://pypi.org/simple/uv/"
TIMEOUT_S = 120
SYSTEMS = {"linux": "manylinux", "darwin": "macosx"}


class WheelError(RuntimeError):
    """uv cannot be had from PyPI; the text says why."""


def install(requirements: Path, target: Path, index: str = INDEX) -> None:
    """Write the uv of `requirements` to `target`. Raises WheelError."""
    text = requirements.read_text()
    pinned = re.search(r"^uv==(\S+)", text, re.MULTILINE)
    hashes = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", text))
    version = pinned[1] if pinned else ""
    wheel = _download(_address(index, version))
    found = hashlib.sha256(wheel).hexdigest()
    if found not in hashes:
        raise WheelError(
            f"uv {version} from {index} has the SHA-256 {found}, which {requirements.name} does not list."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        target.write_bytes(archive.read(f"uv-{version}.data/scripts/uv"))
    target.chmod(0o755)


def _address(index: str, version: str) -> str:
    """Where the wheel for this machine is, by the index's JSON (PEP 691)."""
    files = json.loads(_download(index))["files"]
    system, machine = SYSTEMS.get(sys.platform, "?"), platform.machine()
    fitting = (
        file["url"]
        for file in files
        if file["filename"].startswith(f"uv-{version}-")
        and system in file["filename"]
        and machine in file["filename"]
    )
    address = next(fitting, None)
    if address is None:
        raise WheelError(f"PyPI has no uv {version} for this machine ({sys.platform}, {machine}).")
    return str(address)


def _download(address: str) -> bytes:
    headers = {"Accept": "application/vnd.pypi.simple.v1+json, */*;q=0.1"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - PyPI's own address
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - as above  # nosec B310
            return bytes(answer.read())
    except (urllib.error.URLError, TimeoutError) as error:
        raise WheelError(f"{address} cannot be fetched: {error}") from error
