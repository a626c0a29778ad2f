"""What the popover says: words and rounded figures, never a letter nobody explained, never None."""

from __future__ import annotations

import re

import pytest

from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.pages.session.figure_table import shown, why_of
from sessions.pages.session.formula_words import FORMULA_WORDS

LETTERS = re.compile(r"\b(?![ahWsm]\b)[A-Za-z]\d?\b|\b(?:NGP|IF|CS|RPE|RR|spm|v_g|W')(?!\w)|[Σ√]")


def figure_of(formula, **more):
    return {"value": 4.2, "unit": "", "formula": formula, "formula_version": 1, "inputs": []} | more


@pytest.mark.parametrize("name", SESSION_FORMULAS)
def test_no_formula_has_a_letter_that_is_not_explained(name):
    why = why_of("intensity_factor", figure_of(name, expression=SESSION_FORMULAS[name].expression), "km")
    assert not LETTERS.findall(why.formula), why.formula


def test_the_letters_are_found_where_they_stand():
    assert LETTERS.findall("100 * (e1 - e2) / e1") == ["e1", "e2", "e1"]


def test_every_formula_in_words_is_one_that_there_is():
    assert set(FORMULA_WORDS) <= set(SESSION_FORMULAS)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_an_unknown_input_is_a_dash(value):
    figure = figure_of("rtss", inputs=[{"name": "Intensity", "value": value, "unit": ""}])
    assert why_of("rtss", figure, "km").inputs[0].value == "–"


def test_an_input_from_a_session_leads_there():
    session = "6" * 24
    one = {"name": "Race", "value": 1200.0, "unit": "s", "resource": "sessions", "id": session}
    assert why_of("rtss", figure_of("rtss", inputs=[one]), "km").inputs[0].url == f"/sessions/{session}/"


@pytest.mark.parametrize(
    ("name", "value", "unit", "kilometres", "miles"),
    [
        ("distance_m", 5000.0, "m", "5.00 km", "3.11 mi"),
        ("Distance", 5000.0, "m", "5.00 km", "3.11 mi"),
        ("ascent_m", 100.0, "m", "100 m", "328 ft"),
        ("w_prime_balance_min_m", 100.0, "m", "100 m", "109 yd"),
        ("W'", 200.0, "m", "200 m", "219 yd"),
        ("step_length_m", 1.2, "m", "1.20 m", "3.94 ft"),
        ("avg_temperature_c", 10.0, "°C", "10 °C", "50 °F"),
        ("avg_speed_mps", 4.0, "m/s", "4:10 /km", "6:42 /mi"),
    ],
)
def test_every_figure_is_in_the_chosen_units(name, value, unit, kilometres, miles):
    assert shown(name, value, unit, "km") == kilometres
    assert shown(name, value, unit, "mi") == miles
