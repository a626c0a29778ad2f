"""Access to the raw database through Django's own connection, shared by the whole process.

A second client would have its own pool and, in tests, its own (wrong) database.
"""

from __future__ import annotations

import os
import time
from datetime import UTC
from typing import TYPE_CHECKING, Any, TypeVar

import gridfs
from bson import CodecOptions, ObjectId
from django.conf import settings
from django.db import DatabaseError, connections
from django_mongodb_backend import transaction
from pymongo import WriteConcern
from pymongo.errors import PyMongoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymongo.client_session import ClientSession
    from pymongo.collection import Collection
    from pymongo.database import Database as RawDatabase

__all__ = ["Database", "database", "object_id"]

# Django's own collections hand out naive times, because its backend makes them aware itself.
_AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)
Result = TypeVar("Result")
Document = dict[str, Any]

_TRANSIENT_RETRIES_COUNT = 20
_TRANSIENT_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 1.0


def object_id(value: str | ObjectId | None) -> ObjectId | None:
    """The ObjectId of a hex id; None stays None."""
    return None if value is None else ObjectId(value)


class Database:
    """Singleton over `connections["default"]`: raw database, GridFS, transactions, indexes."""

    _instance: Database | None = None

    def __new__(cls) -> Database:  # noqa: PYI034 (a singleton is this very class)
        """The single instance."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    @property
    def raw(self) -> RawDatabase[Document]:
        """The pymongo database that Django uses (in tests the test database), its times aware in UTC."""
        plain = connections["default"].database  # type: ignore[attr-defined]
        return plain.with_options(codec_options=_AWARE)  # type: ignore[no-any-return]

    @property
    def session(self) -> ClientSession | None:
        """The session of the transaction this thread is in, else None."""
        return connections["default"].session  # type: ignore[no-any-return,attr-defined]

    def collection(self, name: str) -> Collection[Document]:
        """A raw collection. Pass `session=database.session` where a transaction may be open."""
        return self.raw[name]

    def quick_collection(self, name: str) -> Collection[Document]:
        """The same, for writes that a failover may undo: they wait neither for the journal nor for other members."""
        return self.raw[name].with_options(write_concern=WriteConcern(w=1, j=False))

    @property
    def files(self) -> gridfs.GridFSBucket:
        """GridFS over fs.files and fs.chunks."""
        return gridfs.GridFSBucket(self.raw)

    def transaction(self, work: Callable[[], Result]) -> Result:
        """Run `work` in one transaction and return what it returned.

        Write conflicts and failovers (labelled transient by the server) run it again from the
        start, so `work` must have no effects outside the database. Inside another transaction
        it joins that one.
        """
        if connections["default"].in_atomic_block_mongo:  # type: ignore[attr-defined]
            return work()
        for attempt in range(_TRANSIENT_RETRIES_COUNT):
            try:
                with transaction.atomic():
                    return work()
            except (PyMongoError, DatabaseError) as error:
                if attempt == _TRANSIENT_RETRIES_COUNT - 1 or not _is_transient(error):
                    raise
                time.sleep(min(_TRANSIENT_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S))
        raise AssertionError("unreachable")  # pragma: no cover

    def create_indexes(self) -> None:
        """Create the indexes that Django's models cannot name: GridFS's own. Idempotent."""
        self.raw["fs.chunks"].create_index([("files_id", 1), ("n", 1)], unique=True)
        self.raw["fs.files"].create_index([("filename", 1), ("uploadDate", 1)])

    def ping(self) -> bool:
        """Whether the server answers."""
        return bool(self.raw.command("ping").get("ok"))


def _is_transient(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PyMongoError) and (
            cause.has_error_label("TransientTransactionError")
            or cause.has_error_label("UnknownTransactionCommitResult")
        ):
            return True
        cause = cause.__cause__
    return False


def _forget_parents_client() -> None:
    """After a fork the parent's sockets are not ours: connect anew on first use."""
    if not settings.configured:
        return
    for connection in connections.all(initialized_only=True):
        pools = getattr(connection, "_connection_pools", None)
        if pools is not None:
            pools.clear()
            connection.connection = None
            connection.__dict__.pop("database", None)
            connection.session = None  # type: ignore[attr-defined]
            connection.in_atomic_block_mongo = False  # type: ignore[attr-defined]


os.register_at_fork(after_in_child=_forget_parents_client)

database = Database()
