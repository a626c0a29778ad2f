import subprocess
import sys
from pathlib import Path

from dotenv import dotenv_values

from runlab_site.config import settings_of_config
from scripts import config_reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_and_the_table_are_current():
    command = [sys.executable, "-m", "scripts.config_reference", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_stale_document_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(config_reference, "BASE_DIR", tmp_path)
    monkeypatch.setattr(config_reference, "EXAMPLE", tmp_path / ".env.example")
    monkeypatch.setattr(config_reference, "OPERATIONS", tmp_path / "operations.md")
    monkeypatch.setattr(sys, "argv", ["config_reference", "--check"])
    (tmp_path / "operations.md").write_text("no table here")
    assert config_reference.main() == 1
    assert ".env.example is not current" in capsys.readouterr().out


def test_the_example_holds_every_setting_with_its_default(tmp_path):
    uncommented = config_reference.env_example().replace("\n#", "\n")
    lines = [line for line in uncommented.splitlines() if "=" in line and not line.startswith(" ")]
    (tmp_path / ".env").write_text("\n".join(lines))
    expected = {setting.env: setting.default for setting in settings_of_config().values()}
    assert dotenv_values(tmp_path / ".env") == expected


def test_the_table_is_put_between_its_marks_and_the_rest_is_kept():
    document = f"before\n{config_reference.BEGIN}\nof another day\n{config_reference.END}\nafter\n"
    written = config_reference.with_table(document)
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "of another day" not in written
    assert config_reference.with_table(written) == written
