"""How a change of who sees whom is told to open event streams."""

from __future__ import annotations

from typing import Any

__all__ = ["represent_rights"]


def represent_rights(document: dict[str, Any]) -> dict[str, Any]:
    """Whose rights changed with a stored squad (a raw document): the coach's."""
    return {"user": str(document["coach_id"]), "since": document.get("members_changed_at")}
