"""No view module imports another app's views, and each page has a folder of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("runlab_site", "runners", "sessions", "training")
# What pages of several apps share stands in pages/base.py and runlab_site/web.
MODULES = [
    file
    for app in APPS
    for file in (ROOT / app).rglob("*.py")
    if "pages" in file.parts and file.name not in ("__init__.py", "base.py")
]


def imported_by(file: Path) -> set[str]:
    nodes = ast.walk(ast.parse(file.read_text()))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_page_imports_the_views_of_another_app(file):
    own = file.relative_to(ROOT).parts[0]
    views = {
        name
        for name in imported_by(file)
        if ".pages." in name and name.endswith((".views", ".actions")) and not name.startswith(own)
    }
    assert views == set()


def test_there_are_pages_of_every_app():
    assert {file.relative_to(ROOT).parts[0] for file in MODULES} == set(APPS)
