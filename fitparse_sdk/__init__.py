"""Reads and writes FIT, the file format of sports devices.

    import fitparse_sdk as fit

    activity = fit.decode("run.fit")
    records = activity.columns("record")

See docs/fitparse_sdk.md. The modules decoder, encoder, stream, profile, ... have the interface of Garmin's Python SDK.
"""

from __future__ import annotations

from . import fit, hr_mesg_utils, util
from .accumulator import Accumulator
from .bitstream import BitStream
from .columns import Columns, DeveloperColumns
from .crc_calculator import CrcCalculator
from .decoder import Decoder
from .encoder import Encoder
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
from .fit import BASE_TYPE, BASE_TYPE_DEFINITIONS
from .hr_mesg_utils import expand_heart_rates
from .memos import Memo
from .messages import Message
from .profile import Profile
from .reader import Activity, FileCheck, check, decode, read
from .scanner import Limits
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
