"""The registry of formulas: what holds of a figure for every runner. Pages, API and tests read it here.

Runners' figures are catalogued in runner_formulas.py, sessions' in sessions/analysis/session_formulas.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Formula", "all_formulas", "register"]


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of a formula: in words, as an expression, with its source and what would change its result.

    id and version are stored with the value. figure and unit: what it gives; a formula may give several figures.
    """

    id: str
    version: int
    words: str
    expression: str
    source: str
    would_change: str
    figure: str = ""
    unit: str = ""

    @property
    def formula(self) -> str:
        """The id with its version, as stored with a runner's value: training_load@2."""
        return f"{self.id}@{self.version}"


_catalogues: dict[str, Mapping[str, Formula]] = {}


def register(owner: str, formulas: Iterable[Formula]) -> Mapping[str, Formula]:
    """Add the formulas of an owner ("runner" or "session"), and give them by figure, or by id where it has none.

    Raises ValueError where two of them bear one name, or the owner has a catalogue already.
    """
    listed = list(formulas)
    catalogue = {one.figure or one.id: one for one in listed}
    if len(catalogue) != len(listed):
        raise ValueError(f"Two formulas of a {owner} bear one name.")
    if owner in _catalogues:
        raise ValueError(f"The formulas of a {owner} are registered already.")
    _catalogues[owner] = catalogue
    return catalogue


def all_formulas() -> dict[tuple[str, str], Formula]:
    """Every formula by its owner and name."""
    return {(owner, name): one for owner, catalogue in _catalogues.items() for name, one in catalogue.items()}
