"""How a change of a comment is told to open pages: what it is about, never its words."""

from __future__ import annotations

from typing import Any

from runlab_site.time_zones import rfc3339

__all__ = ["represent_comment"]


def represent_comment(document: dict[str, Any]) -> dict[str, Any]:
    """The event of a stored comment (a raw document)."""
    return {
        "id": str(document["_id"]),
        "runner": str(document["runner_id"]),
        "thread": document["thread"],
        "author": str(document["author_id"]),
        "unread_by": [str(one) for one in document["unread_by"] or []],
        "created_at": rfc3339(document["created_at"]),
        "is_deleted": document["deleted_at"] is not None,
    }
