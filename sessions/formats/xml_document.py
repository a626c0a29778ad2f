"""XML files from strangers, parsed safely: no entities, no network, no depth or size without bound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from sessions.formats.reader import ReadingLimits

__all__ = ["child", "children", "has_root", "local_name", "parsed", "text_of"]

_SNIFFED_BYTES = 4096
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF8_MARK = b"\xef\xbb\xbf"
_DECLARED_ENCODING = re.compile(r"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(\"[^\"]*\"|'[^']*')")
# No program writes more elements for a point: position, altitude, time and a dozen extensions in their wrappers.
_ELEMENTS_A_POINT = 40
_LEAST_ELEMENTS = 10_000
# A day recorded every second is 40 MB; the tree of a document is some times larger than its bytes.
_MOST_BYTES = 64 * 1024 * 1024


def has_root(content: bytes, root: str) -> bool:
    """Whether the document's first element has this local name, in any namespace and prefix."""
    try:
        start = _in_utf8(content[:_SNIFFED_BYTES]).decode("utf-8", "replace")
    except UnicodeDecodeError:
        return False
    found = re.match(
        r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE.*?>\s*)*<([\w.-]+:)?([\w.-]+)", start, re.DOTALL
    )
    if found:
        return found.group(2).lower() == root.lower()
    # A long prolog before the root, such as entity definitions of an attack: the parser reports what is wrong.
    return f"<{root.lower()}" in start.lower() and start.lstrip().startswith("<")


def parsed(content: bytes, name: str, limits: ReadingLimits) -> _Element:
    """The root element. Raises FileProblem for what is no sound, plain document."""
    from lxml import etree

    document = _in_utf8(content).lstrip()
    _refuse_hostile(document, name, limits)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_valid_utf8(document), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # libxml2 itself stops at 256 levels, at 10 MB of one text, and at what looks like an attack.
        if "depth" in str(error).lower():
            detail = WORDS.say("xml_too_deep", name=name)
            raise FileProblem(WORDS.say("title_not_ordinary_file"), detail) from error
        detail = WORDS.say("xml_damaged", name=name, fault=_short(error))
        raise FileProblem(WORDS.say("title_damaged_file"), detail) from error
    return root


def _valid_utf8(document: bytes) -> bytes:
    """A document declared as UTF-8, or not declared, with invalid bytes replaced: a badly encoded name must not lose a run."""
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", document)
    if declared and declared.group(1).lower() not in {b"utf-8", b"utf8"}:
        return document
    return document.decode("utf-8", "replace").encode("utf-8")


def _in_utf8(content: bytes) -> bytes:
    """UTF-16 converted to UTF-8, so that searches in the bytes work; other encodings stay as declared."""
    encoding = _UTF16.get(content[:2])
    if encoding is None:
        return content.removeprefix(_UTF8_MARK)
    text = content[2:].decode(encoding, "replace")
    return _DECLARED_ENCODING.sub(r"\1", text).encode("utf-8")


def _refuse_hostile(document: bytes, name: str, limits: ReadingLimits) -> None:
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", document, re.IGNORECASE):
        raise FileProblem(WORDS.say("title_not_ordinary_file"), WORDS.say("xml_entities", name=name))
    if len(document) > _MOST_BYTES or document.count(b"<") > 2 * max(
        _ELEMENTS_A_POINT * limits.records, _LEAST_ELEMENTS
    ):
        raise FileProblem(WORDS.say("title_too_large"), WORDS.say("xml_too_large", name=name))


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:120]


def local_name(element: _Element) -> str:
    """An element's name without its namespace; unknown for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: _Element, *names: str) -> Iterator[_Element]:
    """The children of these local names, whatever the namespace."""
    return (one for one in element if local_name(one) in names)


def child(element: _Element | None, name: str) -> _Element | None:
    """The first child of this local name."""
    return None if element is None else next(children(element, name), None)


def text_of(element: _Element | None, *path: str) -> str:
    """The text at a path of local names; empty where there is none."""
    for name in path:
        element = child(element, name)
    return (element.text or "").strip() if element is not None else ""
