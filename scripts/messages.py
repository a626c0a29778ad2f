"""Write what there is to translate into locale/<language>/LC_MESSAGES/: `python -m scripts.messages de`.

Django's makemessages finds the calls of gettext; what pure rooms say without it, sentences, names of zones, words of
formulas, is laid beside them in a file that is there only meanwhile. Needs xgettext (Debian: gettext), on the machine of
who translates alone.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

import django

from runlab_site.config import BASE_DIR

if TYPE_CHECKING:
    from collections.abc import Iterator

MEANWHILE = BASE_DIR / "runlab_site" / "said_without_gettext.py"
IGNORED = ("var/*", "node_modules/*", "static/vendor/*", ".venv/*", "tests/*", "benchmarks/*", "scripts/*")


def main() -> None:
    """Read the languages from the command line."""
    options = argparse.ArgumentParser(description="Write what there is to translate.")
    options.add_argument("languages", nargs="+", metavar="language")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
    django.setup()
    write(options.parse_args().languages)


def write(languages: list[str]) -> None:
    """Bring the .po files of these languages up to date; translations in them stay."""
    from django.core.management import call_command

    (BASE_DIR / "locale").mkdir(exist_ok=True)
    said = sorted(set(said_without_gettext()))
    MEANWHILE.write_text("".join(f"gettext({text!r})\n" for text in said), encoding="utf-8")
    try:
        for domain in ("django", "djangojs"):
            call_command(
                "makemessages",
                locale=languages,
                domain=domain,
                ignore_patterns=list(IGNORED),
                no_obsolete=True,
            )
    finally:
        MEANWHILE.unlink()


def said_without_gettext() -> Iterator[str]:
    """Texts of rooms that import no Django, which pages put through gettext."""
    from runlab_site.jobs.words import WORDS as JOBS
    from runners.physiology.formulas import all_formulas
    from runners.physiology.heart_rate_calculator import ZONE_NAMES
    from runners.physiology.words import WORDS as RUNNERS
    from runners.physiology.zones import HEART_RATE_ZONE_NAMES
    from sessions.analysis.words import WORDS as SESSIONS
    from training.planning.words import WORDS as TRAINING

    for catalogue in (JOBS, RUNNERS, SESSIONS, TRAINING):
        yield from catalogue.format_strings
    yield from (*ZONE_NAMES, *HEART_RATE_ZONE_NAMES)
    for formula in all_formulas().values():
        yield from (formula.words, formula.would_change)


if __name__ == "__main__":
    main()
