"""Compile the catalogues of languages, locale/<language>/LC_MESSAGES/*.po, into the .mo files that Django reads.

    python3 -m scripts.catalogues

Standard library only: `make setup` runs it before anything is installed, and no machine needs GNU gettext for it.
`python -m scripts.messages` writes the .po files.
"""

from __future__ import annotations

import ast
import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CatalogueError", "compile_all", "mo_of", "read_po"]

ROOT = Path(__file__).resolve().parent.parent
MAGIC = 0x950412DE
HEADER_BYTES = 28
CONTEXT_END, PLURAL_END = "\x04", "\0"


class CatalogueError(RuntimeError):
    """A line of a .po file that cannot be read; the text says which."""


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo beside each .po that is newer; returns those written. Raises CatalogueError."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.write_bytes(mo_of(read_po(source)))
            written.append(target)
    return written


def read_po(source: Path) -> dict[str, str]:
    """Message -> translation, as gettext keys them; those without one, fuzzy and obsolete ones are left out."""
    found = {}
    for entry in _entries(source):
        message = entry.get("msgid", "")
        if "msgctxt" in entry:
            message = entry["msgctxt"] + CONTEXT_END + message
        if "msgid_plural" in entry:
            message += PLURAL_END + entry["msgid_plural"]
        forms = [text for name, text in sorted(entry.items()) if name.startswith("msgstr")]
        if forms and all(forms):
            found[message] = PLURAL_END.join(forms)
    return found


def mo_of(catalogue: dict[str, str]) -> bytes:
    """The bytes of a .mo file: two tables of (length, offset), then all texts, each ended by a zero byte."""
    pairs = sorted((message.encode(), text.encode()) for message, text in catalogue.items())
    texts = [message for message, _ in pairs] + [text for _, text in pairs]
    offset, table, body = HEADER_BYTES + 8 * len(texts), b"", b""
    for text in texts:
        table += struct.pack("<II", len(text), offset + len(body))
        body += text + b"\0"
    originals, translations = HEADER_BYTES, HEADER_BYTES + 8 * len(pairs)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), originals, translations, 0, HEADER_BYTES + len(table))
    return head + table + body


def _entries(source: Path) -> Iterator[dict[str, str]]:
    """Each entry as its keywords with their texts; entries are divided by empty lines."""
    for block in source.read_text(encoding="utf-8").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        flags = ",".join(line for line in lines if line.startswith("#,"))
        said = [line for line in lines if not line.startswith("#")]
        if said and "fuzzy" not in flags:
            yield _entry(said, source)


def _entry(lines: Iterable[str], source: Path) -> dict[str, str]:
    entry: dict[str, str] = {}
    name = ""
    for line in lines:
        if not line.startswith('"'):
            name, _, line = line.partition(" ")  # noqa: PLW2901 - what is left of it is the text
        try:
            entry[name] = entry.get(name, "") + ast.literal_eval(line)
        except (SyntaxError, ValueError, TypeError) as error:
            raise CatalogueError(f"{source}: {line!r} is no text in quotes.") from error
    return entry


if __name__ == "__main__":
    for path in compile_all():
        print(f"Compiled {path.relative_to(ROOT)}.")
