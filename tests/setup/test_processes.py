import contextlib
import os
import signal
import subprocess

import pytest

from scripts import processes
from tests.waiting import eventually


@pytest.fixture
def started():
    """Starts a shell in a process group of its own that carries the mark of an instance; all are collected."""
    with contextlib.ExitStack() as stack:

        def start(instance, script):
            environ = {**os.environ, processes.MARK: instance}
            head = subprocess.Popen(["sh", "-c", script], env=environ, start_new_session=True)
            stack.callback(head.wait)
            stack.callback(head.kill)
            return head

        yield start


@pytest.fixture
def instance(tmp_path):
    yield str(tmp_path)
    processes.kill_all(str(tmp_path))


def test_what_outlives_the_head_of_its_group_is_ended_and_nothing_else(started, instance):
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


def test_everything_of_one_instance_is_ended_and_nothing_of_another(started, instance):
    mine, others = started(instance, "sleep 60"), started(f"{instance}-2", "sleep 60")
    eventually(lambda: processes.marked(instance) and processes.marked(f"{instance}-2"))
    processes.kill_all(instance)
    assert mine.wait() == -signal.SIGKILL
    assert others.poll() is None
    processes.kill_all(f"{instance}-2")
    others.wait()


def test_a_dead_head_that_nobody_collected_yet_counts_as_dead(started, instance):
    head = started(instance, "sleep 60 & sleep 61")
    eventually(lambda: len(processes.marked(instance)) == 3)
    head.send_signal(signal.SIGKILL)
    eventually(lambda: processes._process(head.pid) is None)
    assert len(processes.kill_orphans(instance)) == 2
    head.wait()


def test_a_process_carries_its_mark_even_while_it_changes_its_program(started, instance, tmp_path):
    again = tmp_path / "again.sh"
    again.write_text(f"exec sh {again}\n")
    head = started(instance, f"exec sh {again}")
    mark = f"{processes.MARK}={instance}".encode()
    assert all(processes._carries(head.pid, mark) for _ in range(20_000))


def test_a_process_without_variables_carries_no_mark_and_is_not_waited_for(started, instance):
    bare = started(instance, "exec env -i sleep 60")
    eventually(lambda: (processes.PROC / str(bare.pid) / "cmdline").read_bytes() == b"sleep\x0060\0")
    assert not processes._is_cut_short(b"", processes._stat(bare.pid))
    assert processes.marked(instance) == []
