"""Fetch the front-end libraries named in package-lock.json, without Node.

What to take is in package.json under runlab.vendor: for each package a folder below static/vendor and
the files to copy into it. Each tarball must have the SHA-512 of the lock, or nothing of it is written.
Standard library only, for it runs before anything is installed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import tarfile
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC_REGISTRY = "https://registry.npmjs.org"
TIMEOUT_S = 60
TRIES_COUNT = 3


class FrontendError(RuntimeError):
    """A library cannot be fetched or is not the one of the lock; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Library:
    """One package: where its tarball is, what it must hash to, and which files are wanted."""

    name: str
    url: str
    integrity: str
    folder: str
    prefix: str  # the folder inside the package the files are in
    files: tuple[str, ...]


def fetch(root: Path, registry: str | None = None) -> bool:
    """Bring `root`/static/vendor up to the lock. Returns whether anything had to be fetched.

    `registry` stands in for the public one; npm's own variable npm_config_registry is honoured too.
    Raises FrontendError.
    """
    vendor = root / "static" / "vendor"
    variable = os.environ.get("npm_config_registry", PUBLIC_REGISTRY)  # noqa: SIM112 - npm's own spelling
    libraries = read_libraries(root, registry or variable)
    wanted = _digest(libraries)
    stamp = vendor / ".fetched"
    if stamp.exists() and stamp.read_text() == wanted and _all_there(vendor, libraries):
        return False
    with ThreadPoolExecutor() as pool:
        contents = list(pool.map(_contents, libraries))
    for library, files in zip(libraries, contents, strict=True):
        _replace(vendor / library.folder, files)
    stamp.write_text(wanted)
    return True


def read_libraries(root: Path, registry: str) -> list[Library]:
    """What package.json asks for, with the addresses and hashes of package-lock.json."""
    wanted = json.loads((root / "package.json").read_text())["runlab"]["vendor"]
    locked = json.loads((root / "package-lock.json").read_text())["packages"]
    return [_library(name, what, locked, registry.rstrip("/")) for name, what in wanted.items()]


def _library(name: str, what: dict[str, Any], locked: dict[str, dict[str, str]], registry: str) -> Library:
    lock = locked.get(f"node_modules/{name}")
    if lock is None:
        raise FrontendError(f"{name} is in package.json but not in package-lock.json: run `npm install`.")
    # npm leaves `resolved` out when it is told to; the address follows from name and version.
    default = f"{PUBLIC_REGISTRY}/{name}/-/{name.rpartition('/')[2]}-{lock['version']}.tgz"
    url = lock.get("resolved", default).replace(PUBLIC_REGISTRY, registry, 1)
    return Library(name, url, lock["integrity"], what["folder"], what["from"], tuple(what["files"]))


def _contents(library: Library) -> dict[str, bytes]:
    """The wanted files of a library, by their path below its folder."""
    tarball = _download(library)
    _verify(library, tarball)
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        files = {name: _member(archive, library, f"{library.prefix}/{name}") for name in library.files}
        files["LICENSE"] = _member(archive, library, "LICENSE")
    return files


def _download(library: Library, tries_count: int = TRIES_COUNT) -> bytes:
    try:
        with urllib.request.urlopen(library.url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - from the lock  # nosec B310
            return bytes(answer.read())
    except (urllib.error.URLError, TimeoutError) as error:
        if tries_count > 1:
            return _download(library, tries_count - 1)
        raise FrontendError(f"{library.name} cannot be fetched from {library.url}: {error}") from error


def _verify(library: Library, tarball: bytes) -> None:
    algorithm, _, expected = library.integrity.partition("-")
    if algorithm != "sha512":
        raise FrontendError(f"{library.name} is locked by {algorithm}; only sha512 is accepted.")
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != expected:
        raise FrontendError(
            f"{library.name} from {library.url} is not the one of package-lock.json: its SHA-512 is {found}, "
            f"not {expected}. Nothing of it was written."
        )


def _member(archive: tarfile.TarFile, library: Library, path: str) -> bytes:
    try:
        member = archive.extractfile(f"package/{path}")
    except KeyError:
        member = None
    if member is None:
        raise FrontendError(f"{library.name} has no file {path}: correct runlab.vendor in package.json.")
    return member.read()


def _replace(folder: Path, files: dict[str, bytes]) -> None:
    """Write beside and swap, so that what is served is never half of it."""
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    for name, content in files.items():
        target = beside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def _all_there(vendor: Path, libraries: list[Library]) -> bool:
    return all((vendor / library.folder / name).exists() for library in libraries for name in library.files)


def _digest(libraries: list[Library]) -> str:
    """Changes with what is wanted, not with where it comes from."""
    wanted = [(x.name, x.integrity, x.folder, x.prefix, x.files) for x in libraries]
    return hashlib.sha256(repr(wanted).encode()).hexdigest()
