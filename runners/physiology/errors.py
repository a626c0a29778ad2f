"""The ways a figure can be refused, each with a sentence a coach can read."""

__all__ = ["FitRefusedError", "InvalidInputError", "NotEnoughDataError", "PhysiologyError"]


class PhysiologyError(ValueError):
    """Base of all errors that runners.physiology raises."""


class InvalidInputError(PhysiologyError):
    """A value that no person, watch or race can have produced."""


class NotEnoughDataError(PhysiologyError):
    """The figure needs more than there is. `missing` says what, in plain English; `said` is the whole sentence."""

    def __init__(self, figure: str, missing: str, said: str | None = None) -> None:
        self.said = said or f"Not enough data for {figure}: {missing}"
        super().__init__(self.said)
        self.figure = figure
        self.missing = missing


class FitRefusedError(PhysiologyError):
    """A fit was made and is not believed; the previous one stays. `code` is stable, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
