import os
import signal
import subprocess
import time

import pytest

from scripts import processes


def started(instance, script):
    """A shell in a process group of its own that carries the mark of `instance`."""
    environ = {**os.environ, processes.MARK: instance}
    return subprocess.Popen(["sh", "-c", script], env=environ, start_new_session=True)


def eventually(condition, timeout_s=10):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def instance(tmp_path):
    yield str(tmp_path)
    processes.kill_all(str(tmp_path))


def test_what_outlives_the_head_of_its_group_is_ended_and_nothing_else(instance):
    head, other = started(instance, "sleep 60 & sleep 61"), started(instance, "sleep 62 & sleep 63")
    eventually(lambda: len(processes.marked(instance)) == 6)
    assert processes.kill_orphans(instance) == []
    head.send_signal(signal.SIGKILL)
    head.wait()
    ended = processes.kill_orphans(instance)
    assert [process.group for process in ended] == [head.pid, head.pid]
    eventually(lambda: {process.group for process in processes.marked(instance)} == {other.pid})
    processes.kill_all(instance)
    other.wait()


def test_everything_of_one_instance_is_ended_and_nothing_of_another(instance, tmp_path):
    mine, others = started(instance, "sleep 60"), started(f"{instance}-2", "sleep 60")
    eventually(lambda: processes.marked(instance) and processes.marked(f"{instance}-2"))
    processes.kill_all(instance)
    assert mine.wait() == -signal.SIGKILL
    assert others.poll() is None
    processes.kill_all(f"{instance}-2")
    others.wait()


def test_a_dead_head_that_nobody_collected_yet_counts_as_dead(instance):
    head = started(instance, "sleep 60 & sleep 61")
    eventually(lambda: len(processes.marked(instance)) == 3)
    head.send_signal(signal.SIGKILL)
    eventually(lambda: processes._process(head.pid) is None)
    assert len(processes.kill_orphans(instance)) == 2
    head.wait()
