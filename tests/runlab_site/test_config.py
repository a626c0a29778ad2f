import dataclasses
import subprocess
import sys

import pytest

from runlab_site.config import BASE_DIR, Config, ConfigError, settings_of_config

SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"


def config_of(env_file=None, **variables):
    return Config.from_env({"RUNLAB_SECRET_KEY": SECRET, **variables}, env_file)


def test_the_defaults_are_those_of_the_design_notes():
    config = config_of()
    assert (config.port, config.rate_limit_per_min, config.data_dir) == (8000, 600, BASE_DIR / "var")
    limits = (config.max_zip_ratio, config.max_file_mb, config.max_zip_total_mb, config.max_zip_entries)
    assert limits == (100, 200, 4096, 20_000)
    assert (config.max_speed_mps, config.max_acceleration_mps2, config.gap_hold_s) == (12, 6, 10)
    assert (config.moving_speed_mps, config.duplicate_overlap_percent) == (0.5, 50)
    assert config.zone_percentages == (60, 70, 80, 90, 100)
    assert (config.job_max_attempts, config.job_retention_days) == (5, 7)


def test_the_environment_goes_before_the_file(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=8001\nRUNLAB_SIGNUP=invite\n")
    config = config_of(env_file, PORT="8002")
    assert (config.port, config.signup) == (8002, "invite")


def test_an_empty_variable_means_the_file_and_then_the_default(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=8001\nRUNLAB_SIGNUP=\n")
    config = config_of(env_file, PORT="")
    assert (config.port, config.signup) == (8001, "open")


def test_a_dollar_in_the_file_is_a_dollar(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_text("RUNLAB_SMTP_PASSWORD='pa${PORT}ss'\n")
    assert config_of(env_file).smtp_password == "pa${PORT}ss"


@pytest.mark.parametrize(
    ("variable", "text", "allowed"),
    [
        ("PORT", "80a", "a whole number from 1 to 65535"),
        ("PORT", "0", "a whole number from 1 to 65535"),
        ("RUNLAB_MAX_FILE_MB", "-1", "a whole number from 1 to 4096"),
        ("RUNLAB_MAX_SPEED_MPS", "nan", "a number from 5 to 60"),
        ("RUNLAB_SIGNUP", "Open", "one of open, invite, closed"),
        ("RUNLAB_DEMO", "maybe", "1 or 0"),
        ("RUNLAB_PUBLIC_URL", "runlab.example", "http:// or https://"),
        ("RUNLAB_PUBLIC_URL", "https://runlab.example/path", "no path"),
        ("RUNLAB_PUBLIC_URL", "https://runlab.example:99999", "no path"),
        ("RUNLAB_CORS_ORIGINS", "https://a.example,b.example", "origins such as"),
        ("RUNLAB_ZONE_PERCENTAGES", "60,80,70,90,100", "five rising numbers"),
        ("RUNLAB_ZONE_PERCENTAGES", "60,70,80,90", "five rising numbers"),
        ("MAP_TILE_URL", "https://tiles.example/", "{z}, {x} and {y}"),
        ("RUNLAB_MONGODB_DATABASE", "a.b", "letters, digits"),
    ],
)
def test_a_bad_value_is_named_with_its_variable_and_what_is_allowed(variable, text, allowed):
    with pytest.raises(ConfigError) as caught:
        config_of(**{variable: text})
    message = str(caught.value)
    assert variable in message
    assert repr(text) in message
    assert allowed in message


def test_all_bad_values_are_named_at_once():
    with pytest.raises(ConfigError) as caught:
        config_of(PORT="x", RUNLAB_SIGNUP="y")
    assert len(str(caught.value).splitlines()) == 2


def test_a_bad_secret_is_named_but_not_repeated():
    with pytest.raises(ConfigError, match="RUNLAB_SECRET_KEY is a value that is not shown here") as caught:
        config_of(RUNLAB_SECRET_KEY="hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_missing_secret_says_how_to_make_one():
    with pytest.raises(ConfigError, match="make setup"):
        Config.from_env({}, None)


def test_a_slip_of_the_pen_in_the_file_is_named(tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_text("RUNLAB_MAX_FILE_MBS=100\n")
    with pytest.raises(ConfigError, match=r"did you mean RUNLAB_MAX_FILE_MB\?"):
        config_of(env_file)


def test_what_is_printed_of_a_config_holds_no_secret():
    config = config_of(MONGODB_URI="mongodb://u:canary1@db/", RUNLAB_SMTP_PASSWORD="canary2")
    assert SECRET not in repr(config)
    assert "canary" not in repr(config)


def test_a_config_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        config_of().port = 1


def test_hosts_origins_and_scheme_follow_the_public_address():
    config = config_of(RUNLAB_PUBLIC_URL="https://Run.Example:8443/", RUNLAB_EXTRA_HOSTS="web, proxy.example")
    assert config.public_url == "https://run.example:8443"
    assert config.is_https
    assert config.public_host == "run.example"
    assert config.allowed_hosts == ["run.example", "localhost", "127.0.0.1", "[::1]", "web", "proxy.example"]
    assert config.csrf_trusted_origins == ["https://run.example:8443"]


def test_without_a_public_address_it_is_localhost_at_the_port():
    config = config_of(PORT="8123")
    assert config.public_url == "http://localhost:8123"
    assert not config.is_https


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("mongodb://db/", "runlab"),
        ("mongodb://db", "runlab"),
        ("mongodb://a:1,b:2,c:3/squad?replicaSet=rs0", "squad"),
        ("mongodb+srv://u:p@db.example/squad", "squad"),
    ],
)
def test_a_database_in_the_path_of_the_uri_goes_before_the_default(uri, name):
    assert config_of(MONGODB_URI=uri).database_name == name


@pytest.mark.parametrize("worker_count", [1, 2, 3, 8])
def test_the_queue_waits_longer_than_a_full_queue_takes(worker_count):
    config = config_of(RUNLAB_WORKERS=str(worker_count))
    rounds = 1 + -(-2 // worker_count)  # reliability's bound, with ceil((1 + 1) / workers)
    assert config.job_retry_s > config.job_time_limit_s * rounds + 3


def test_two_lost_heartbeats_do_not_lose_the_lease():
    config = config_of(RUNLAB_JOB_LEASE_S="60")
    assert 3 * config.job_heartbeat_s <= 60


def test_a_relative_data_folder_is_taken_from_the_root_of_the_project():
    assert config_of(RUNLAB_DATA_DIR="elsewhere").data_dir == BASE_DIR / "elsewhere"


def test_the_maps_origin_allows_every_subdomain_of_its_tiles():
    config = config_of(MAP_TILE_URL="https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert config.map_tile_origin == "https://*.tiles.example"
    assert config_of().map_tile_origin is None


def test_every_default_is_allowed_by_its_own_bounds():
    config = config_of()
    for name, setting in settings_of_config().items():
        if setting.default:
            assert setting.read(setting.default) == getattr(config, name), name


def test_every_setting_has_a_variable_of_its_own_and_a_sentence():
    settings = list(settings_of_config().values())
    assert len({setting.env for setting in settings}) == len(settings) == len(dataclasses.fields(Config))
    assert all(setting.help.endswith(".") and setting.allowed for setting in settings)


def test_the_configuration_loads_no_django():
    code = "import sys, runlab_site.config; print(any(m.split('.')[0] == 'django' for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
