import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["run", "setup", "test", "test-quick", "test-long", "test-days", "faults", "lint", "bench"]


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_what_to_do_for(target):
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_module_make_starts_exists():
    modules = re.findall(r"-m (scripts\.\w+)", (ROOT / "Makefile").read_text())
    assert "scripts.run" in modules
    assert all((ROOT / f"{module.replace('.', '/')}.py").exists() for module in modules)


def test_ci_runs_the_tests_and_then_the_checks():
    ci = (ROOT / ".ci" / "run").read_text()
    assert ci.index("make test") < ci.index("make lint")


def test_a_machine_without_chromium_is_told_what_to_install(tmp_path):
    command = [sys.executable, "-m", "scripts.browser"]
    done = subprocess.run(
        command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "sudo apt install chromium" in done.stderr


def test_hooks_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
