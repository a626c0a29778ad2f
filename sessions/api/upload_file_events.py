"""How an uploaded file is shown: one shape for the API, the event stream and pages."""

from __future__ import annotations

from typing import Any

from sessions.analysis.words import WORDS

__all__ = ["represent_upload_file"]


def represent_upload_file(document: dict[str, Any]) -> dict[str, Any]:
    """The API's file of a stored one (a raw document)."""
    return {
        "id": str(document["_id"]),
        "upload": str(document["upload_id"]),
        "position": document["position"],
        "name": document["name"],
        "size_bytes": document["size_bytes"],
        "sha256": document["sha256"] or None,
        "status": document["status"],
        "sessions": [str(session) for session in document["sessions"] or []],
        "duplicate_of": str(document["duplicate_of"]) if document["duplicate_of"] else None,
        "warnings": WORDS.in_words(list(document["warnings"] or []), document.get("sentences")),
        "problem": WORDS.in_words(document["problem"], document.get("sentences")),
    }
