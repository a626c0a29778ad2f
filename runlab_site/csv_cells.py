"""Writes values as CSV cells that a spreadsheet does not execute as formulas."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["safe_cell"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """A value as a CSV cell: nested ones as JSON, text that a spreadsheet would run with a ' before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list | tuple):
        value = json.dumps(value, separators=(",", ":"), default=str)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
