"""Reads and writes FIT, the file format of sports devices.

    import fitparse_sdk as fit

    activity = fit.decode("run.fit")
    records = activity.columns("record")

See docs/fitparse_sdk.md. The modules decoder, encoder, stream, profile, ... have the interface of Garmin's Python SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from .memos import Memo
from .messages import Message
from .profile import Profile
from .reader import Activity, FileCheck, check, decode, read
from .scanner import Limits

if TYPE_CHECKING:
    from . import fit, hr_mesg_utils, util
    from .accumulator import Accumulator
    from .bitstream import BitStream
    from .crc_calculator import CrcCalculator
    from .decoder import Decoder
    from .encoder import Encoder
    from .fit import BASE_TYPE, BASE_TYPE_DEFINITIONS
    from .hr_mesg_utils import expand_heart_rates
    from .stream import Stream
    from .util import (
        BASE_TYPE_TO_FIELD_TYPE,
        FIELD_TYPE_TO_BASE_TYPE,
        FIT_EPOCH_S,
        convert_datetime_to_timestamp,
        convert_timestamp_to_datetime,
    )
    from .workouts import Repeat, Step, workout
    from .writing import Typed, encode

__all__ = [
    "BASE_TYPE",
    "BASE_TYPE_DEFINITIONS",
    "BASE_TYPE_TO_FIELD_TYPE",
    "FIELD_TYPE_TO_BASE_TYPE",
    "FIT_EPOCH_S",
    "Accumulator",
    "Activity",
    "BitStream",
    "Columns",
    "CrcCalculator",
    "Decoder",
    "DeveloperColumns",
    "Encoder",
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
    "Memo",
    "Message",
    "Profile",
    "Repeat",
    "Step",
    "Stream",
    "Typed",
    "check",
    "convert_datetime_to_timestamp",
    "convert_timestamp_to_datetime",
    "decode",
    "encode",
    "expand_heart_rates",
    "fit",
    "hr_mesg_utils",
    "read",
    "util",
    "workout",
]

_MODULES = ("fit", "hr_mesg_utils", "util")
_HOMES = {
    "accumulator": ("Accumulator",),
    "bitstream": ("BitStream",),
    "crc_calculator": ("CrcCalculator",),
    "decoder": ("Decoder",),
    "encoder": ("Encoder",),
    "fit": ("BASE_TYPE", "BASE_TYPE_DEFINITIONS"),
    "hr_mesg_utils": ("expand_heart_rates",),
    "stream": ("Stream",),
    "util": (
        "BASE_TYPE_TO_FIELD_TYPE",
        "FIELD_TYPE_TO_BASE_TYPE",
        "FIT_EPOCH_S",
        "convert_datetime_to_timestamp",
        "convert_timestamp_to_datetime",
    ),
    "workouts": ("Repeat", "Step", "workout"),
    "writing": ("Typed", "encode"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
"""What reading columns and messages does not need is imported when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
