"""Write .env.example and the table of docs/operations.md from the settings in runlab_site/config.py.

python -m scripts.config_reference           write both
python -m scripts.config_reference --check   fail if one of them is not current
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from typing import TYPE_CHECKING

from runlab_site.config import BASE_DIR, Setting, settings_of_config

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = BASE_DIR / ".env.example"
OPERATIONS = BASE_DIR / "docs" / "operations.md"
BEGIN, END = "<!-- settings: written by scripts/config_reference.py -->", "<!-- end of settings -->"


def main() -> int:
    """Write or check both documents; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the documents of the configuration.")
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    check = parser.parse_args().check
    documents = {EXAMPLE: env_example(), OPERATIONS: with_table(OPERATIONS.read_text())}
    stale = [file for file, text in documents.items() if not file.exists() or file.read_text() != text]
    for file in stale:
        _report(file) if check else file.write_text(documents[file])
    return 1 if check and stale else 0


def env_example() -> str:
    """A .env with every setting and its default, all commented out."""
    head = "# Every setting of Runlab with its default; written by scripts/config_reference.py.\n"
    head += "# Copy to .env what you want to change. The environment goes before .env.\n"
    return head + "".join(f"\n{_example_of(setting)}\n" for setting in settings_of_config().values())


def with_table(document: str) -> str:
    """`document` with the table between its two marks made anew."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table()}{END}", document, flags=re.DOTALL)


def table() -> str:
    """The settings as a Markdown table."""
    head = "| variable | default | unit | allowed | what it does |\n|---|---|---|---|---|\n"
    return head + "".join(_row(setting) for setting in settings_of_config().values())


def _example_of(setting: Setting) -> str:
    unit = f" In {setting.unit}." if setting.unit else ""
    text = f"{setting.help}{unit} Allowed: {setting.allowed}."
    comment = textwrap.wrap(text, width=100, initial_indent="# ", subsequent_indent="# ")
    return "\n".join([*comment, f"#{setting.env}={setting.default}"])


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else ""
    cells = (f"`{setting.env}`", default, setting.unit, setting.allowed, setting.help)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _report(file: Path) -> None:
    print(f"{file.relative_to(BASE_DIR)} is not current: run python -m scripts.config_reference")


if __name__ == "__main__":
    sys.exit(main())
