"""The whole of Runlab, started as a newcomer starts it. Deadlines stand at three times the promised figure."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts import processes
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"
START_S = 180
STOP_S = 3 * 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environ_of(data_dir, port):
    mine = {
        name: text for name, text in os.environ.items() if not name.startswith(("RUNLAB_", "MONGODB_URI"))
    }
    settings = {"RUNLAB_SECRET_KEY": SECRET, "RUNLAB_DATA_DIR": str(data_dir), "PORT": str(port)}
    return {**mine, **settings, "RUNLAB_DEMO": "0"}


class Instance:
    """One `scripts.run`, with what it printed."""

    def __init__(self, data_dir, command=(sys.executable, "-m", "scripts.run")):
        self.data_dir, self.port = data_dir, free_port()
        self.environ = environ_of(data_dir, self.port)
        self.printed = data_dir.parent / "printed.txt"
        with self.printed.open("w") as printed:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=printed, stderr=printed, start_new_session=True
            )
        try:
            eventually(
                lambda: "RUNLAB READY" in self.text or self.process.poll() is not None,
                START_S,
                explain=lambda: self.text,
            )
            assert self.process.poll() is None, self.text
        except BaseException:
            self.__exit__()
            raise

    @property
    def text(self):
        return self.printed.read_text()

    @property
    def ready_line(self):
        return next(line for line in self.text.splitlines() if line.startswith("RUNLAB READY"))

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def heads(self, word):
        """Process ids of the heads of groups whose command line holds `word`."""
        found = [
            process.pid for process in processes.marked(str(self.data_dir)) if process.pid == process.group
        ]
        return [pid for pid in found if word in command_line(pid)]

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    def wait_until_gone(self):
        self.process.wait(STOP_S)
        assert processes.marked(str(self.data_dir)) == []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_S)
        processes.kill_all(str(self.data_dir))


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def end(pid):
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: processes._process(pid) is None)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Instance(tmp_path_factory.mktemp("running") / "var") as instance:
        yield instance


def test_it_says_where_it_answers_on_one_line(running):
    expected = rf"RUNLAB READY url=http://127\.0\.0\.1:{running.port} mongodb=mongodb://127\.0\.0\.1:\d+/runlab\?replicaSet=rs0"
    assert re.fullmatch(expected, running.ready_line)
    assert running.is_ready()


def test_commands_find_its_database_by_the_data_folder(running):
    made = running.manage(
        "create_user", "--role", "coach", "--email", "a@run.example", "--password", "Quiet-hills-42"
    )
    assert json.loads(made)["email"] == "a@run.example"


def test_another_one_in_the_same_folder_is_refused(running):
    environ = environ_of(running.data_dir, free_port())
    command = [sys.executable, "-m", "scripts.run"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert f"another one runs in {running.data_dir}" in done.stderr


def test_a_taken_port_is_named(running, tmp_path):
    environ = environ_of(tmp_path / "var", running.port)
    command = [sys.executable, "-m", "scripts.run"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert f"port {running.port} of 127.0.0.1 is taken" in done.stderr


def test_a_bad_setting_is_named_before_anything_starts(tmp_path):
    environ = {**environ_of(tmp_path / "var", free_port()), "RUNLAB_WORKERS": "none"}
    command = [sys.executable, "-m", "scripts.run"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "RUNLAB_WORKERS is 'none', but must be a whole number from 1 to 64." in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("word", ["uvicorn", "qcluster", "scheduler", "mongod"])
def test_a_killed_program_is_restarted_with_nothing_left_of_its_group(running, word):
    eventually(lambda: len(running.heads(word)) == 1)
    (old,) = running.heads(word)
    end(old)
    eventually(lambda: running.heads(word) not in ([], [old]))
    eventually(lambda: all(process.group != old for process in processes.marked(str(running.data_dir))))
    eventually(running.is_ready)


def test_after_term_nothing_is_left_and_a_second_run_keeps_the_data(tmp_path):
    with Instance(tmp_path / "var") as first:
        first.manage(
            "create_user", "--role", "coach", "--email", "b@run.example", "--password", "Quiet-hills-42"
        )
        first.process.send_signal(signal.SIGTERM)
        first.wait_until_gone()
        assert first.process.returncode == 0
    with Instance(tmp_path / "var") as second:
        key = second.manage("create_api_key", "b@run.example")
        assert key.startswith("rl_")
        assert second.ready_line.partition("mongodb=")[2] == first.ready_line.partition("mongodb=")[2]


def test_when_it_is_killed_by_force_its_processes_go_too(tmp_path):
    with Instance(tmp_path / "var") as instance:
        instance.process.kill()
        instance.process.wait()
        eventually(lambda: processes.marked(str(instance.data_dir)) == [], STOP_S)


def test_ctrl_c_on_make_run_ends_everything(tmp_path):
    with Instance(tmp_path / "var", ("make", "run")) as instance:
        os.killpg(instance.process.pid, signal.SIGINT)  # as a terminal does: to the whole foreground group
        instance.wait_until_gone()


def test_term_to_make_alone_ends_everything(tmp_path):
    with Instance(tmp_path / "var", ("make", "run")) as instance:
        instance.process.send_signal(signal.SIGTERM)
        instance.wait_until_gone()


def test_two_run_side_by_side(running, tmp_path):
    with Instance(tmp_path / "var") as other:
        assert running.is_ready()
        assert other.is_ready()
        assert other.ready_line != running.ready_line
