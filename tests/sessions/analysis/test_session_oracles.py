import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ORACLES = ROOT / "tests" / "data" / "judges" / "oracles.json"


def _formulas():
    spec = importlib.util.spec_from_file_location(
        "formulas_sessions", ROOT / "tests" / "formulas_sessions.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FORMULAS_SESSIONS


FORMULAS = _formulas()


def _entries():
    if not ORACLES.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"No oracles at {ORACLES}"))]
    oracles = json.loads(ORACLES.read_text())["oracles"]
    return [pytest.param(entry, id=entry["id"]) for entry in oracles if entry["formula"] in FORMULAS]


def _agree(got, expected, tolerance):
    if expected is None:
        assert got is None
    elif isinstance(expected, dict):
        for key, value in expected.items():
            _agree(got[key], value, tolerance)
    elif isinstance(expected, list):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            _agree(one, other, tolerance)
    else:
        assert got == pytest.approx(expected, rel=tolerance.get("rel", 0), abs=tolerance.get("abs", 0))


@pytest.mark.parametrize("entry", _entries())
def test_formula_agrees_with_the_published_or_independent_value(entry):
    _agree(FORMULAS[entry["formula"]](**entry["inputs"]), entry["expected"], entry["tolerance"])
