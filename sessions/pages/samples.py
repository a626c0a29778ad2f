"""Samples of the components of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runlab_site.web.samples import Sample
from sessions.models import SessionStatistics
from sessions.pages.session.how_it_felt import how_it_felt

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["session_samples"]

SESSION_ID = "0" * 24


def session_samples() -> Iterator[Sample]:
    """Every component of templates/sessions/components in each of its states."""
    yield _felt("nothing said", SessionStatistics(pk=SESSION_ID, load_method="rtss"))
    yield _felt("nothing said, and the load needs it", SessionStatistics(pk=SESSION_ID))
    hurt = SessionStatistics(pk=SESSION_ID, rpe=7, feel=4, pain=3, pain_place="Calf")
    yield _felt("all said, something hurt", hurt)
    other = SessionStatistics(pk=SESSION_ID, rpe=10, feel=1, pain=10, pain_place="Behind the right ear")
    yield _felt("a place of one's own words", other)


def _felt(state: str, session: SessionStatistics) -> Sample:
    context = {"session": session, "felt": how_it_felt(session), "next": "/"}
    return Sample("sessions/components/how_it_felt.html", state, context)
