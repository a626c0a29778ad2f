"""How a job is shown: one shape for the API, the event stream and pages."""

from __future__ import annotations

from typing import Any

from runlab_site.jobs.sentences import in_words
from runlab_site.time_zones import rfc3339

__all__ = ["represent_job"]


def represent_job(document: dict[str, Any]) -> dict[str, Any]:
    """The API's job of a stored one (a raw document)."""
    return {
        "id": str(document["_id"]),
        "type": document["type"],
        "status": document["status"],
        "progress_percent": document["progress_percent"],
        "message": in_words(document["type"], document["message"], document.get("sentences")),
        "attempts_count": document["attempts_count"],
        "created_at": rfc3339(document["created_at"]),
        "started_at": rfc3339(document.get("started_at")),
        "finished_at": rfc3339(document.get("finished_at")),
        "runner": _text(document.get("runner_id")),
        "upload": _text(document.get("upload_id")),
        "plan": _text(document.get("plan_id")),
        "result": document.get("result"),
        "problem": in_words(document["type"], document.get("problem"), document.get("sentences")),
        "next_jobs": [str(job) for job in document.get("next_jobs") or []],
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
