import base64
import hashlib
import io
import json
import re
import tarfile
from pathlib import Path

import pytest

from scripts import frontend

ROOT = Path(__file__).resolve().parents[2]


def tarball_of(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def project(tmp_path, registry_folder, files, name="@lab/chart", wanted=("chart.js",), locked_tarball=None):
    """A project that wants `wanted` of one library, which the registry has as `files`."""
    tarball = tarball_of(files)
    target = registry_folder / name / "-" / f"{name.rpartition('/')[2]}-1.2.3.tgz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(tarball)
    digest = hashlib.sha512(tarball if locked_tarball is None else locked_tarball).digest()
    integrity = "sha512-" + base64.b64encode(digest).decode()
    root = tmp_path / "project"
    root.mkdir(exist_ok=True)
    vendor = {name: {"folder": "chart", "from": "dist", "files": list(wanted)}}
    (root / "package.json").write_text(json.dumps({"runlab": {"vendor": vendor}}))
    packages = {f"node_modules/{name}": {"version": "1.2.3", "integrity": integrity}}
    (root / "package-lock.json").write_text(json.dumps({"packages": packages}))
    return root


FILES = {"dist/chart.js": b"draw()", "dist/chart.map": b"{}", "LICENSE": b"MIT"}


def test_only_the_files_asked_for_and_the_licence_are_written(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES)
    assert frontend.fetch(root, url)
    vendor = root / "static" / "vendor" / "chart"
    assert {path.name: path.read_bytes() for path in vendor.iterdir()} == {
        "chart.js": b"draw()",
        "LICENSE": b"MIT",
    }


def test_a_tampered_tarball_is_refused_and_nothing_is_written(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES, locked_tarball=b"what was locked")
    with pytest.raises(frontend.FrontendError, match=r"@lab/chart .* is not the one of package-lock\.json"):
        frontend.fetch(root, url)
    assert not (root / "static").exists()


def test_a_weaker_hash_than_sha512_is_refused(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES)
    lock = (root / "package-lock.json").read_text()
    (root / "package-lock.json").write_text(re.sub(r"sha512-[^\"]+", "sha1-AAAA", lock))
    with pytest.raises(frontend.FrontendError, match="locked by sha1"):
        frontend.fetch(root, url)


def test_nothing_is_fetched_again_while_the_lock_is_the_same(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES)
    frontend.fetch(root, url)
    for tarball in folder.rglob("*.tgz"):
        tarball.unlink()
    assert not frontend.fetch(root, url)


def test_a_deleted_file_is_fetched_again(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES)
    frontend.fetch(root, url)
    (root / "static/vendor/chart/chart.js").unlink()
    assert frontend.fetch(root, url)
    assert (root / "static/vendor/chart/chart.js").exists()


def test_a_new_lock_replaces_the_whole_folder(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES, wanted=("chart.js", "chart.map"))
    frontend.fetch(root, url)
    root = project(tmp_path, folder, {**FILES, "dist/chart.js": b"draw2()"})
    assert frontend.fetch(root, url)
    vendor = root / "static" / "vendor" / "chart"
    assert {path.name: path.read_bytes() for path in vendor.iterdir()} == {
        "chart.js": b"draw2()",
        "LICENSE": b"MIT",
    }


def test_a_file_the_library_does_not_have_is_named(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES, wanted=("chart.js", "charts.js"))
    with pytest.raises(frontend.FrontendError, match=r"@lab/chart has no file dist/charts\.js"):
        frontend.fetch(root, url)


def test_a_registry_without_the_library_is_named_with_its_address(tmp_path, registry):
    folder, url = registry
    root = project(tmp_path, folder, FILES)
    for tarball in folder.rglob("*.tgz"):
        tarball.unlink()
    with pytest.raises(
        frontend.FrontendError, match=rf"cannot be fetched from {url}/@lab/chart/-/chart-1\.2\.3\.tgz"
    ):
        frontend.fetch(root, url)


def test_the_lock_holds_a_sha512_for_each_library_we_ask_for():
    libraries = frontend.read_libraries(ROOT, frontend.PUBLIC_REGISTRY)
    assert {library.name for library in libraries} == set(
        json.loads((ROOT / "package.json").read_text())["dependencies"]
    )
    assert all(library.integrity.startswith("sha512-") for library in libraries)
    assert all(library.url.startswith(frontend.PUBLIC_REGISTRY) for library in libraries)


def test_every_icon_that_a_template_names_is_fetched():
    libraries = frontend.read_libraries(ROOT, frontend.PUBLIC_REGISTRY)
    fetched = next(set(library.files) for library in libraries if library.folder == "lucide")
    named = {
        f"{icon}.svg"
        for template in (ROOT / "templates").rglob("*.html")
        for icon in re.findall(r"""(?:{%\s*icon\s+|\bicon=)["']([a-z0-9-]+)["']""", template.read_text())
    }
    assert named - fetched == set()
