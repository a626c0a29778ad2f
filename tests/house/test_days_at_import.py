"""No test asks for the day while it is imported: the clock is moved only afterwards, so it would see the machine's own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FILES = sorted(file for file in TESTS.rglob("*.py") if "data" not in file.relative_to(TESTS).parts)
ASKING = {"now", "today", "localdate", "localtime", "utcnow"}
# It reads the machine's date on purpose, to choose the day.
CHOOSES = TESTS / "days.py"


def run_at_import(node: ast.AST) -> list[ast.AST]:
    """The parts of a module that run while it is imported: all but the bodies of functions."""
    if isinstance(node, ast.Lambda):
        return []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*node.decorator_list, node.args]
    else:
        parts = list(ast.iter_child_nodes(node))
    return [node, *(inner for part in parts for inner in run_at_import(part))]


def days_asked(source: str) -> list[str]:
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in run_at_import(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ASKING
    ]


@pytest.mark.parametrize("file", [one for one in FILES if one != CHOOSES], ids=lambda file: str(file.name))
def test_no_module_asks_for_the_day_while_it_is_imported(file):
    assert days_asked(file.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "TODAY = timezone.now().date()",
        "def test_it(day=date.today()):\n    pass",
        "@pytest.mark.parametrize('day', [datetime.now(UTC)])\ndef test_it(day):\n    pass",
        "class TestIt:\n    day = date.today()",
    ],
)
def test_one_that_asks_is_found(source):
    assert len(days_asked(source)) == 1


def test_asking_inside_a_test_is_no_fault():
    assert days_asked("def test_it():\n    return date.today()") == []
