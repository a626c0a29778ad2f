"""Queries that no index answers well, each with the reason why that is right."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.query_shapes import Shape

__all__ = ["reason_for"]

_OWN = "a few for each person, found by their owner's index"
_COACH = "one coach's own athletes, found by index"
_CHORE = "a chore that looks at everything on purpose"
_SMALL = "a small collection that grows with the people, not with their running"
_JOBS = "jobs are kept for days and then expire"
_SQUAD = "every athlete's standing, joined, sorted, counted and cut to a page by one aggregation"
_PEOPLE = "an administrator's filter or search over people, of whom there are few beside what they ran"
_WHOLE_LOG = (
    "the log of one athlete, a line for each change of Critical Speed; page and replay use whole lines"
)
_WHOLE_HISTORY = "formulas go on from whole rows of the days asked for"
_PLAN_DAYS = "the days of one plan, written anew or deleted as a whole"
_DISTANCES = "one document a distance, a dozen for each athlete"
_FILE = "the sessions of one raw file, mostly one"
_CASCADE = "a deletion, which Django follows through whole documents"
_PLANS = "the few plans of one athlete"
_STALE = "asked once when a formula changes; stops at the first that is found"
_MIGRATION = "a migration that moves every document of an older version, once"
_LIBRARY = "one coach's library of workouts"
_THREAD = "found by index; of a thread's comments few are deleted, of a runner's many are another's"
_FEW_SEEDED = "the planner sorts the few that are seeded; of many it goes by the list's order (tests/admin/test_admin_filters.py)"
_DEMO = "the demonstration's few athletes, once"
_GOING = "an account that is deleted, once, from all that others hold"
_REBUILD = "a rebuild of all that one athlete has, asked for by hand"


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Shapes by patterns of collection, filter and stages."""

    reason: str
    collection: str
    filter: str = "*"
    stages: str = "*"

    def covers(self, shape: Shape) -> bool:
        return (
            fnmatchcase(shape.collection, self.collection)
            and fnmatchcase(shape.filter, self.filter)
            and fnmatchcase(shape.stages, self.stages)
        )


_ALLOWED = (
    _Allowed(_PEOPLE, "runner", filter="sex =*"),
    _Allowed(_PEOPLE, "runner", filter="experience =*"),
    _Allowed(_PEOPLE, "users"),
    _Allowed(_PEOPLE, "api_keys", filter="$or(name = | prefix =)"),
    _Allowed(_LIBRARY, "workouts", filter="$or(code = | name = | shorthand =)*"),
    _Allowed(_LIBRARY, "workouts", filter="is_shared ="),
    _Allowed(_LIBRARY, "workouts", filter="role ="),
    _Allowed(_LIBRARY, "workouts", filter="source ="),
    _Allowed(_LIBRARY, "workouts", filter="system ="),
    _Allowed(_JOBS, "background_jobs", filter="status ="),
    _Allowed(_JOBS, "background_jobs", filter="*$or(runner_id $in*"),
    _Allowed(_JOBS, "background_jobs", filter="", stages="$facet*"),
    _Allowed(_PEOPLE, "django_admin_log", filter="content_type_id = and object_id ="),
    _Allowed(_PEOPLE, "runner", filter="", stages="$sort"),
    _Allowed(_PEOPLE, "squads", filter="", stages="$project"),
    _Allowed(_LIBRARY, "workouts", filter="", stages="$facet*"),
    _Allowed(_JOBS, "background_jobs", filter="type ="),
    _Allowed(_WHOLE_LOG, "critical_speeds", filter="*runner_id*"),
    _Allowed(_WHOLE_HISTORY, "runnerHistory", filter="*runner_id*"),
    _Allowed(_PLANS, "plan_proposals", filter="plan_id $in and *"),
    _Allowed(_PLAN_DAYS, "trainingplan", filter="plan_id ="),
    _Allowed(_DISTANCES, "effort_times", filter="distance_m $in and runner_id ="),
    _Allowed(_COACH, "runner", filter="$or(coach_id = | user_id =)"),
    _Allowed(_FILE, "sessionStatistics", filter="fit_id ="),
    _Allowed(_FILE, "sessionsParquet", filter="$nor(_id $in) and fit_id ="),
    _Allowed(_CASCADE, "sessionDetails", filter="_id $in"),
    _Allowed(_CHORE, "trainingplanschema", filter="", stages="$project"),
    _Allowed(_LIBRARY, "workouts", filter="", stages=""),
    _Allowed(_SQUAD, "runner", filter="", stages="$match $project $lookup(squad_standings)*"),
    _Allowed(_MIGRATION, "sessionStatistics", filter="$or(figures $exists*"),
    _Allowed(_MIGRATION, "sessionDetails", filter=""),
    _Allowed(_STALE, "*", filter="$nor(formula_version =) and runner_id ="),
    _Allowed(_PLANS, "trainingplanschema", filter="*runner_id =*"),
    _Allowed(_OWN, "plan_templates", filter="owner_id ="),
    _Allowed(_OWN, "calendar_entries", filter="*runner_id*"),
    _Allowed(_THREAD, "comments", filter="*deleted_at = and thread =*"),
    _Allowed(_PEOPLE, "comments", filter="deleted_at =", stages="$match $facet*"),
    _Allowed(_THREAD, "comments", filter="*deleted_at = and runner_id $in*"),
    _Allowed(_THREAD, "comments", filter="*deleted_at = and runner_id =*"),
    _Allowed(_GOING, "comments", filter="mentions =", stages="many"),
    _Allowed(_GOING, "comments", filter="reads.user =", stages="many"),
    _Allowed(_GOING, "uploads", filter="*user_id =", stages="many"),
    _Allowed(_REBUILD, "sessionsFIT", filter="*role =*runner_id =*"),
    _Allowed(_JOBS, "background_jobs", filter="runner_id = and status $in and type $in"),
    _Allowed(_OWN, "critical_speeds", filter="runner_id $in*"),
    _Allowed(_OWN, "session_matches", filter="runner_id $in"),
    _Allowed(_OWN, "sessionsFIT", filter="held_for = and role ="),
    _Allowed(_COACH, "sessionStatistics", filter="day $gte and runner_id $in"),
    _Allowed(_FEW_SEEDED, "sessionStatistics", filter="effort = and runner_id $in"),
    _Allowed(_FEW_SEEDED, "sessionsFIT", filter="runner_id $in and status ="),
    _Allowed(_COACH, "runner", filter="*$or(_id $in | coach_id = | user_id =)*"),
    _Allowed(_CHORE, "runner", filter="personal_bests.id ="),
    _Allowed(_CHORE, "fs.*", filter=""),
    _Allowed(_CHORE, "fs.files", filter="uploadDate $lt"),
    _Allowed(_CHORE, "*", filter="$nor(formula_version =)", stages="$match $project"),
    _Allowed(_CHORE, "runner", filter="$or(banister_fit $ne | forecasts $ne)"),
    _Allowed(_CHORE, "sessionsParquet", filter="", stages="$project"),
    _Allowed(_CHORE, "upload_files", filter="status $in"),
    _Allowed(_CHORE, "upload_files", filter="$nor(blob_id $ne and blob_id =) and runner_id = and sha256 ="),
    _Allowed(_DEMO, "trainingplanschema", filter="runner_id $in and status =", stages="$match"),
    _Allowed(_DEMO, "uploads", filter="request_id = and runner_id $in"),
    _Allowed(_OWN, "sessionsFIT", filter="_id $in", stages="$match $sort $lookup(runner) $unwind"),
    _Allowed(_REBUILD, "sessionsParquet", filter="fit_id $in"),
    _Allowed(_SMALL, "auth_permission"),
    _Allowed(_SMALL, "django_migrations"),
    _Allowed(_SMALL, "django_content_type"),
    _Allowed(_SMALL, "worker_stats"),
    _Allowed(_OWN, "django_admin_log", filter="user_id =*"),
    _Allowed(_JOBS, "background_jobs", stages="$group*"),
    _Allowed(_JOBS, "background_jobs", filter="status =", stages="$match $group*"),
    _Allowed(_OWN, "runner_decisions", filter="kind $in and runner_id =*"),
    _Allowed(_OWN, "runner_decisions", filter="kind = and runner_id $in"),
    _Allowed(_OWN, "api_keys", filter="user_id $in"),
    _Allowed(_OWN, "session_decisions", filter="*session_id*"),
    _Allowed(_OWN, "squads", filter="coach_id ="),
    _Allowed(_LIBRARY, "workouts", filter="*owner_id*"),
)


def reason_for(shape: Shape) -> str | None:
    """Why this query may be answered so; None where nothing excuses it."""
    return next((one.reason for one in _ALLOWED if one.covers(shape)), None)
