"""`python -m fitparse_sdk FILE`: what is in a FIT file, and its messages as JSON, CSV or Parquet."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, TextIO

from . import Activity, FitError, check, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Run the command; returns the exit status: 0, or 2 where the file cannot be read."""
    options = _parser().parse_args(arguments)
    try:
        activity = decode(options.file)
        if options.json:
            _write_json(activity, out)
        elif options.csv:
            _write_csv(activity, options.csv, out)
        elif options.parquet:
            _write_parquet(
                activity, options.parquet, options.output or f"{options.file}.{options.parquet}.parquet"
            )
        else:
            _write_summary(options.file, activity, out)
    except (FitError, OSError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)  # noqa: T201  # a command line speaks
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fitparse_sdk", description=__doc__)
    parser.add_argument("file", help="a FIT file, gzip'd or not")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--json", action="store_true", help="all messages, one JSON object a line")
    ways.add_argument("--csv", metavar="MESSAGE", help="the messages of one kind as CSV")
    ways.add_argument(
        "--parquet", metavar="MESSAGE", help="the messages of one kind as a Parquet file (needs pyarrow)"
    )
    parser.add_argument("-o", "--output", help="where to write the Parquet file")
    return parser


def _write_summary(path: str, activity: Activity, out: TextIO) -> None:
    result = check(path)
    out.write(f"{path}: {result.type or 'FIT'} file, protocol {result.protocol}, profile {result.profile}, ")
    out.write(f"{len(activity.headers)} part(s), checksum {'right' if result.crc_ok else 'WRONG'}\n")
    counts = Counter(message.name for message in activity.messages())
    for name, count in counts.items():
        fields = ", ".join(activity.columns(name))
        out.write(f"{count:7} {name}: {fields}\n")
    out.writelines(f"warning: {warning}\n" for warning in activity.warnings)


def _write_json(activity: Activity, out: TextIO) -> None:
    for message in activity.messages():
        fields = {"message": message.name, **message}
        if message.developer:
            fields["developer_fields"] = dict(message.developer)
        out.write(json.dumps(_finite(fields), default=_plain, ensure_ascii=False) + "\n")


def _write_csv(activity: Activity, name: str, out: TextIO) -> None:
    columns = _all_columns(activity, name)
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in zip(*(column.tolist() for column in columns.values()), strict=True):
        writer.writerow(["" if value is None or value != value else value for value in row])  # noqa: PLR0124  # NaN


def _write_parquet(activity: Activity, name: str, path: str) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise FitError("--parquet needs pyarrow") from error
    columns = _all_columns(activity, name)
    arrays = {key: pa.array(_of_one_type(column), from_pandas=True) for key, column in columns.items()}
    parquet.write_table(pa.table(arrays), path)


def _of_one_type(column: Any) -> Any:
    """Rows of one type, as Parquet has them: texts, or lists of texts where any message has several."""
    if column.ndim > 1:
        return list(column)
    if column.dtype != object:
        return column
    rows = column.tolist()
    has_lists = any(isinstance(row, list) for row in rows)
    return [_as_texts(row) if has_lists else _as_text(row) for row in rows]


def _as_texts(row: Any) -> list[str | None] | None:
    return None if row is None else [_as_text(one) for one in (row if isinstance(row, list) else [row])]


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _all_columns(activity: Activity, name: str) -> dict[str, Any]:
    columns = activity.columns(name)
    taken = set(columns)
    developer = {
        key if key not in taken else f"developer.{key}": one for key, one in columns.developer.items()
    }
    return {**columns, **developer}


def _finite(value: Any) -> Any:
    """The same without infinite numbers, for which JSON has no words: a file's floats may be."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
