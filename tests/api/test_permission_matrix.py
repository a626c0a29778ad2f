"""Who may do what: every route and method of the site, by every role and a foreign one of each.

The routes come from the URLconf, the API's methods from its OpenAPI description. What has no row here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern
from rest_framework.test import APIClient

from runlab_site.accounts.models import SCOPES, ApiKey, User
from runlab_site.api.docs import openapi_document
from runlab_site.database import database
from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.comments.services import write_comment
from runners.models import CalendarEntry, CheckIn, CriticalSpeedRecord, Runner, Squad, SquadCode
from runners.services.invitations import invite_to_squad
from runners.services.joining import make_code
from sessions.models import SessionFIT, SessionStatistics, Upload
from sessions.selectors import comments_subject
from tests import fit_files
from tests.jobs import work_off_jobs
from training import training_plan_generator
from training.api.plan_days import day_rows
from training.models import TrainingPlanSchema, Workout
from training.services.adapting_service import propose
from training.services.plan_service import publish_plan
from training.services.template_service import save_template

if TYPE_CHECKING:
    from tests.api.conftest import People

pytestmark = pytest.mark.django_db

# Whoever reads this word in an answer has seen something of the coach's squad.
CANARY = "Kanarienvogel"
NO_ID = "0" * 24

ANONYMOUS, ATHLETE, FOREIGN_ATHLETE = "anonymous", "athlete", "foreign athlete"
COACH, FOREIGN_COACH, SUPERUSER = "coach", "foreign coach", "superuser"
KEY, BARE_KEY, FOREIGN_KEY = "key", "key without the scope", "foreign key"
ROLES = (ANONYMOUS, ATHLETE, FOREIGN_ATHLETE, COACH, FOREIGN_COACH, SUPERUSER, KEY, BARE_KEY, FOREIGN_KEY)
FOREIGN = {FOREIGN_ATHLETE, FOREIGN_COACH, FOREIGN_KEY}

# Who is answered how; what is missing here is answered with the row's own status.
SIGNED_IN = {ANONYMOUS: 401, BARE_KEY: 403}
OWN = SIGNED_IN | dict.fromkeys(FOREIGN, 404)
COACHES = SIGNED_IN | dict.fromkeys((ATHLETE, FOREIGN_ATHLETE, KEY, FOREIGN_KEY), 403)
COACHES_OF_IT = OWN | {ATHLETE: 403, KEY: 403}
SQUAD = OWN | {ATHLETE: 404, KEY: 404}
SQUAD_WRITE = SQUAD | dict.fromkeys((ATHLETE, KEY, FOREIGN_ATHLETE, FOREIGN_KEY), 403)
PERSONAL = OWN | {COACH: 404, SUPERUSER: 404}
PUBLIC: dict[str, int] = {}


@dataclass
class World:
    """The two squads, and things of the coach's."""

    people: People
    session: SessionStatistics
    made: list[Any] = field(default_factory=list)

    @property
    def runner(self) -> Runner:
        return self.people.runner

    def user(self, role: str) -> User | None:
        return {
            ANONYMOUS: None,
            ATHLETE: self.people.athlete,
            KEY: self.people.athlete,
            BARE_KEY: self.people.athlete,
            FOREIGN_ATHLETE: self.people.foreign_athlete,
            FOREIGN_KEY: self.people.foreign_athlete,
            COACH: self.people.coach,
            FOREIGN_COACH: self.people.foreign_coach,
            SUPERUSER: self.people.superuser,
        }[role]

    def job(self, *, failed: bool = False) -> BackgroundJob:
        wanted = job_manager.JobRequest(type="cleanup", lane="matrix", runner_id=self.runner.pk)
        job = job_manager.request(wanted)
        return job_manager.cancel(job.pk) if failed else job

    def best(self) -> dict[str, Any]:
        bests = Runner.objects.get(pk=self.runner.pk).personal_bests
        return next(best for best in bests if best["source"] == "computed")

    def typed_best(self) -> str:
        from runners.services.personal_bests import type_best, update_personal_bests

        best = type_best(self.runner, 5000, 1500, date(2026, 4, 1))
        update_personal_bests(Runner.objects.get(pk=self.runner.pk), [])
        return best.pk

    def typed_session(self) -> str:
        from sessions.services.session_service import create_typed_session

        return create_typed_session(
            self.runner, start_time=fit_files.START, sport="running", timer_time_s=600
        ).pk

    def deleted_session(self) -> str:
        from sessions.services.session_service import delete_session

        session_id = self.typed_session()
        delete_session(SessionStatistics.objects.get(pk=session_id))
        return session_id

    def squad(self) -> Squad:
        return Squad.objects.create(coach=self.people.coach, name=CANARY)

    def member(self) -> dict[str, str]:
        from runners.services.squads import join_squad

        squad = Squad.objects.filter(coach=self.people.coach).earliest("created_at")
        join_squad(squad, self.runner)
        return {"squad_id": squad.pk, "pk": self.runner.pk}

    def invitation(self) -> tuple[Any, str]:
        squad = Squad.objects.filter(coach=self.people.coach).earliest("created_at")
        return invite_to_squad(squad, f"{CANARY}@example.com")

    def code(self) -> SquadCode:
        return make_code(Squad.objects.filter(coach=self.people.coach).earliest("created_at"))

    def leaving(self) -> dict[str, Any]:
        self.member()
        return {"runner_id": self.runner.pk, "coach_id": self.people.coach.pk}

    def plan(self) -> str:
        """A published plan, so that a change can be undone and the athlete sees it."""
        TrainingPlanSchema.objects.filter(runner=self.runner).delete()
        start = datetime.now(UTC).date() + timedelta(days=1)
        wish = {"start_day": start, "goal_day": start + timedelta(days=69), "goal_distance_m": 10_000.0}
        plain = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in wish.items()
        }
        job = training_plan_generator.generate(self.runner, plain, user_id=self.people.coach.pk)
        work_off_jobs()
        plan = TrainingPlanSchema.objects.get(pk=BackgroundJob.objects.get(pk=job.pk).plan_id)
        publish_plan(plan, self.people.coach.pk)
        return str(plan.pk)

    def plan_proposal(self) -> dict[str, str]:
        """The race moves by a week: a plan made again, to be decided."""
        plan = TrainingPlanSchema.objects.get(pk=self.plan())
        today, moved = datetime.now(UTC).date(), plan.race_date + timedelta(days=7)
        proposal = propose(plan, today, race_day=moved, released_from=today)
        assert proposal is not None
        return {"plan_id": plan.pk, "pk": proposal.pk}

    def template(self) -> str:
        plan = TrainingPlanSchema.objects.get(pk=self.plan())
        return str(save_template(plan, self.people.coach, CANARY).pk)

    def planned_day(self) -> dict[str, str]:
        plan = TrainingPlanSchema.objects.get(pk=self.plan())
        row = next(row for row in day_rows(plan.document) if row["id"])
        return {"plan_id": plan.pk, "pk": row["id"]}

    def workout(self) -> str:
        return Workout.objects.create(
            owner=self.people.coach,
            name=CANARY,
            system="easy",
            role="easy",
            shorthand="30m E",
            source="coach",
        ).pk

    def entry(self) -> str:
        day = date(2026, 9, 1)
        return CalendarEntry.objects.create(
            runner=self.runner, kind="note", day=day, last_day=day, title=CANARY
        ).pk

    def proposal(self) -> None:
        CriticalSpeedRecord.objects.filter(runner=self.runner).delete()
        CriticalSpeedRecord.objects.create(
            runner=self.runner, valid_from=date(2026, 5, 1), state="proposed", critical_speed_mps=4.0,
            reason={"code": "x", "text": CANARY}, formula_version="1",
        )  # fmt: skip

    def race(self) -> str:
        day = date(2026, 5, 1)
        return CalendarEntry.objects.create(
            runner=self.runner, kind="race", day=day, last_day=day, title=CANARY, distance_m=5000.0
        ).pk

    def new_check_in(self) -> dict[str, Any]:
        CheckIn.objects.filter(runner=self.runner).delete()
        return {"runner": self.runner.pk, "day": "2026-05-01", "mood": 4}

    def check_in(self) -> str:
        CheckIn.objects.filter(runner=self.runner).delete()
        day = date(2026, 5, 1)
        return CheckIn.objects.create(runner=self.runner, day=day, injury="niggle", injury_place=CANARY).pk

    def comment(self, role: str = ATHLETE) -> str:
        author = self.user(role)
        assert author is not None
        return write_comment(comments_subject(self.session), author, CANARY).pk

    def upload(self) -> str:
        return Upload.objects.filter(runner=self.runner).earliest("created_at").pk


Place = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route and method: who is answered how, where it is, and what is sent."""

    roles: dict[str, int]
    status: int = 200
    place: Place = lambda _world: {}
    body: Callable[[World], Any] = lambda _world: None
    format: str = "json"
    if_match: bool = False
    etag_of: str = ""  # the route that is read for it, where it is another


def runner_place(world: World) -> dict[str, Any]:
    return {"runner_id": world.runner.pk}


def session_place(world: World) -> dict[str, Any]:
    return {"session_id": world.session.pk}


def planned_place(world: World) -> dict[str, Any]:
    return {"planned_workout_id": world.planned_day()["pk"]}


def day_place(world: World) -> dict[str, Any]:
    return runner_place(world) | {"day": "2026-05-01"}


def squad_place(world: World) -> dict[str, Any]:
    return {"squad_id": world.squad().pk}


def proposal_place(world: World) -> dict[str, Any]:
    world.proposal()
    return runner_place(world)


def typed_place(world: World) -> dict[str, Any]:
    from runners.services.typed_thresholds import type_critical_speed

    type_critical_speed(world.runner, 4.0, None, date(2026, 4, 1), world.people.coach)
    return runner_place(world)


TWO_DEVICES = ["garmin fr945 no. 1", "garmin fr945 no. 2"]


def two_devices_place(world: World) -> dict[str, Any]:
    from sessions import file_processor

    start = fit_files.START - timedelta(days=20)
    watches = [fit_files.run(start=start, serial_number=serial) for serial in (1, 2)]
    files = [fit_files.named(f"{serial}.fit", content) for serial, content in enumerate(watches)]
    file_processor.receive(runner=world.runner, files=files)
    work_off_jobs()
    return runner_place(world)


def invitation_place(world: World) -> dict[str, Any]:
    invitation, _ = world.invitation()
    return {"squad_id": invitation.squad_id, "pk": invitation.pk}


def code_place(world: World) -> dict[str, Any]:
    code = world.code()
    return {"squad_id": code.squad_id, "pk": code.pk}


def key_place(world: World) -> dict[str, Any]:
    return {"pk": ApiKey.issue(world.people.athlete, CANARY, ["sessions:read"])[0].pk}


ZONES = [
    {"zone": number, "from_bpm": 80 + 20 * number, "to_bpm": 100 + 20 * number} for number in range(1, 6)
]

API: dict[tuple[str, str], Row] = {
    ("api:me", "get"): Row(SIGNED_IN),
    ("api:me", "patch"): Row(SIGNED_IN, body=lambda _: {"units": "mi"}),
    ("api:api-key-list", "get"): Row(SIGNED_IN),
    ("api:api-key-list", "post"): Row(SIGNED_IN, 201, body=lambda _: {"name": "x", "scopes": ["sessions:read"]}),
    ("api:api-key-detail", "delete"): Row(PERSONAL, 204, key_place),
    ("api:events", "get"): Row(SIGNED_IN),
    ("api:job-list", "get"): Row(SIGNED_IN),
    ("api:job-detail", "get"): Row(OWN, place=lambda world: {"pk": world.job().pk}),
    ("api:job-events", "get"): Row(OWN, place=lambda world: {"pk": world.job().pk}),
    ("api:job-retry", "post"): Row(OWN, 202, lambda world: {"pk": world.job(failed=True).pk}),
    ("api:job-cancel", "post"): Row(OWN, 202, lambda world: {"pk": world.job().pk}),
    ("api:runner-list", "get"): Row(SIGNED_IN),
    ("api:runner-list", "post"): Row(COACHES, 201, body=lambda _: {"name": "New"}),
    ("api:runner-detail", "get"): Row(OWN, place=lambda world: {"pk": world.runner.pk}),
    ("api:runner-detail", "patch"): Row(
        OWN, place=lambda world: {"pk": world.runner.pk}, body=lambda _: {"weight_kg": 61}
    ),
    ("api:runner-zones", "get"): Row(OWN, place=runner_place),
    ("api:runner-zones", "put"): Row(
        OWN, place=runner_place, body=lambda _: {"heart_rate": ZONES}, if_match=True
    ),
    ("api:runner-personal-bests-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-personal-bests-list", "post"): Row(
        OWN, 201, runner_place, lambda _: {"distance_m": 5000, "time_s": 1500, "achieved_at": "2026-04-01"}
    ),
    ("api:personal-best-detail", "get"): Row(OWN, place=lambda world: {"pk": world.best()["id"]}),
    ("api:personal-best-detail", "patch"): Row(
        OWN, place=lambda world: {"pk": world.best()["id"]}, body=lambda _: {"excluded": False}
    ),
    ("api:personal-best-detail", "delete"): Row(OWN, 204, lambda world: {"pk": world.typed_best()}),
    ("api:runner-critical-speed", "get"): Row(OWN, place=runner_place),
    ("api:runner-critical-speed-accept", "post"): Row(COACHES_OF_IT, 202, proposal_place),
    ("api:runner-critical-speed-dismiss", "post"): Row(COACHES_OF_IT, 202, proposal_place),
    ("api:runner-critical-speed-typed", "post"): Row(
        OWN, 202, runner_place, lambda _: {"critical_speed_mps": 4.0, "valid_from": "2026-04-01"}
    ),
    ("api:runner-critical-speed-typed", "put"): Row(
        OWN, 202, runner_place, lambda _: {"critical_speed_mps": 4.0, "valid_from": "2026-04-01"}
    ),
    ("api:runner-critical-speed-typed", "delete"): Row(OWN, 204, typed_place),
    ("api:runner-critical-speed-history-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-history-list", "get"): Row(OWN, place=runner_place),
    # Without a distance: 400 for those who may ask.
    ("api:runner-prediction", "get"): Row(SIGNED_IN, 400, runner_place),
    # Without a day: 400 for those who may ask.
    ("api:runner-as-known", "get"): Row(SIGNED_IN, 400, runner_place),
    ("api:runner-why-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-summaries-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-device-choices-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-device-choices-list", "post"): Row(
        OWN, 200, two_devices_place, lambda world: {"devices": TWO_DEVICES, "counts": TWO_DEVICES[1]}
    ),
    ("api:squad-list", "get"): Row(SIGNED_IN),
    ("api:squad-list", "post"): Row(COACHES, 201, body=lambda _: {"name": "New"}),
    ("api:squad-detail", "get"): Row(SQUAD, place=lambda world: {"pk": world.squad().pk}),
    ("api:squad-detail", "patch"): Row(
        SQUAD_WRITE, place=lambda world: {"pk": world.squad().pk}, body=lambda _: {"name": "Newer"}
    ),
    ("api:squad-detail", "delete"): Row(SQUAD_WRITE, 204, lambda world: {"pk": world.squad().pk}),
    ("api:squad-members-list", "get"): Row(SQUAD, place=squad_place),
    ("api:squad-members-detail", "patch"): Row(
        COACHES_OF_IT, place=World.member, body=lambda _: {"athlete_may_plan": False}
    ),
    ("api:squad-members-detail", "delete"): Row(OWN, 204, World.member),
    ("api:squad-codes-list", "get"): Row(SQUAD, place=squad_place),
    ("api:squad-codes-list", "post"): Row(SQUAD_WRITE, 201, squad_place),
    ("api:squad-codes-detail", "delete"): Row(SQUAD_WRITE, 204, code_place),
    ("api:squad-invitations-list", "get"): Row(SQUAD, place=squad_place),
    ("api:squad-invitations-list", "post"): Row(
        SQUAD_WRITE, 201, squad_place, lambda _: {"email": "new@example.com"}
    ),
    ("api:squad-invitations-detail", "delete"): Row(SQUAD_WRITE, 204, invitation_place),
    # Whoever has the link may use it.
    ("api:invitation-accept", "post"): Row(SIGNED_IN, place=lambda world: {"token": world.invitation()[1]}),
    ("api:plan-list", "get"): Row(SIGNED_IN),
    # Half a wish: 400 for those who may ask.
    ("api:plan-list", "post"): Row(
        SIGNED_IN | {ATHLETE: 403, KEY: 403}, 400, body=lambda world: {"runner": world.runner.pk}
    ),
    ("api:plan-detail", "get"): Row(OWN, place=lambda world: {"pk": world.plan()}),
    ("api:plan-detail", "delete"): Row(COACHES_OF_IT, 204, lambda world: {"pk": world.plan()}, if_match=True),
    ("api:plan-publish", "post"): Row(
        COACHES_OF_IT, place=lambda world: {"pk": world.plan()}, if_match=True, etag_of="api:plan-detail"
    ),
    ("api:plan-undo", "post"): Row(
        COACHES_OF_IT, place=lambda world: {"pk": world.plan()}, if_match=True, etag_of="api:plan-detail"
    ),
    ("api:plan-days-list", "get"): Row(OWN, place=lambda world: {"plan_id": world.plan()}),
    ("api:plan-days-detail", "get"): Row(OWN, place=World.planned_day),
    ("api:plan-days-detail", "patch"): Row(
        COACHES_OF_IT, place=World.planned_day, body=lambda _: {"notes": "Flat"}, if_match=True
    ),
    ("api:plan-preview", "get"): Row(OWN, place=lambda world: {"plan_id": world.plan()}),
    ("api:plan-compliance-list", "get"): Row(OWN, place=lambda world: {"plan_id": world.plan()}),
    ("api:plan-compliance-detail", "get"): Row(OWN, place=World.planned_day),
    ("api:plan-compliance-detail", "patch"): Row(
        OWN, place=World.planned_day, body=lambda _: {"missed_reason": "busy"}
    ),
    ("api:plan-proposals-list", "get"): Row(COACHES_OF_IT, place=lambda world: {"plan_id": world.plan()}),
    ("api:plan-proposals-list", "post"): Row(COACHES_OF_IT, 204, lambda world: {"plan_id": world.plan()}),
    ("api:plan-proposals-detail", "get"): Row(COACHES_OF_IT, place=World.plan_proposal),
    ("api:plan-proposals-accept", "post"): Row(COACHES_OF_IT, place=World.plan_proposal),
    ("api:plan-proposals-decline", "post"): Row(COACHES_OF_IT, place=World.plan_proposal),
    ("api:plan-detail", "patch"): Row(
        COACHES_OF_IT,
        place=lambda world: {"pk": world.plan()},
        body=lambda _: {"scale_week": {"week": 1, "factor": 0.8}},
        if_match=True,
    ),
    ("api:plan-template-list", "get"): Row(COACHES),
    # A plan that is not there: 400 for those who may ask.
    ("api:plan-template-list", "post"): Row(COACHES, 400, body=lambda _: {"plan": NO_ID, "name": "x"}),
    ("api:plan-template-detail", "get"): Row(SQUAD_WRITE, place=lambda world: {"pk": world.template()}),
    ("api:plan-template-detail", "patch"): Row(
        SQUAD_WRITE, place=lambda world: {"pk": world.template()}, body=lambda _: {"name": "y"}, if_match=True
    ),
    ("api:plan-template-detail", "delete"): Row(
        SQUAD_WRITE, 204, lambda world: {"pk": world.template()}, if_match=True
    ),
    ("api:plan-template-apply", "post"): Row(
        SQUAD_WRITE,
        place=lambda world: {"pk": world.template()},
        body=lambda world: {
            "runners": [world.runner.pk],
            "goal_day": (datetime.now(UTC).date() + timedelta(days=70)).isoformat(),
        },
    ),
    ("api:workout-list", "get"): Row(SIGNED_IN),
    ("api:workout-list", "post"): Row(SIGNED_IN, 201, body=lambda _: {"name": "x", "shorthand": "30m E"}),
    ("api:workout-detail", "get"): Row(SQUAD, place=lambda world: {"pk": world.workout()}),
    ("api:workout-detail", "patch"): Row(
        SQUAD, place=lambda world: {"pk": world.workout()}, body=lambda _: {"name": "y"}, if_match=True
    ),
    ("api:workout-import-file", "post"): Row(
        SIGNED_IN, 400, body=lambda _: {"file": "no file"}, format="multipart"
    ),
    ("api:workout-copy", "post"): Row(
        SQUAD, 201, lambda world: {"pk": world.workout()}
    ),
    ("api:workout-versions", "get"): Row(SQUAD, place=lambda world: {"pk": world.workout()}),
    ("api:workout-restore", "post"): Row(
        SQUAD,
        400,
        lambda world: {"pk": world.workout()},
        lambda _: {"version": 9},
        if_match=True,
        etag_of="api:workout-detail",
    ),
    ("api:workout-detail", "delete"): Row(
        SQUAD, 204, lambda world: {"pk": world.workout()}, if_match=True
    ),
    ("api:calendar-entry-list", "get"): Row(SIGNED_IN),
    ("api:calendar-entry-list", "post"): Row(
        SIGNED_IN | dict.fromkeys((FOREIGN_ATHLETE, FOREIGN_COACH, FOREIGN_KEY), 400),
        201,
        body=lambda world: {"runner": world.runner.pk, "kind": "note", "day": "2026-09-01", "title": "x"},
    ),
    ("api:calendar-entry-detail", "get"): Row(OWN, place=lambda world: {"pk": world.entry()}),
    ("api:calendar-entry-detail", "patch"): Row(
        OWN, place=lambda world: {"pk": world.entry()}, body=lambda _: {"notes": "x"}
    ),
    ("api:calendar-entry-detail", "delete"): Row(OWN, 204, lambda world: {"pk": world.entry()}),
    ("api:check-in-list", "get"): Row(SIGNED_IN),
    ("api:check-in-list", "post"): Row(
        SIGNED_IN | dict.fromkeys((FOREIGN_ATHLETE, FOREIGN_COACH, FOREIGN_KEY), 400)
        | {COACH: 403, SUPERUSER: 403},
        201,
        body=World.new_check_in,
    ),
    ("api:check-in-detail", "get"): Row(OWN, place=lambda world: {"pk": world.check_in()}),
    ("api:check-in-detail", "patch"): Row(
        OWN | {COACH: 403, SUPERUSER: 403},
        place=lambda world: {"pk": world.check_in()},
        body=lambda _: {"mood": 2},
    ),
    ("api:session-comments-list", "get"): Row(OWN, place=session_place),
    ("api:session-comments-list", "post"): Row(OWN, 201, session_place, lambda _: {"text": "Windy"}),
    ("api:planned-workout-comments-list", "get"): Row(OWN, place=planned_place),
    ("api:planned-workout-comments-list", "post"): Row(OWN, 201, planned_place, lambda _: {"text": "Flat?"}),
    ("api:runner-day-comments-list", "get"): Row(OWN, place=day_place),
    ("api:runner-day-comments-list", "post"): Row(OWN, 201, day_place, lambda _: {"text": "Tired"}),
    ("api:comment-detail", "get"): Row(OWN, place=lambda world: {"pk": world.comment()}),
    ("api:comment-detail", "patch"): Row(
        OWN, place=lambda world: {"pk": world.comment()}, body=lambda _: {"read_at": None}
    ),
    # The athlete's own words: others who see them may not.
    ("api:comment-detail", "delete"): Row(
        OWN | {COACH: 403, SUPERUSER: 403}, 204, lambda world: {"pk": world.comment()}
    ),
    ("api:runner-calendar-list", "get"): Row(OWN, place=runner_place),
    ("api:runner-compliance-list", "get"): Row(OWN, place=runner_place),
    ("api:session-list", "get"): Row(SIGNED_IN),
    ("api:session-list", "post"): Row(
        SIGNED_IN | dict.fromkeys((FOREIGN_ATHLETE, FOREIGN_COACH, FOREIGN_KEY), 400),
        201,
        body=lambda world: {
            "runner": world.runner.pk, "start_time": "2026-05-01T06:00:00Z", "timer_time_s": 600
        },
    ),
    ("api:session-detail", "get"): Row(OWN, place=lambda world: {"pk": world.session.pk}),
    ("api:session-detail", "patch"): Row(
        OWN, place=lambda world: {"pk": world.session.pk}, body=lambda _: {"notes": "Windy"}
    ),
    ("api:session-detail", "delete"): Row(OWN, 204, lambda world: {"pk": world.typed_session()}),
    ("api:session-statistics", "get"): Row(OWN, place=session_place),
    ("api:session-crop", "post"): Row(
        OWN, 202, lambda world: {"pk": world.session.pk}, lambda _: {"from_s": 0, "to_s": 150}
    ),
    # What is whole and not cropped: 400 for those who may ask.
    ("api:session-crop", "delete"): Row(OWN, 400, lambda world: {"pk": world.typed_session()}),
    ("api:session-split", "post"): Row(
        OWN, 202, lambda world: {"pk": world.session.pk}, lambda _: {"at_s": 60}
    ),
    ("api:session-split", "delete"): Row(OWN, 400, lambda world: {"pk": world.typed_session()}),
    ("api:session-effort", "get"): Row(OWN, place=session_place),
    ("api:session-laps-list", "get"): Row(OWN, place=session_place),
    ("api:session-best-efforts-list", "get"): Row(OWN, place=session_place),
    ("api:session-streams", "get"): Row(OWN, place=session_place),
    ("api:session-original", "get"): Row(OWN, place=session_place),
    ("api:session-why-list", "get"): Row(OWN, place=session_place),
    ("api:session-bring-back", "post"): Row(OWN, 202, lambda world: {"pk": world.deleted_session()}),
    ("api:bin-list", "get"): Row(SIGNED_IN),
    ("api:upload-list", "get"): Row(SIGNED_IN),
    ("api:upload-list", "post"): Row(
        SIGNED_IN | dict.fromkeys((FOREIGN_ATHLETE, FOREIGN_COACH, FOREIGN_KEY), 400),
        202,
        body=lambda world: {
            "runner": world.runner.pk, "files": [SimpleUploadedFile("a.fit", fit_files.run(seconds=60))]
        },
        format="multipart",
    ),
    ("api:upload-detail", "get"): Row(OWN, place=lambda world: {"pk": world.upload()}),
}  # fmt: skip

# Pages: who may open them. Nobody signed in is sent to sign in; what is not one's own does not exist.
MAY_ALL = {ATHLETE, FOREIGN_ATHLETE, COACH, FOREIGN_COACH, SUPERUSER}
MAY_OWN = {ATHLETE, COACH, SUPERUSER}
MAY_COACH = {COACH, FOREIGN_COACH, SUPERUSER}
MAY_COACH_OF_IT = {COACH, SUPERUSER}
MAY_EVERYBODY = MAY_ALL | {ANONYMOUS}


@dataclass(frozen=True)
class Page:
    """A page's address and who may open it. `loose`: who may is not refused, nor must others be."""

    may: set[str]
    place: Place = lambda _world: {}


def plan_place(world: World) -> dict[str, Any]:
    return {"runner_id": world.runner.pk, "plan_id": world.plan()}


def followed_place(world: World) -> dict[str, Any]:
    place = world.planned_day()
    return {"runner_id": world.runner.pk, "plan_id": place["plan_id"], "planned_id": place["pk"]}


def plan_proposal_place(world: World) -> dict[str, Any]:
    place = world.plan_proposal()
    return {"runner_id": world.runner.pk, "plan_id": place["plan_id"], "proposal_id": place["pk"]}


def plan_job_place(world: World) -> dict[str, Any]:
    world.plan()
    job = BackgroundJob.objects.filter(type="training_plan_generation").latest("created_at")
    return {"runner_id": world.runner.pk, "job_id": job.pk}


def planned_workout_place(world: World) -> dict[str, Any]:
    day = world.planned_day()
    return {"runner_id": world.runner.pk, "plan_id": day["plan_id"], "workout_id": day["pk"]}


def template_place(world: World) -> dict[str, Any]:
    return {"template_id": world.template()}


def workout_place(world: World) -> dict[str, Any]:
    return {"workout_id": world.workout()}


def squad_code_place(world: World) -> dict[str, Any]:
    place = code_place(world)
    return {"squad_id": place["squad_id"], "code_id": place["pk"]}


def squad_member_place(world: World) -> dict[str, Any]:
    place = world.member()
    return {"squad_id": place["squad_id"], "runner_id": place["pk"]}


def held_place(world: World) -> dict[str, Any]:
    return {"fit_id": SessionFIT.objects.filter(runner=world.runner).first().pk}


# An empty form names nothing that these could be about.
NAMELESS = {
    "plan_workout",
    "workout_restore",
    "held_file_decide",
    "runner_best_exclude",
    "session_cut",
    "session_effort",
    "session_exertion",
    "session_why",
    "squad_member",
}


PAGES: dict[str, Page] = {
    "healthz": Page(MAY_EVERYBODY),
    "readyz": Page(MAY_EVERYBODY),
    "script_words": Page(MAY_EVERYBODY),
    "api:schema": Page(MAY_EVERYBODY),
    "api:api_docs": Page(MAY_EVERYBODY),
    "signin": Page(MAY_EVERYBODY),
    "signout": Page(MAY_EVERYBODY),
    "signup": Page(MAY_EVERYBODY),
    "invitation": Page(MAY_EVERYBODY, lambda world: {"token": world.invitation()[1]}),
    "join_code": Page(MAY_ALL),
    # Whoever has the code may use it.
    "join": Page(MAY_EVERYBODY, lambda world: {"code": world.code().code}),
    "leave_coach": Page({ATHLETE}, World.leaving),
    "squads": Page(MAY_COACH),
    "comments": Page(MAY_COACH),
    "squad_code_make": Page(MAY_COACH_OF_IT, lambda world: {"squad_id": world.member()["squad_id"]}),
    "squad_code_withdraw": Page(MAY_COACH_OF_IT, squad_code_place),
    "squad_member": Page(MAY_COACH_OF_IT, squad_member_place),
    "home": Page(MAY_ALL),
    "jobs": Page(MAY_COACH),
    "styleguide": Page({SUPERUSER}),
    "job_retry": Page(MAY_OWN, lambda world: {"job_id": world.job(failed=True).pk}),
    "job_cancel": Page(MAY_OWN, lambda world: {"job_id": world.job().pk}),
    "account": Page(MAY_ALL),
    "api_key_add": Page(MAY_ALL),
    "api_key_delete": Page({ATHLETE}, lambda world: {"key_id": key_place(world)["pk"]}),
    "squad": Page(MAY_COACH),
    "runner_new": Page(MAY_COACH),
    "runner_defaults": Page(MAY_ALL),
    "runner_today": Page(MAY_OWN, runner_place),
    "runner_sessions": Page(MAY_OWN, runner_place),
    "runner_devices": Page(MAY_OWN, runner_place),
    "runner_upload": Page(MAY_OWN, runner_place),
    "runner_fitness": Page(MAY_OWN, runner_place),
    "runner_as_known": Page(MAY_OWN, runner_place),
    "runner_why": Page(MAY_OWN, lambda world: runner_place(world) | {"figure": "ctl"}),
    "runner_summaries": Page(MAY_OWN, runner_place),
    "runner_critical_speed": Page(MAY_OWN, runner_place),
    "critical_speed_decide": Page(MAY_COACH_OF_IT, proposal_place),
    "critical_speed_type": Page(MAY_OWN, runner_place),
    "critical_speed_type_race": Page(MAY_OWN, runner_place),
    "critical_speed_typed_withdraw": Page(MAY_OWN, runner_place),
    "runner_invite": Page(MAY_COACH_OF_IT, runner_place),
    "runner_zones": Page(MAY_OWN, runner_place),
    "runner_heart_rates": Page(MAY_OWN, runner_place),
    "runner_heart_rate_zones": Page(MAY_OWN, runner_place),
    "runner_zone_percents": Page(MAY_OWN, runner_place),
    "runner_best_add": Page(MAY_OWN, runner_place),
    "runner_best_exclude": Page(MAY_OWN, runner_place),
    "runner_profile": Page(MAY_OWN, runner_place),
    "session_new": Page(MAY_OWN, runner_place),
    "session_detail": Page(MAY_OWN, session_place),
    "session_planned": Page(MAY_OWN, session_place),
    "runner_fitness_ahead": Page(MAY_OWN, runner_place),
    "session_why": Page(MAY_OWN, session_place),
    "session_original": Page(MAY_OWN, session_place),
    "session_edit": Page(MAY_OWN, session_place),
    "session_effort": Page(MAY_OWN, session_place),
    "session_cut": Page(MAY_OWN, session_place),
    "session_exertion": Page(MAY_OWN, session_place),
    "session_delete": Page(MAY_OWN, lambda world: {"session_id": world.typed_session()}),
    "runner_races": Page(MAY_OWN, runner_place),
    "race_change": Page(MAY_OWN, lambda world: {"entry_id": world.race()}),
    "race_result": Page(MAY_OWN, lambda world: {"entry_id": world.race()}),
    "race_delete": Page(MAY_OWN, lambda world: {"entry_id": world.race()}),
    "runner_check_in": Page({ATHLETE}, runner_place),
    "session_comments": Page(MAY_OWN, session_place),
    "planned_workout_comments": Page(MAY_OWN, lambda world: {"planned_id": world.planned_day()["pk"]}),
    "day_comments": Page(MAY_OWN, day_place),
    "comment": Page(MAY_OWN, lambda world: {"comment_id": world.comment()}),
    "comment_edit": Page({ATHLETE}, lambda world: {"comment_id": world.comment()}),
    "comment_delete": Page({ATHLETE}, lambda world: {"comment_id": world.comment()}),
    "runner_bin": Page(MAY_OWN, runner_place),
    "session_bring_back": Page(MAY_OWN, lambda world: {"session_id": world.deleted_session()}),
    "file_bring_back": Page(MAY_OWN, held_place),
    "held_file_decide": Page(MAY_OWN, held_place),
    "runner_plan": Page(MAY_OWN, runner_place),
    "plan_detail": Page(MAY_OWN, plan_place),
    "plan_new": Page(MAY_COACH_OF_IT, runner_place),
    "plan_job": Page(MAY_COACH_OF_IT, plan_job_place),
    "plan_choose": Page(MAY_COACH_OF_IT, plan_place),
    "plan_publish": Page(MAY_COACH_OF_IT, plan_place),
    "plan_undo": Page(MAY_COACH_OF_IT, plan_place),
    "plan_against_run": Page(MAY_OWN, followed_place),
    "plan_adapt": Page(MAY_COACH_OF_IT, plan_place),
    "plan_adapts_by_itself": Page(MAY_COACH_OF_IT, plan_place),
    "plan_proposal": Page(MAY_COACH_OF_IT, plan_proposal_place),
    "plan_proposal_accept": Page(MAY_COACH_OF_IT, plan_proposal_place),
    "plan_proposal_decline": Page(MAY_COACH_OF_IT, plan_proposal_place),
    "plan_workout": Page(MAY_COACH_OF_IT, planned_workout_place),
    "plan_scale": Page(MAY_COACH_OF_IT, plan_place),
    "plan_differences": Page(MAY_COACH_OF_IT, plan_place),
    "plan_template_save": Page(MAY_COACH_OF_IT, plan_place),
    "plan_templates": Page(MAY_COACH),
    "plan_template": Page(MAY_COACH_OF_IT, template_place),
    "plan_template_delete": Page(MAY_COACH_OF_IT, template_place),
    "workouts": Page(MAY_ALL),
    "workout": Page(MAY_COACH_OF_IT, workout_place),
    "workout_new": Page(MAY_ALL),
    "workout_import": Page(MAY_ALL),
    "workout_preview": Page(MAY_ALL),
    "workout_edit": Page(MAY_COACH_OF_IT, workout_place),
    "workout_copy": Page(MAY_COACH_OF_IT, workout_place),
    "workout_delete": Page(MAY_COACH_OF_IT, workout_place),
    "workout_restore": Page(MAY_COACH_OF_IT, workout_place),
    "metrics": Page(set()),  # closed for everybody while there is no token for it
    "upload_detail": Page(MAY_OWN, lambda world: {"upload_id": world.upload()}),
    "upload_fitness": Page(MAY_OWN, lambda world: {"upload_id": world.upload()}),
    "upload_files": Page(MAY_OWN, lambda world: {"upload_id": world.upload()}),
}

# The admin's routes by the last part of their names; rows of each kind are tried below.
ADMIN_ROUTES = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n",
    "view_on_site", "app_list", "search", "changelist", "add", "history", "delete", "change",
}  # fmt: skip


# What there is ------------------------------------------------------------------------------------------


def all_routes() -> list[tuple[str, str]]:
    """(name with namespaces, pattern) of every address of the site."""
    found: list[tuple[str, str]] = []

    def walk(patterns: list[Any], namespace: str, prefix: str) -> None:
        for pattern in patterns:
            whole = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                found.append((f"{namespace}{pattern.name or whole}", whole))
            else:
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                walk(pattern.url_patterns, inner, whole)

    walk(get_resolver().url_patterns, "", "")
    return found


def operations() -> dict[tuple[str, str], str]:
    """(route name, method) -> path of every operation of the OpenAPI description."""
    found = {}
    for path, methods in openapi_document()["paths"].items():
        address = address_of(path)
        for method in methods:
            found[resolve(address).view_name, method] = path
    return found


def address_of(path: str) -> str:
    """The address of something that is not there."""
    with_ids = re.sub(r"\{\w*id\}", NO_ID, path)
    return with_ids.replace("{token}", "t" * 43).replace("{day}", "2026-05-01")


def test_no_route_is_without_a_row():
    names = {name for name, _ in all_routes()}
    api = {name for name, _ in API}
    unknown = {
        name
        for name in names - api - PAGES.keys()
        if not (name.startswith("admin:") and is_known_admin_route(name))
    }
    assert not unknown, f"add these to the matrix: {sorted(unknown)}"
    gone = (api | PAGES.keys()) - names
    assert not gone, f"these are no routes (any more): {sorted(gone)}"


def is_known_admin_route(name: str) -> bool:
    last = name.removeprefix("admin:")
    models = tuple(f"{model._meta.app_label}_{model._meta.model_name}_" for model in admin.site._registry)
    kind = next((last.removeprefix(model) for model in models if last.startswith(model)), last)
    # Two nameless ones: the old address of a form, which redirects, and the last, which is 404.
    return kind in ADMIN_ROUTES or last.endswith(("<path:object_id>/", "(?P<url>.*)$"))


def test_every_operation_of_the_api_has_a_row_and_every_row_an_operation():
    assert set(operations()) == set(API)


def test_the_views_answer_no_method_that_is_not_described(people, client_of):
    """What the schema does not name is 405, for everybody who is signed in."""
    client = client_of(people.superuser)
    described = operations()
    for name in {name for name, _ in API}:
        path = next(path for (route, _), path in described.items() if route == name)
        address = address_of(path)
        for method in ("get", "post", "put", "patch", "delete", "options"):
            if (name, method) not in described:
                assert client.generic(method.upper(), address).status_code == 405, (method, address)


# The world ----------------------------------------------------------------------------------------------


@pytest.fixture
def world(people, run_of) -> World:
    Runner.objects.filter(pk=people.runner.pk).update(name=CANARY, critical_speed_mps=4.0, w_prime_m=180.0)
    people.runner.refresh_from_db()
    session = run_of(people.runner, f"{CANARY}.fit", seconds=200)
    SessionStatistics.objects.filter(pk=session.pk).update(name=CANARY)
    return World(people, session)


def api_client(world: World, role: str, scope: str) -> APIClient:
    client, user = APIClient(), world.user(role)
    if role in (KEY, BARE_KEY, FOREIGN_KEY):
        scopes = [one for one in SCOPES if role != BARE_KEY or not one.startswith(f"{scope}:")]
        _, text = ApiKey.issue(user, "matrix", scopes)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    elif user is not None:
        client.force_login(user)
    return client


# Made anew by every request, whoever sends it.
_VOLATILE = {
    "rate_limits",
    "idempotency_keys",
    "resource_locks",
    "django_session",
    "api_keys",
    "job_messages",
}


def whole_database() -> dict[str, Any]:
    names = [name for name in database.raw.list_collection_names() if name not in _VOLATILE]
    return {
        name: [
            {**row, "last_visit_at": None, "last_login": None}
            for row in database.raw[name].find().sort("_id", 1)
        ]
        for name in names
        if not name.startswith("system.")
    }


def body_of(answer: Any) -> bytes:
    if getattr(answer, "is_async", False):
        return b""  # an event stream; what it tells is tested over a real server
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# The matrix ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("name", "method"), sorted(API), ids=lambda part: part)
def test_the_api_answers_each_role_as_it_should(world, name, method):
    row = API[name, method]
    scope = resolve(reverse(name, kwargs=row.place(world))).func.cls.scope
    denied = [role for role in ROLES if role in row.roles]
    allowed = [role for role in ROLES if role not in row.roles]
    place = row.place(world)
    headers = if_match(world, row, scope, name, place)
    before = whole_database()
    for role in denied:
        answer = send(world, role, scope, name, method, place, headers)
        check(answer, role, row.roles[role])
        assert answer["Content-Type"] == "application/problem+json", role
    assert whole_database() == before, "someone changed what they may not"
    for role in allowed:
        place = row.place(world)
        headers = if_match(world, row, scope, name, place)
        answer = send(world, role, scope, name, method, place, headers)
        check(answer, role, row.status)


def check(answer: Any, role: str, expected: int) -> None:
    content = body_of(answer)
    assert answer.status_code == expected, f"{role}: {answer.status_code}, not {expected}: {content[:300]!r}"
    if role in FOREIGN | {ANONYMOUS, BARE_KEY}:
        assert CANARY.lower().encode() not in content.lower(), f"{role} sees something of the squad"


def if_match(world: World, row: Row, scope: str, name: str, place: dict[str, Any]) -> dict[str, str]:
    if not row.if_match:
        return {}
    answer = api_client(world, SUPERUSER, scope).get(reverse(row.etag_of or name, kwargs=place))
    return {"HTTP_IF_MATCH": answer["ETag"]}


def send(
    world: World,
    role: str,
    scope: str,
    name: str,
    method: str,
    place: dict[str, Any],
    headers: dict[str, str],
) -> Any:
    row, client = API[name, method], api_client(world, role, scope)
    kwargs: dict[str, Any] = {} if method == "get" else {"data": row.body(world), "format": row.format}
    return getattr(client, method)(reverse(name, kwargs=place), **kwargs, **headers)


DETAILS = sorted(
    (name, method)
    for name, method in API
    if FOREIGN_ATHLETE in API[name, method].roles and API[name, method].roles[FOREIGN_ATHLETE] == 404
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "method"), DETAILS, ids=lambda part: part)
def test_what_is_foreign_and_what_is_nowhere_are_told_in_the_same_words(world, name, method):
    row = API[name, method]
    place = row.place(world)
    nowhere = {key: {"token": "t" * 43, "day": "2026-05-01"}.get(key, NO_ID) for key in place}
    scope = resolve(reverse(name, kwargs=place)).func.cls.scope
    headers = {"HTTP_IF_MATCH": '"x"'} if row.if_match else {}
    texts = []
    for where in (place, nowhere):
        client = api_client(world, FOREIGN_COACH, scope)
        kwargs = {} if method == "get" else {"data": row.body(world), "format": row.format}
        answer = getattr(client, method)(reverse(name, kwargs=where), **kwargs, **headers)
        texts.append({key: value for key, value in answer.json().items() if key != "instance"})
    assert texts[0] == texts[1]
    assert texts[0]["status"] == 404


LEAVING = {"signout", "signin", "signup", "invitation", "home"}  # they send people on


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_open_for_those_who_may(world, name):
    page = PAGES[name]
    place, before = page.place(world), whole_database()
    everybody = [ANONYMOUS, FOREIGN_ATHLETE, FOREIGN_COACH, ATHLETE, COACH, SUPERUSER]
    for role in (role for role in everybody if role not in page.may):
        for method in ("get", "post"):
            answer = open_page(world, role, name, method, place)
            assert is_refusal(answer) or answer.status_code == 405, f"{role}, {method}: {answer.status_code}"
            assert CANARY.encode() not in body_of(answer), f"{role} sees something of the squad"
    assert whole_database() == before, "someone changed what they may not"
    for role in (role for role in everybody if role in page.may):
        for method in ("get", "post"):
            answer = open_page(world, role, name, method, page.place(world))
            assert answer.status_code < 500 or name == "readyz", (role, method, answer.status_code)
            assert not is_refusal(answer) or name in LEAVING | NAMELESS, (
                f"{role}, {method}: {answer.status_code}"
            )


def open_page(world: World, role: str, name: str, method: str, place: dict[str, Any]) -> Any:
    client = Client()
    if (user := world.user(role)) is not None:
        client.force_login(user)
    return getattr(client, method)(reverse(name, kwargs=place))


def is_refusal(answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and "/sign-in/" in answer["Location"]
    return answer.status_code in (403, 404) or to_sign_in


@pytest.mark.slow
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_the_admin_shows_each_role_what_is_theirs(world, model):
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    lists = [reverse(f"{prefix}{kind}") for kind in ("changelist", "add")]
    row = model._default_manager.order_by("pk").first()
    rows = (
        [reverse(f"{prefix}{kind}", args=[row.pk]) for kind in ("change", "history", "delete")] if row else []
    )
    for role in (ANONYMOUS, ATHLETE, FOREIGN_ATHLETE, FOREIGN_COACH, COACH, SUPERUSER):
        client = Client()
        if (user := world.user(role)) is not None:
            client.force_login(user)
        for url in lists + rows:
            answer = client.get(url, follow=True)
            assert answer.status_code in (200, 403), (role, url, answer.status_code)
            if role in (ANONYMOUS, ATHLETE, FOREIGN_ATHLETE):
                is_signing_in = answer.redirect_chain and "/sign-in/" in answer.redirect_chain[-1][0]
                assert answer.status_code == 403 or is_signing_in, (role, url)
            if role not in (COACH, SUPERUSER):
                assert CANARY.encode() not in answer.content, (role, url)


def test_the_other_pages_of_the_admin_are_for_staff(world):
    for name in ("index", "autocomplete", "jsi18n", "search", "password_change", "password_change_done"):
        for role in (ANONYMOUS, ATHLETE, FOREIGN_COACH):
            client = Client()
            if (user := world.user(role)) is not None:
                client.force_login(user)
            answer = client.get(reverse(f"admin:{name}"), {"s": CANARY[:8]}, follow=True)
            entered = answer.status_code == 200 and not any(
                "/sign-in/" in url for url, _ in answer.redirect_chain
            )
            assert not entered or role == FOREIGN_COACH, (name, role)
            assert CANARY.encode() not in answer.content.replace(f'value="{CANARY}"'.encode(), b""), (
                name,
                role,
            )


def test_error_texts_name_nothing_of_the_squad(world):
    client = api_client(world, FOREIGN_COACH, "sessions")
    for url in (
        f"/api/v1/sessions/?runner={world.runner.pk}",
        f"/api/v1/uploads/?runner={world.runner.pk}",
        f"/api/v1/jobs/?upload={world.upload()}",
        f"/api/v1/sessions/{world.session.pk}/streams/?columns=none",
        "/api/v1/runners/?ordering=-name",
    ):
        answer = client.get(url)
        assert answer.status_code in (200, 404), url
        assert CANARY.encode() not in answer.content, url
        assert world.session.pk.encode() not in answer.content.replace(url.split("?")[0].encode(), b""), url
