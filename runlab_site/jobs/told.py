"""What a stored job says, in today's words: by code and values of its own catalogue or its app's, else as it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.jobs.registry import words_of
from runlab_site.jobs.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runlab_site.models import BackgroundJob

__all__ = ["told", "told_message", "told_problem"]


def told(job_type: str, stored: Any, sentences: Iterable[Mapping[str, Any]] | None) -> Any:
    """A stored text or document of a job of this type with its sentences in words."""
    handlers = words_of(job_type)
    ours = WORDS.retold(stored, sentences)
    return ours if handlers is None else handlers.retold(ours, sentences)


def told_message(job: BackgroundJob) -> str:
    """How far the job is, or how it ended."""
    message: str = told(job.type, job.message, job.sentences)
    return message


def told_problem(job: BackgroundJob | None) -> dict[str, str] | None:
    """Type, title and detail of why the job failed; None where it did not."""
    problem: dict[str, str] | None = told(job.type, job.problem, job.sentences) if job else None
    return problem
