"""Session statistics: measures a recording, judges it in the light of its athlete, stores both.

A session's own figures are stored with its file (statistics/one_session.py). What spans sessions (bests, Critical
Speed, loads that follow from it, history) is `analyse` (statistics/whole_runner.py), once for a runner and as often
as one likes: it reads only what is stored and gives the same whatever the order of upload.
"""

from sessions.statistics.derived_columns import DerivedColumns, derived_columns
from sessions.statistics.judging import Judging
from sessions.statistics.one_session import (
    recompute,
    recompute_by_id,
    retype,
    start_time,
    store_sessions,
    store_typed,
)
from sessions.statistics.whole_runner import Analysis, analyse

__all__ = [
    "Analysis",
    "DerivedColumns",
    "Judging",
    "analyse",
    "derived_columns",
    "recompute",
    "recompute_by_id",
    "retype",
    "start_time",
    "store_sessions",
    "store_typed",
]
