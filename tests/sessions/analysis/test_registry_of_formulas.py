"""One registry holds the formulas of runners and of sessions."""

from __future__ import annotations

import pytest

from runners.physiology.formulas import Formula, all_formulas, register
from runners.physiology.runner_formulas import RUNNER_FORMULAS
from sessions.analysis.session_formulas import SESSION_FORMULAS


def test_the_registry_holds_both_catalogues():
    assert all_formulas() == {
        **{("runner", name): one for name, one in RUNNER_FORMULAS.items()},
        **{("session", name): one for name, one in SESSION_FORMULAS.items()},
    }


@pytest.mark.parametrize("name", sorted(all_formulas()))
def test_each_formula_says_what_it_does_where_it_is_from_and_what_would_change_it(name):
    formula = all_formulas()[name]
    assert formula.words.endswith(".")
    assert formula.source
    assert formula.would_change
    assert formula.version >= 1


def test_two_formulas_of_one_name_are_refused():
    one = Formula("speed", 1, "Distance over time.", "d / t", "ours", "another distance")
    with pytest.raises(ValueError, match="bear one name"):
        register("nobody", [one, one])


def test_a_second_catalogue_of_an_owner_is_refused():
    with pytest.raises(ValueError, match="registered already"):
        register("session", [])
