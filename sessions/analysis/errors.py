"""The errors of this package, each with a sentence a coach can read."""

__all__ = ["AnalysisError", "InvalidStreamsError", "NotEnoughDataError"]


class AnalysisError(ValueError):
    """Base class of the errors of this package."""


class InvalidStreamsError(AnalysisError):
    """Arrays that are no recording: of different lengths, without any time, or longer than a session can be."""


class NotEnoughDataError(AnalysisError):
    """The figure needs more than there is. `missing` says what, in plain English."""

    def __init__(self, figure: str, missing: str) -> None:
        super().__init__(f"Not enough data for {figure}: {missing}.")
        self.figure = figure
        self.missing = missing
