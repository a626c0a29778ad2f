"""The English words of messages and problems that any job may have; those of its handler are in its app's catalogue."""

from __future__ import annotations

from runlab_site.sentences import Catalogue

__all__ = ["WORDS"]

WORDS = Catalogue(
    {
        "job_done": "Done.",
        "job_cancelled": "It was cancelled before it was done.",
        "job_gave_up": "The worker stopped {strikes_count} times while doing this, so it was given up.",
        "job_too_long": "It took longer than {limit_s} s. It was tried {strikes_count} times.",
        "job_broke": "Something in it is wrong on our side; the log has the details. It was tried {strikes_count} times.",
        "title_job_cancelled": "Cancelled",
        "title_job_gave_up": "Given up",
        "title_job_broke": "This could not be done",
    }
)
