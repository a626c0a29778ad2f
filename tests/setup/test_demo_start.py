"""The demonstration as a newcomer meets it: one line when it is whole, at once the next time, gone with the rest."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import processes
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"
WHOLE_S = 3 * 240
LINE = re.compile(
    r"^RUNLAB DEMO READY coach=coach@demo\.example password=(\S+) runners=4 sessions=(\d+)$", re.MULTILINE
)

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500)]


def started(data_dir, printed):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: text for name, text in os.environ.items() if not name.startswith(("RUNLAB_", "MONGODB_URI"))
    }
    mine = {"RUNLAB_SECRET_KEY": SECRET, "RUNLAB_DATA_DIR": str(data_dir), "PORT": str(port)}
    with printed.open("w") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=kept | mine, stdout=output, stderr=output
        )


def line_of(process, printed, timeout_s):
    def found():
        assert process.poll() is None, printed.read_text()
        return LINE.search(printed.read_text())

    eventually(found, timeout_s, every_s=0.5, explain=printed.read_text)
    return found()


def stop(process, data_dir):
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert processes.marked(str(data_dir)) == []


def test_it_ends_with_the_rest_goes_on_at_the_next_start_and_is_there_at_once_after_that(tmp_path):
    data_dir, printed = tmp_path / "var", tmp_path / "printed.txt"
    first = started(data_dir, printed)
    log = data_dir / "log" / "demo.log"
    eventually(lambda: log.exists() and "part 2 of 3" in log.read_text(), 180, explain=printed.read_text)
    stop(first, data_dir)
    assert LINE.search(printed.read_text()) is None

    second = started(data_dir, printed)
    whole = line_of(second, printed, WHOLE_S)
    assert int(whole[2]) > 600
    assert printed.read_text().index("RUNLAB READY") < whole.start()
    stop(second, data_dir)

    third = started(data_dir, printed)
    assert line_of(third, printed, 120).group() == whole.group()
    stop(third, data_dir)
