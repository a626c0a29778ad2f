"""The message and problem of a stored job in today's words: by code and values, otherwise as they were stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.jobs.registry import words_of
from runlab_site.jobs.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runlab_site.models import BackgroundJob

__all__ = ["in_words", "message_in_words", "problem_in_words"]


def in_words(job_type: str, stored: Any, sentences: Iterable[Mapping[str, Any]] | None) -> Any:
    """A stored text or document of a job of this type with its sentences in words."""
    handlers = words_of(job_type)
    ours = WORDS.in_words(stored, sentences)
    return ours if handlers is None else handlers.in_words(ours, sentences)


def message_in_words(job: BackgroundJob) -> str:
    """The job's message: its progress, or how it ended."""
    message: str = in_words(job.type, job.message, job.sentences)
    return message


def problem_in_words(job: BackgroundJob | None) -> dict[str, str] | None:
    """Type, title and detail of why the job failed; None where it did not."""
    problem: dict[str, str] | None = in_words(job.type, job.problem, job.sentences) if job else None
    return problem
