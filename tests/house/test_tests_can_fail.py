"""A test that cannot fail shows nothing: no test is without a check, and no check is true whatever the code does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FILES = sorted(file for file in TESTS.rglob("test_*.py") if "data" not in file.relative_to(TESTS).parts)

# Calls that fail by themselves, beside assert_..., check_... and expect(...).to_...: pytest's, and waits for a page.
CHECKING_CALLS = {
    "raises",
    "warns",
    "fail",
    "compare_answers",
    "eventually",
    "wait_for",
    "wait_for_url",
    "wait_for_function",
}
# Those of tests/fitparse_sdk/reading_ways.py let nothing but a typed error pass.
CHECKING_CALLS |= {"read_every_way", "read_by_command"}


def is_checking(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return name in CHECKING_CALLS or name.startswith(("assert_", "check_", "to_", "not_to_"))
    return isinstance(node, ast.Assert)


def names_called(function: ast.AST) -> set[str]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return {ast.unparse(node.func).rpartition(".")[2] for node in calls}


def checking_functions(functions: dict[str, ast.AST]) -> set[str]:
    """Those that check something themselves or by a function of their module."""
    called = {name: names_called(function) for name, function in functions.items()}
    found = {name for name, function in functions.items() if any(map(is_checking, ast.walk(function)))}
    while further := {name for name in functions.keys() - found if called[name] & found}:
        found |= further
    return found


def is_always_true(test: ast.expr) -> bool:
    """A constant, a non-empty literal, `... or True`, or a value compared with itself."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(map(is_always_true, test.values))
    if isinstance(test, ast.Compare):
        first, second = test.left, test.comparators[0]
        # Two calls may differ: `make() == make()` is a check.
        calls = any(isinstance(node, ast.Call) for node in ast.walk(first))
        return not calls and ast.unparse(first) == ast.unparse(second)
    if isinstance(test, ast.Tuple | ast.List):
        return bool(test.elts)
    return (isinstance(test, ast.Constant) and bool(test.value)) or isinstance(
        test, ast.GeneratorExp | ast.Lambda
    )


def loops_over_one(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List) and len(node.iter.elts) < 2
    )


def faults_of(source: str) -> list[str]:
    tree = ast.parse(source)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    unchecked = [
        f"line {functions[name].lineno}: {name} checks nothing"
        for name in functions.keys() - checking_functions(functions)
        if name.startswith("test_")
    ]
    true = [
        f"line {node.lineno}: always true: {ast.unparse(node.test)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and is_always_true(node.test)
    ]
    loops = [f"line {node.lineno}: a loop over one" for node in ast.walk(tree) if loops_over_one(node)]
    return unchecked + true + loops


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TESTS)))
def test_every_test_of_a_file_can_fail(file):
    assert faults_of(file.read_text()) == []


@pytest.mark.parametrize(
    "body",
    [
        "compute()",
        "assert found == found",
        "assert (found, 3)",
        "assert found or True",
        "assert lambda: found",
    ],
)
def test_one_that_cannot_fail_is_found(body):
    assert len(faults_of(f"def test_it():\n    {body}\n")) == 1


def test_a_loop_over_one_element_is_found():
    assert len(faults_of("def test_it():\n    for one in [3]:\n        assert one == found()\n")) == 1
