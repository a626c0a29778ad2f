"""Derives ids: the same file of the same runner always gets the same ids."""

from __future__ import annotations

from runlab_site.mongo.fields import derived_id

__all__ = ["columns_id", "fit_id", "part_id", "session_id"]


def fit_id(runner_id: str, sha256: str) -> str:
    """The id of a raw file: 12 bytes of SHA-256(runner id, file SHA-256)."""
    return derived_id(runner_id, sha256)


def session_id(runner_id: str, sha256: str, index: int) -> str:
    """The id of a session: 12 bytes of SHA-256(runner id, file SHA-256, index of the session message)."""
    return derived_id(runner_id, sha256, str(index))


def part_id(recording_id: str, at_s: float) -> str:
    """The id of the part that begins at a cut of a recording, at_s from its first record, to the millisecond."""
    return derived_id(recording_id, "split", f"{at_s:.3f}")


def columns_id(of_session: str) -> str:
    """The id of a session's columns in GridFS: the same whenever they are made anew."""
    return derived_id(of_session, "columns")
