"""Reads and writes FIT, the file format of sports devices.

    import fitparse_sdk as fit

    activity = fit.decode("run.fit")
    records = activity.columns("record")

See docs/fitparse_sdk.md. The modules decoder, encoder, stream, profile, ... have the interface of Garmin's Python SDK.
"""

from __future__ import annotations

from .columns import Columns, DeveloperColumns
from .errors import (
    FitCrcError,
    FitDataError,
    FitEncodeError,
    FitError,
    FitHeaderError,
    FitLimitError,
    FitTruncatedError,
    FitWarning,
)
from .messages import Message
from .reader import Activity, FileCheck, check, decode, read
from .scanner import Limits
from .writing import Typed, encode

__all__ = [
    "Activity",
    "Columns",
    "DeveloperColumns",
    "FileCheck",
    "FitCrcError",
    "FitDataError",
    "FitEncodeError",
    "FitError",
    "FitHeaderError",
    "FitLimitError",
    "FitTruncatedError",
    "FitWarning",
    "Limits",
    "Message",
    "Typed",
    "check",
    "decode",
    "encode",
    "read",
]
