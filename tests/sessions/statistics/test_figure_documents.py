"""A stored figure has no text that the registry of formulas has, and is told with all of them."""

from dataclasses import asdict

import pytest

from sessions.analysis.provenance import Input, Points, figure, missing_figure
from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.statistics.documents import to_document
from sessions.statistics.figure_documents import figure_document, whole_figure


def figures():
    plain = figure("distance_m", 5000.0, "m", "distance")
    inputs = (Input("Steps", 812.0, "", "session", "a1"), Input("Method", "watch"), Input("Gap", None, "s"))
    points = Points(0.0, 900.0, 870)
    rich = figure(
        "moving_time_s", 870.0, "s", "moving_time", inputs=inputs, points=points, clock="timer", coverage=0.9,
        computed=868.0, standard_error=1.5, flags=("sparse",), sentence="Of the watch.",
    )  # fmt: skip
    return [plain, rich, missing_figure("ascent_m", "m", "distance", "There is no altitude.", inputs)]


@pytest.mark.parametrize("one", figures(), ids=lambda one: one.name)
def test_a_figure_comes_back_as_it_was(one):
    told = whole_figure(figure_document(one))
    formula = SESSION_FORMULAS[one.formula]
    assert {name: told[name] for name in asdict(one)} == to_document(one)
    assert (told["words"], told["would_change"]) == (formula.words, formula.would_change)


@pytest.mark.parametrize("one", figures(), ids=lambda one: one.name)
def test_no_text_of_the_registry_is_stored(one):
    formula = SESSION_FORMULAS[one.formula]
    stored = str(figure_document(one))
    assert formula.source not in stored
    assert formula.expression not in stored
    assert "None" not in stored


def test_a_figure_that_was_stored_with_its_texts_keeps_them():
    old = to_document(figures()[1]) | {"formula_version": 1, "expression": "as it was then"}
    told = whole_figure(old)
    assert told["expression"] == "as it was then"
    assert told["source_reference"] == SESSION_FORMULAS["moving_time"].source
    assert told["inputs"] == old["inputs"]


def test_of_a_formula_that_has_changed_since_no_text_is_told():
    stored = figure_document(figures()[0]) | {"formula_version": 1}
    told = whole_figure(stored)
    assert {told[name] for name in ("words", "expression", "source_reference", "would_change")} == {""}
    assert told["value"] == 5000.0
