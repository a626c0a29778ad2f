"""Find code that nothing uses, with vulture: `python -m scripts.dead_code`.

A name counts as used when code, a template or a string that is a name (`fields = ["pace"]`, `getattr`) says it. What
looks unused and is not stands in scripts/dead_code_allowed.py with its reason; an entry that covers nothing is an error.
"""

from __future__ import annotations

import ast
import keyword
import re
import sys
from typing import TYPE_CHECKING

from vulture import Vulture

from runlab_site.config import BASE_DIR
from scripts.dead_code_allowed import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROOMS = ("runlab_site", "runners", "sessions", "training", "fitparse_sdk", "scripts", "manage.py")
GENERATED = ("*/migrations/*", "*_profile_data.py")
IN_TAGS = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*")
DOTTED_NAME = re.compile(r"-?[A-Za-z_][\w.]*")


def main() -> int:
    """Print what is unused and not allowed, and what is allowed for nothing; returns the exit status."""
    found = list(unused())
    problems = [
        f"{file}:{line}: {name} is used by nothing"
        for file, line, name in found
        if not any(allowed.covers(file, name) for allowed in ALLOWED)
    ]
    problems += [
        f"scripts/dead_code_allowed.py: covers nothing: {allowed.files} {allowed.names} ({allowed.reason})"
        for allowed in ALLOWED
        if not any(allowed.covers(file, name) for file, _, name in found)
    ]
    print("\n".join(problems) or "No code without a use.")
    return 1 if problems else 0


def unused() -> Iterator[tuple[str, int, str]]:
    """File, line and name of all that vulture finds unused."""
    judge = Vulture()
    judge.scavenge([str(BASE_DIR / room) for room in ROOMS], exclude=list(GENERATED))
    named = {*names_in_templates(), *names_in_strings()}
    judge.scan("\n".join(sorted(filter(_can_be_used, named))))
    for item in judge.get_unused_code():
        yield str(item.filename.relative_to(BASE_DIR)), item.first_lineno, item.name


def _can_be_used(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def names_in_templates() -> Iterator[str]:
    """Every word inside the tags of a template."""
    for file in (BASE_DIR / "templates").rglob("*.html"):
        for tag in IN_TAGS.findall(file.read_text()):
            yield from NAME.findall(tag)


def names_in_strings() -> Iterator[str]:
    """Names that stand in code as text, and those of lookups: `"-day"`, `runner__coach=...`."""
    for file in _code_files():
        for node in ast.walk(ast.parse(file.read_text())):
            yield from _names_of(node)


def _names_of(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED_NAME.fullmatch(node.value):
        return NAME.findall(re.sub(r"__|\.", " ", node.value))
    if isinstance(node, ast.keyword) and node.arg and "__" in node.arg:
        return [part for part in node.arg.split("__") if part]
    return []


def _code_files() -> Iterator[Path]:
    for room in ROOMS:
        path = BASE_DIR / room
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            if not any(file.match(pattern) for pattern in (*GENERATED, "dead_code_allowed.py")):
                yield file


if __name__ == "__main__":
    sys.exit(main())
