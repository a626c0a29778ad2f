"""What may be read of runners. Every queryset starts from none() and is opened here, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runlab_site.database import database, object_id
from runners.models import (
    CriticalSpeedRecord,
    Invitation,
    Runner,
    RunnerDecision,
    RunnerHistory,
    RunnerStanding,
    Squad,
    SquadCode,
    SquadMember,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = [
    "coaching_of",
    "critical_speed_log",
    "critical_speeds_in_force",
    "decisions_of",
    "find_best",
    "history_rows",
    "is_own",
    "members_of",
    "names_of",
    "of_visible_runners",
    "open_proposal",
    "open_proposal_in",
    "own_membership",
    "runner_id_of_account",
    "runner_names",
    "visible_critical_speeds",
    "visible_decisions",
    "visible_history",
    "visible_invitations",
    "visible_runner_ids",
    "visible_runners",
    "visible_runners_match",
    "visible_squad_codes",
    "visible_squads",
    "visible_standings",
    "zones_valid_from",
]

_LINE = CriticalSpeedRecord.State
# Lines of the log that settle what is proposed: by proposing, by being decided, by being in use.
_DECISIVE = (*CriticalSpeedRecord.IN_USE, _LINE.PROPOSED, _LINE.REJECTED)
_OWN_RUNNER = Runner._meta.get_field("user").remote_field  # noqa: SLF001 - Django's documented model API


def visible_runners(user: User | Any) -> QuerySet[Runner]:
    """The runners a person may see: a superuser all, a coach those of own squads, an athlete oneself."""
    runners = Runner.objects.none()
    if not getattr(user, "is_authenticated", False):
        return runners
    if user.is_superuser:
        return Runner.objects.all()
    mine = Q(user=user)
    if user.is_coach:
        mine |= Q(coach=user) | Q(pk__in=_squad_runner_ids(user))
    return Runner.objects.filter(mine)


def visible_runners_match(user: User | Any) -> dict[str, Any]:
    """The rule of `visible_runners` as MongoDB writes it, for an aggregation over runners."""
    if user.is_superuser:
        return {}
    mine: list[dict[str, Any]] = [{"user_id": object_id(user.pk)}]
    if user.is_coach:
        members = [object_id(one) for one in _squad_runner_ids(user)]
        mine += [{"coach_id": object_id(user.pk)}, {"_id": {"$in": members}}]
    return {"$or": mine}


def visible_runner_ids(user: User | Any) -> set[str] | None:
    """Their ids; None stands for all of them. An athlete's own runner that was read already is not asked for again."""
    if getattr(user, "is_superuser", False):
        return None
    if getattr(user, "is_authenticated", False) and not user.is_coach and _OWN_RUNNER.is_cached(user):
        own = getattr(user, "runner", None)
        return set() if own is None else {str(own.pk)}
    return {str(pk) for pk in visible_runners(user).values_list("pk", flat=True)}


def of_visible_runners(rows: QuerySet[Any], user: User | Any) -> QuerySet[Any]:
    """Those rows (with a `runner_id`) that belong to runners a person may see."""
    if not getattr(user, "is_authenticated", False):
        return rows.none()
    ids = visible_runner_ids(user)
    if ids is None:
        return rows
    return rows.filter(runner_id__in=ids) if ids else rows.none()


def runner_names(
    user: User | Any, ids: Iterable[str] | None = None, limit: int | None = None
) -> list[tuple[str, str]]:
    """(id, name) of the runners a person may see, by name; of `ids` only, and the first `limit`, when given."""
    runners = visible_runners(user)
    if ids is not None:
        runners = runners.filter(pk__in=list(ids))
    return [(str(pk), name) for pk, name in runners.order_by("name").values_list("pk", "name")[:limit]]


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """The names of runners that a reader is known to see, by id."""
    return {str(pk): name for pk, name in Runner.objects.filter(pk__in=list(ids)).values_list("pk", "name")}


def is_own(runner: Runner, user: User | Any) -> bool:
    """Whether a person is the athlete."""
    return runner.user_id is not None and str(runner.user_id) == str(user.pk)


def runner_id_of_account(user_id: str) -> str | None:
    """The id of the runner that an account has, if it has one."""
    return Runner.objects.filter(user_id=user_id).values_list("pk", flat=True).first()


def visible_squads(user: User | Any) -> QuerySet[Squad]:
    """The squads a person coaches; a superuser sees all."""
    if not getattr(user, "is_authenticated", False):
        return Squad.objects.none()
    if user.is_superuser:
        return Squad.objects.all()
    return Squad.objects.filter(coach=user) if user.is_coach else Squad.objects.none()


def visible_invitations(user: User | Any) -> QuerySet[Invitation]:
    """The invitations of the squads a person coaches."""
    squad_ids = list(visible_squads(user).values_list("pk", flat=True))
    return Invitation.objects.filter(squad_id__in=squad_ids) if squad_ids else Invitation.objects.none()


def visible_squad_codes(user: User | Any) -> QuerySet[SquadCode]:
    """The codes of the squads a person coaches."""
    squad_ids = list(visible_squads(user).values_list("pk", flat=True))
    return SquadCode.objects.filter(squad_id__in=squad_ids) if squad_ids else SquadCode.objects.none()


def own_membership(user: User | Any, squad_id: str) -> SquadMember | None:
    """A person's own place in a squad, as an athlete."""
    runner_id = runner_id_of_account(user.pk) if getattr(user, "is_authenticated", False) else None
    if runner_id is None:
        return None
    found = SquadMember.objects.filter(squad_id=squad_id, runner_id=runner_id)
    return found.select_related("squad", "runner").first()


def visible_history(user: User | Any) -> QuerySet[RunnerHistory]:
    """The history of the runners a person may see."""
    return of_visible_runners(RunnerHistory.objects.all(), user)


def visible_critical_speeds(user: User | Any) -> QuerySet[CriticalSpeedRecord]:
    """The Critical Speed logs of the runners a person may see."""
    return of_visible_runners(CriticalSpeedRecord.objects.all(), user)


def visible_decisions(user: User | Any) -> QuerySet[RunnerDecision]:
    """What was decided of the runners a person may see."""
    return of_visible_runners(RunnerDecision.objects.all(), user)


def visible_standings(user: User | Any) -> QuerySet[RunnerStanding]:
    """What stood on each day for the runners a person may see."""
    return of_visible_runners(RunnerStanding.objects.all(), user)


def members_of(squad: Squad) -> QuerySet[SquadMember]:
    """Who is in a squad."""
    return SquadMember.objects.filter(squad=squad).select_related("runner")


def history_rows(
    runner: Runner, since: date | None = None, until: date | None = None
) -> QuerySet[RunnerHistory]:
    """The days of a runner's history in order, both ends included."""
    rows = RunnerHistory.objects.filter(runner=runner)
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    return rows.order_by("day")


def coaching_of(runner_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The squads of runners: runner id -> (squad id, coach id) in order of joining."""
    members = SquadMember.objects.filter(runner_id__in=list(runner_ids)).order_by("joined_at", "pk")
    rows = list(members.values_list("runner_id", "squad_id"))
    coaches = dict(Squad.objects.filter(pk__in={squad for _, squad in rows}).values_list("pk", "coach_id"))
    found: dict[str, list[tuple[str, str]]] = {}
    for runner_id, squad_id in rows:
        found.setdefault(str(runner_id), []).append((str(squad_id), str(coaches[squad_id])))
    return found


def find_best(user: User | Any, best_id: str) -> tuple[Runner, dict[str, Any]] | None:
    """A row of the bests of a runner that a person may see, with its runner."""
    owner = database.collection(Runner._meta.db_table).find_one(  # noqa: SLF001 - Django's documented model API
        {"personal_bests.id": best_id}, {"_id": 1}
    )
    runner = visible_runners(user).filter(pk=str(owner["_id"])).first() if owner else None
    if runner is None:
        return None
    return runner, next(row for row in runner.personal_bests if row.get("id") == best_id)


def critical_speed_log(runner: Runner) -> QuerySet[CriticalSpeedRecord]:
    """Every change of Critical Speed, the newest first."""
    return CriticalSpeedRecord.objects.filter(runner=runner).order_by("-valid_from", "-pk")


def critical_speeds_in_force(runner_ids: Sequence[str]) -> QuerySet[CriticalSpeedRecord]:
    """The lines of the logs of several runners that put a value in force, the oldest first."""
    lines = CriticalSpeedRecord.objects.filter(
        runner_id__in=list(runner_ids), state__in=CriticalSpeedRecord.IN_USE
    )
    return lines.order_by("valid_from", "pk")


def open_proposal(runner: Runner) -> CriticalSpeedRecord | None:
    """The proposed Critical Speed that waits for a decision; None when something came in use or was decided after it."""
    return _if_proposed(critical_speed_log(runner).filter(state__in=_DECISIVE).first())


def open_proposal_in(log: Sequence[CriticalSpeedRecord], runner: Runner) -> CriticalSpeedRecord | None:
    """The same, from the newest lines of the log that were read already."""
    newest = next((line for line in log if line.state in _DECISIVE), None)
    return _if_proposed(newest) if newest is not None else open_proposal(runner)


def _if_proposed(newest: CriticalSpeedRecord | None) -> CriticalSpeedRecord | None:
    return newest if newest is not None and newest.state == _LINE.PROPOSED else None


def decisions_of(runner: Runner, *kinds: str) -> list[RunnerDecision]:
    """What is decided of a runner and stands, in the order it took effect."""
    decisions = RunnerDecision.objects.filter(runner=runner, withdrawn_at=None)
    if kinds:
        decisions = decisions.filter(kind__in=kinds)
    return list(decisions.order_by("effective_day", "decided_at", "pk"))


def zones_valid_from(runner: Runner, day: date) -> date | None:
    """Since when the heart rate zones of `day` count; None while all of it is estimated."""
    kinds = RunnerDecision.Kind
    decisions = decisions_of(
        runner,
        kinds.HEART_RATE_ZONES,
        kinds.MAX_HEART_RATE,
        kinds.RESTING_HEART_RATE,
        kinds.THRESHOLD_HEART_RATE,
    )
    days = [decision.effective_day for decision in decisions if decision.effective_day <= day]
    return days[-1] if days else None


def _squad_runner_ids(coach: User) -> list[str]:
    squad_ids = list(Squad.objects.filter(coach=coach).values_list("pk", flat=True))
    if not squad_ids:
        return []
    # One document with all of them: a list of rows would take another command for each hundred.
    pipeline: list[dict[str, Any]] = [
        {"$match": {"squad_id": {"$in": [object_id(one) for one in squad_ids]}}},
        {"$group": {"_id": None, "ids": {"$addToSet": "$runner_id"}}},
    ]
    members = database.collection(SquadMember._meta.db_table)  # noqa: SLF001 - Django's documented model API
    found = list(members.aggregate(pipeline, session=database.session))
    return [str(one) for one in found[0]["ids"]] if found else []
