import hashlib
import io
import json
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import setup, uv_wheel

ROOT = Path(__file__).resolve().parents[2]


def pins_of(file):
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / file).read_text(), re.MULTILINE))


def block_of(name):
    """The lines of requirements.txt that pin one package with its hashes."""
    found = re.search(
        rf"^{name}==.*?(?=^\S)", (ROOT / "requirements.txt").read_text(), re.MULTILINE | re.DOTALL
    )
    return found[0]


@pytest.fixture
def small_project(tmp_path):
    """A copy of the project whose requirements are one small package and that wants no libraries."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "scripts", root / "scripts")
    (root / "requirements.txt").write_text(block_of("python-dotenv"))
    (root / "package.json").write_text('{"runlab": {"vendor": {}}}')
    (root / "package-lock.json").write_text('{"packages": {}}')
    (root / "static" / "vendor").mkdir(parents=True)
    return root


def run_setup(root, *options):
    command = [sys.executable, "-m", "scripts.setup", *options]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_fresh_folder_is_set_up_and_a_second_time_there_is_nothing_to_do(small_project):
    first = run_setup(small_project)
    assert first.returncode == 0, first.stderr
    python = small_project / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-c", "import dotenv"], check=False).returncode == 0
    secret = (small_project / ".env").read_text()
    second = run_setup(small_project)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (small_project / ".env").read_text() == secret


@pytest.mark.slow
def test_two_that_are_started_at_once_both_end_well_and_one_does_the_work(small_project):
    command = [sys.executable, "-m", "scripts.setup"]
    both = [subprocess.Popen(command, cwd=small_project, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = sorted(process.communicate()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert printed[0] == ""
    assert "Installing" in printed[1]


@pytest.mark.slow
def test_changed_requirements_are_installed_again(small_project):
    run_setup(small_project)
    with (small_project / "requirements.txt").open("a") as requirements:
        requirements.write(block_of("sqlparse"))
    assert "Installing requirements.txt" in run_setup(small_project).stdout


@pytest.mark.slow
def test_a_package_with_another_hash_is_refused_and_said(small_project):
    text = (small_project / "requirements.txt").read_text()
    (small_project / "requirements.txt").write_text(re.sub("[0-9a-f]{64}", "0" * 64, text))
    done = run_setup(small_project)
    assert done.returncode == 1
    assert "ash mismatch" in done.stderr


def test_the_secret_is_long_fresh_and_readable_by_its_owner_alone(tmp_path):
    old_mask = os.umask(0)
    try:
        assert setup.write_env(tmp_path / "a")
        assert setup.write_env(tmp_path / "b")
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    secrets = [
        re.search(r"^RUNLAB_SECRET_KEY=(\S{50,})$", (tmp_path / name).read_text(), re.MULTILINE)[1]
        for name in "ab"
    ]
    assert secrets[0] != secrets[1]


def test_an_env_file_that_is_there_is_left_alone(tmp_path):
    (tmp_path / ".env").write_text("PORT=8001\n")
    assert not setup.write_env(tmp_path / ".env")
    assert (tmp_path / ".env").read_text() == "PORT=8001\n"


def test_development_holds_every_pin_of_the_runtime():
    # setup.py relies on it: who installed the one has the other.
    assert pins_of("requirements.txt").items() <= pins_of("requirements-dev.txt").items()


def test_setup_needs_nothing_but_the_standard_library():
    code = "import sys, scripts.setup; print(*{m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names))"
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"__main__", "scripts"}


def index_with(folder, program, version="9.9.9"):
    """A PyPI with one uv wheel for this machine; returns the requirements that pin it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"uv-{version}.data/scripts/uv", program)
    system = uv_wheel.SYSTEMS[sys.platform]
    name = f"uv-{version}-py3-none-{system}_2_17_{platform.machine()}.whl"
    (folder / name).write_bytes(packed.getvalue())
    return name, f"uv=={version} \\\n    --hash=sha256:{hashlib.sha256(packed.getvalue()).hexdigest()}\n"


def write_index(folder, url, *names):
    files = [{"filename": name, "url": f"{url}/{name}"} for name in names]
    (folder / "index.html").write_text(json.dumps({"files": files}))


def test_uv_is_taken_from_its_wheel(tmp_path, registry):
    folder, url = registry
    name, requirements = index_with(folder, "#!/bin/sh\necho uv 9.9.9\n")
    write_index(folder, url, "uv-9.9.8-py3-none-any.whl", "uv-9.9.9-py3-none-win32.whl", name)
    (tmp_path / "uv.txt").write_text(requirements)
    uv_wheel.install(tmp_path / "uv.txt", tmp_path / "bin" / "uv", f"{url}/")
    asked = subprocess.run([tmp_path / "bin" / "uv"], capture_output=True, text=True, check=True)
    assert asked.stdout == "uv 9.9.9\n"


def test_a_uv_with_another_hash_is_not_written(tmp_path, registry):
    folder, url = registry
    name, requirements = index_with(folder, "#!/bin/sh\n")
    write_index(folder, url, name)
    (tmp_path / "uv.txt").write_text(re.sub("[0-9a-f]{64}", "0" * 64, requirements))
    with pytest.raises(uv_wheel.WheelError, match=r"which uv\.txt does not list"):
        uv_wheel.install(tmp_path / "uv.txt", tmp_path / "bin" / "uv", f"{url}/")
    assert not (tmp_path / "bin").exists()


def test_a_machine_without_a_wheel_of_uv_is_named(tmp_path, registry):
    folder, url = registry
    _, requirements = index_with(folder, "")
    write_index(folder, url, "uv-9.9.9-py3-none-win32.whl")
    (tmp_path / "uv.txt").write_text(requirements)
    with pytest.raises(uv_wheel.WheelError, match=f"no uv 9.9.9 for this machine .*{platform.machine()}"):
        uv_wheel.install(tmp_path / "uv.txt", tmp_path / "bin" / "uv", f"{url}/")
