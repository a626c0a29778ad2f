import re
import shlex
from pathlib import Path

import pytest
import yaml

from runlab_site.config import Config, settings_of_config

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
MEMBERS = ["mongo1", "mongo2", "mongo3"]
OURS = ["web", "worker", "scheduler", "migrate"]
SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"


def filled(text, given):
    """A compose value with ${NAME:-default} and ${NAME:?message} put in."""
    return re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: given.get(found[1], found[2]), text)


def test_there_are_web_workers_and_a_replica_set_of_three():
    assert {"web", "worker", "scheduler", *MEMBERS} <= SERVICES.keys()
    assert all("--replSet" in SERVICES[name]["command"] for name in MEMBERS)
    initiated = SERVICES["replica-set"]["command"][-1]
    assert re.findall(r'host: "(\w+)"', initiated) == MEMBERS


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", *MEMBERS])
def test_everything_that_keeps_running_has_a_health_check_and_is_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_each_member_keeps_its_data_in_a_volume_of_its_own():
    mounts = [SERVICES[name]["volumes"] for name in MEMBERS]
    assert mounts == [["mongo1:/data/db"], ["mongo2:/data/db"], ["mongo3:/data/db"]]


def test_every_volume_that_is_mounted_is_declared_and_the_other_way_round():
    mounted = {
        mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])
    }
    assert mounted == COMPOSE["volumes"].keys()


def test_every_service_waited_for_exists():
    waited_for = {name for service in SERVICES.values() for name in service.get("depends_on", {})}
    assert waited_for <= SERVICES.keys()


def test_the_database_is_reached_from_inside_alone():
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["back"] and "ports" not in SERVICES[name] for name in MEMBERS)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_and_what_is_filled_in_is_accepted(name):
    environment = SERVICES[name]["environment"]
    known = {setting.env for setting in settings_of_config().values()}
    assert environment.keys() <= known
    assert set(re.findall(r"\$\{(\w+)", yaml.safe_dump(SERVICES[name]))) <= known
    given = {"RUNLAB_SECRET_KEY": SECRET, "RUNLAB_PUBLIC_URL": "https://runlab.example"}
    config = Config.from_env({key: filled(str(value), given) for key, value in environment.items()}, None)
    assert config.mongodb_uri == "mongodb://mongo1,mongo2,mongo3/runlab?replicaSet=rs0"
    assert config.database_name == "runlab"


def test_web_answers_at_the_port_its_health_check_asks_and_compose_publishes():
    web = SERVICES["web"]
    assert "--port=8000" in web["command"]
    assert "127.0.0.1:8000/healthz" in web["healthcheck"]["test"][-1]
    assert web["ports"] == ["127.0.0.1:8000:8000"]


def test_a_worker_is_given_the_time_one_job_may_take():
    limit_s = next(
        setting for setting in settings_of_config().values() if setting.env == "RUNLAB_JOB_TIME_LIMIT_S"
    )
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) >= int(limit_s.default)


def test_every_module_a_container_starts_exists():
    root = DEPLOY.parent
    words = [
        word
        for name in OURS
        for word in (*SERVICES[name]["command"], *SERVICES[name].get("healthcheck", {}).get("test", []))
    ]
    modules = [words[index + 1] for index, word in enumerate(words) if word == "-m"]
    assert modules
    assert all((root / f"{module.replace('.', '/')}.py").exists() for module in modules)


def test_what_the_image_copies_exists():
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    copied = [shlex.split(line)[1:-1] for line in lines if line.startswith("COPY")]
    assert copied
    assert all((DEPLOY.parent / name).exists() for names in copied for name in names)
