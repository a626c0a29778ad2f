"""Every entry of the oracle file: published values and results of other software, against the project's formulas."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORACLE_FILE = ROOT / "tests" / "data" / "judges" / "oracles.json"


def _oracle_file():
    return json.loads(ORACLE_FILE.read_text()) if ORACLE_FILE.exists() else {"oracles": [], "datasets": {}}


def _formulas():
    spec = importlib.util.spec_from_file_location("formulas", ROOT / "tests" / "formulas.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FORMULAS


FILE = _oracle_file()


def _inputs(oracle):
    inputs = dict(oracle["inputs"])
    if "dataset" in inputs:
        dataset = FILE["datasets"][inputs.pop("dataset")]
        inputs |= {"loads": dataset["loads"], "tests": dataset["tests"]}
    return inputs


def _assert_agrees(got, expected, tolerance):
    if isinstance(expected, dict):
        for key, value in expected.items():
            _assert_agrees(got[key], value, tolerance)
    elif isinstance(expected, list):
        assert len(got) == len(expected)
        for one_got, one_expected in zip(got, expected, strict=True):
            _assert_agrees(one_got, one_expected, tolerance)
    elif expected is None or isinstance(expected, str):
        assert got == expected
    else:
        allowed = tolerance["abs"] if "abs" in tolerance else tolerance["rel"] * abs(expected)
        assert abs(got - expected) <= allowed, f"{got!r} is not {expected!r} within {allowed:g}"


@pytest.mark.skipif(not ORACLE_FILE.exists(), reason=f"The oracle file is missing: {ORACLE_FILE}")
def test_the_oracle_file_is_read_and_every_formula_of_it_has_an_adapter():
    assert len(FILE["oracles"]) >= 145
    assert {oracle["formula"] for oracle in FILE["oracles"]} <= set(_formulas())


@pytest.mark.parametrize("oracle", FILE["oracles"], ids=lambda oracle: oracle["id"])
def test_the_formula_agrees_with_its_oracle(oracle):
    got = _formulas()[oracle["formula"]](**_inputs(oracle))
    _assert_agrees(got, oracle["expected"], oracle["tolerance"])
