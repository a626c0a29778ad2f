import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pymongo import WriteConcern

from runlab_site.config import BASE_DIR, Config
from runlab_site.mongo import embedded_mongo, mongod_binary
from runlab_site.mongo.mongod_binary import MongoUnavailableError
from tests.waiting import eventually

SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"


def client_of(mongo):
    return embedded_mongo._client(mongo.uri, timeout_ms=30_000)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with embedded_mongo.start(tmp_path_factory.mktemp("data")) as mongo:
        yield mongo


@pytest.fixture
def standalone(tmp_path):
    """A mongod as people often have it: without a replica set."""
    port = embedded_mongo._free_port()
    options = ["--dbpath", str(tmp_path), "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket"]
    binary = mongod_binary.find_mongod()
    process = subprocess.Popen(
        [binary, *options, "--wiredTigerCacheSizeGB", "0.25"], stdout=subprocess.DEVNULL
    )
    yield f"mongodb://127.0.0.1:{port}/runlab"
    process.terminate()
    process.wait(30)


def program(folder, text):
    """A `mongod` on a PATH of its own that answers as `text` says."""
    folder.mkdir(exist_ok=True)
    file = folder / "mongod"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def only_on_path(monkeypatch, folder):
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(mongod_binary, "_in_wheel", lambda: None)


def test_a_started_mongod_keeps_a_transaction(running):
    with client_of(running) as client:
        with client.start_session() as session, session.start_transaction():
            client.runlab.kept.insert_one({"_id": 1}, session=session)
        assert client.runlab.kept.count_documents({}) == 1


def test_its_address_names_database_and_replica_set(running):
    assert running.uri == f"mongodb://127.0.0.1:{running.mongod.port}/runlab?replicaSet=rs0"


def test_a_replica_set_of_six_is_accepted(running):
    embedded_mongo.check_server(running.uri)


def test_others_find_the_running_one_by_the_data_folder(running):
    variables = {"RUNLAB_SECRET_KEY": SECRET, "RUNLAB_DATA_DIR": str(running.mongod.folder.parent)}
    assert embedded_mongo.running_uri(Config.from_env(variables, None)) == running.uri
    named = Config.from_env({**variables, "MONGODB_URI": "mongodb://db.example/"}, None)
    assert embedded_mongo.running_uri(named) == "mongodb://db.example/"


@pytest.mark.slow
def test_a_second_start_keeps_port_and_data_and_a_taken_port_is_replaced(tmp_path, running):
    with embedded_mongo.start(tmp_path) as first, client_of(first) as client:
        client.runlab.kept.insert_one({"_id": 1})
    assert first.process.returncode is not None
    with embedded_mongo.start(tmp_path) as second:
        assert second.uri == first.uri
    (tmp_path / "mongodb" / "port").write_text(str(running.mongod.port))
    with embedded_mongo.start(tmp_path) as third, client_of(third) as client:
        assert third.mongod.port not in {running.mongod.port, first.mongod.port}
        assert client.runlab.kept.count_documents({}) == 1


@pytest.mark.slow
def test_a_copy_of_its_disk_at_one_moment_has_all_that_was_acknowledged_until_then(tmp_path):
    """What docs/operations.md says of snapshots; a mongod that stands still is to `copytree` what a disk's snapshot is."""
    with embedded_mongo.start(tmp_path / "here") as mongo, client_of(mongo) as client:
        journaled = client.runlab.get_collection("kept", write_concern=WriteConcern("majority", j=True))
        for number in range(200):
            journaled.insert_one({"_id": number})
        mongo.process.send_signal(signal.SIGSTOP)
        try:
            shutil.copytree(mongo.mongod.folder, tmp_path / "there" / "mongodb")
        finally:
            mongo.process.send_signal(signal.SIGCONT)
        with embedded_mongo.start(tmp_path / "there") as copied, client_of(copied) as other:
            assert copied.uri != mongo.uri
            assert other.runlab.kept.count_documents({}) == 200
            other.runlab.kept.insert_one({"_id": "writable"})


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux ends a child with its parent.")
def test_it_ends_with_who_started_it_even_by_force(tmp_path):
    code = (
        "import pathlib, sys, time; from runlab_site.mongo import embedded_mongo;"
        f"print(embedded_mongo.start(pathlib.Path({str(tmp_path)!r})).process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        mongod = int(starter.stdout.readline())
        starter.kill()
    eventually(lambda: "mongod" not in _name_of(mongod), 30)


def _name_of(pid):
    """The name of a running process; empty when it has ended."""
    try:
        found = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return ""
    return "" if found.rpartition(")")[2].split()[0] == "Z" else found


def test_a_mongod_without_a_replica_set_is_refused_by_name(standalone):
    with pytest.raises(MongoUnavailableError, match=r"not a replica set.*--replSet"):
        embedded_mongo.check_server(standalone)


def test_an_address_nobody_answers_at_is_refused_without_its_password():
    port = embedded_mongo._free_port()
    with pytest.raises(
        MongoUnavailableError, match=f"MONGODB_URI names mongodb://127.0.0.1:{port}/x"
    ) as caught:
        embedded_mongo.check_server(f"mongodb://coach:canary@127.0.0.1:{port}/x", timeout_s=0.5)
    assert "canary" not in str(caught.value)


def test_an_old_server_is_refused_by_its_version():
    problem = embedded_mongo._server_problem({"setName": "rs0"}, [5, 0, 31, 0])
    assert problem == "which is MongoDB 5.0.31; 6.0 or newer is needed."


def test_a_router_of_a_sharded_cluster_serves_as_well():
    assert embedded_mongo._server_problem({"msg": "isdbgrid"}, [7, 0, 1, 0]) is None


def test_a_mongod_that_ends_at_once_says_where_its_log_is(tmp_path):
    (tmp_path / "mongodb").mkdir()
    (tmp_path / "mongodb" / "data").symlink_to("/proc")
    with pytest.raises(MongoUnavailableError, match=r"mongod ended with \d+\. Its log is .*mongod\.log"):
        embedded_mongo.start(tmp_path)


def test_a_mongod_on_path_goes_before_the_one_in_the_wheel(tmp_path, monkeypatch):
    file = program(tmp_path / "bin", "echo 'db version v7.0.14'")
    monkeypatch.setenv("PATH", str(file.parent))
    assert mongod_binary.find_mongod() == file


@pytest.mark.skipif(mongod_binary._in_wheel() is None, reason="the wheel has no mongod for this processor")
def test_an_old_mongod_on_path_gives_way_to_the_one_in_the_wheel(tmp_path, monkeypatch):
    file = program(tmp_path / "bin", "echo 'db version v4.4.29'")
    monkeypatch.setenv("PATH", str(file.parent))
    assert mongod_binary.find_mongod() == mongod_binary._in_wheel()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("echo 'db version v4.4.29'", "is MongoDB 4.4; 6.0 or newer is needed"),
        ("echo hello", "does not tell its version: hello"),
        ("kill -ILL $$", "instructions this processor lacks"),
        (
            "echo 'error while loading shared libraries: libcurl.so.4: cannot open shared object file' >&2; exit 127",
            "sudo apt install libcurl4",
        ),
        (
            "echo 'error while loading shared libraries: libodd.so.1: cannot open shared object file' >&2; exit 127",
            "needs libodd: install the package that has it",
        ),
    ],
)
def test_a_mongod_that_cannot_serve_is_named_with_the_reason(answer, reason, tmp_path, monkeypatch):
    program(tmp_path / "bin", answer)
    only_on_path(monkeypatch, tmp_path / "bin")
    with pytest.raises(MongoUnavailableError, match=reason):
        mongod_binary.find_mongod()


def test_a_program_for_another_processor_is_named(tmp_path, monkeypatch):
    program(tmp_path / "bin", "").write_bytes(b"\x7fELF of another processor")
    only_on_path(monkeypatch, tmp_path / "bin")
    with pytest.raises(MongoUnavailableError, match="cannot be run: Exec format error"):
        mongod_binary.find_mongod()


def test_without_any_mongod_the_message_says_what_to_install_or_set(tmp_path, monkeypatch):
    only_on_path(monkeypatch, tmp_path)
    with pytest.raises(MongoUnavailableError) as caught:
        mongod_binary.find_mongod()
    message = str(caught.value)
    assert "no `mongod` on PATH" in message
    assert "x86_64" in message
    assert "set MONGODB_URI" in message


def test_nothing_of_django_is_loaded_to_start_it():
    code = "import sys, runlab_site.mongo.embedded_mongo; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, check=False).returncode == 0
