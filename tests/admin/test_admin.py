"""The admin: eleven collections and accounts, each person's own rows, every save through a service."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from runlab_site.accounts.models import ApiKey, User
from runlab_site.jobs.job_manager import JobRequest, request
from runlab_site.models import BackgroundJob
from runners.models import Runner, RunnerDecision, RunnerHistory
from sessions.models import SessionDecision, SessionFIT, SessionStatistics
from tests.jobs import work_off_jobs
from training.models import TrainingPlan, TrainingPlanSchema, Workout

pytestmark = pytest.mark.django_db

COLLECTIONS = {
    "runner", "sessionsFIT", "sessionsParquet", "sessionStatistics", "runnerHistory", "trainingplan",
    "trainingplanschema", "workouts", "background_jobs", "fs.files", "fs.chunks",
}  # fmt: skip
ACCOUNTS = {"users", "api_keys"}


def client(user: User | None) -> Client:
    made = Client()
    if user is not None:
        made.force_login(user)
    return made


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(obj) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def plan_of(runner: Runner) -> TrainingPlanSchema:
    plan = TrainingPlanSchema.objects.create(
        runner=runner, start_date=date(2026, 5, 1), race_date=date(2026, 8, 1)
    )
    TrainingPlan.objects.create(
        plan=plan, runner=runner, version=1, date=date(2026, 5, 1), block=1, week=1, planned_id="1",
        name="Easy", role="easy", state="planned",
    )  # fmt: skip
    return plan


@pytest.fixture
def rows(people, run_of):
    """Something in each collection, of either squad."""
    for runner, name in ((people.runner, "anna.fit"), (people.foreign_runner, "berta.fit")):
        run_of(runner, name)
        plan_of(runner)
    Workout.objects.create(code="T2", name="Tempo", system="T", role="quality", shorthand="20min T")
    return people


def registered() -> dict[str, type]:
    return {model._meta.db_table: model for model in admin.site._registry}


def test_every_collection_and_account_is_in_the_admin_and_no_model_of_queue_or_groups():
    tables = registered()
    assert set(tables) >= COLLECTIONS | ACCOUNTS
    assert Group not in tables.values()
    assert not [name for name in tables if name.startswith(("django_q", "auth_"))]


@pytest.mark.parametrize("table", sorted(COLLECTIONS))
def test_a_coach_sees_own_rows_and_an_administrator_all(rows, table):
    model = registered()[table]
    model_admin = admin.site._registry[model]

    class Request:
        def __init__(self, user):
            self.user = user

    seen = {
        user.email: set(model_admin.get_queryset(Request(user)).values_list("pk", flat=True))
        for user in (rows.coach, rows.foreign_coach, rows.superuser, rows.athlete)
    }
    mine, foreign = seen["coach@example.com"], seen["other@example.com"]
    assert mine
    assert foreign
    assert seen["anna@example.com"] == set()
    assert mine | foreign <= seen["admin@example.com"]
    if table != "workouts":
        assert not mine & foreign
        assert mine | foreign == seen["admin@example.com"]


@pytest.mark.parametrize("table", sorted(COLLECTIONS))
def test_lists_and_forms_open_and_foreign_rows_do_not(rows, table):
    model = registered()[table]
    coach = client(rows.coach)
    assert coach.get(changelist(model)).status_code == 200
    assert coach.get(changelist(model) + "?q=a").status_code == 200
    model_admin = admin.site._registry[model]
    for user, own in ((rows.coach, True), (rows.foreign_coach, False)):

        class Request:
            pass

        Request.user = user
        row = model_admin.get_queryset(Request).first()
        answer = coach.get(change(row), follow=False)
        is_shared = table == "workouts"
        assert answer.status_code == (200 if own or is_shared else 302), change(row)
        if not own and not is_shared:
            assert answer["Location"] == reverse("admin:index")
            assert b"berta" not in coach.get(answer["Location"]).content.lower()


def test_texts_of_lists_name_nobody_of_another_squad(rows):
    coach = client(rows.coach)
    for table in COLLECTIONS:
        page = coach.get(changelist(registered()[table])).content.lower()
        assert b"berta" not in page, table


def test_an_athlete_and_nobody_do_not_enter(people):
    assert client(people.athlete).get("/admin/", follow=True).status_code == 403
    answer = client(None).get("/admin/", follow=True)
    assert answer.redirect_chain[-1] == (f"{reverse('signin')}?next=/admin/", 302)
    assert client(people.coach).get("/admin/login/").status_code == 302
    assert (
        client(None).post("/admin/login/", {"username": "coach@example.com", "password": "x"}).status_code
        == 302
    )


@pytest.mark.parametrize("model", [User, ApiKey])
def test_accounts_are_for_administrators_only(people, model):
    ApiKey.issue(people.athlete, "phone", ["sessions:read"])
    row = model.objects.first()
    for url in (changelist(model), change(row)):
        assert client(people.coach).get(url).status_code == 403, url
        assert client(people.superuser).get(url).status_code == 200, url
    assert b"secret_sha256" not in client(people.superuser).get(change(row)).content


def test_a_coach_makes_nobody_an_administrator(people):
    coach = client(people.coach)
    body = {"email": "coach@example.com", "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    assert coach.post(change(people.coach), body).status_code == 403
    assert coach.post(reverse("admin:accounts_user_add"), body | {"password": "p"}).status_code == 403
    assert not User.objects.get(pk=people.coach.pk).is_superuser


def test_an_administrator_makes_and_changes_people(people):
    boss = client(people.superuser)
    body = {"email": "New@Example.com", "name": "New", "is_coach": "on", "is_staff": "on", "is_active": "on"}
    weak = boss.post(reverse("admin:accounts_user_add"), body | {"password": "12345"})
    assert weak.status_code == 200
    made = boss.post(reverse("admin:accounts_user_add"), body | {"password": "a long enough one 7"})
    assert made.status_code == 302, made.content
    person = User.objects.get(email="new@example.com")
    assert person.check_password("a long enough one 7")
    assert person.is_coach
    changed = boss.post(change(person), body | {"name": "Newer", "time_zone": "UTC", "units": "km"})
    assert changed.status_code == 302
    assert User.objects.get(pk=person.pk).name == "Newer"


def runner_form(**more) -> dict:
    return {"name": "Clara", "sex": "female", "time_zone": "UTC", "tags": "", "experience": ""} | more


def test_a_runner_added_in_the_admin_has_every_default_and_joins_the_squad(people):
    answer = client(people.coach).post(
        reverse("admin:runners_runner_add"), runner_form(birth_date="1990-05-01")
    )
    assert answer.status_code == 302, answer.content
    runner = Runner.objects.get(name="Clara")
    assert (runner.coach_id, len(runner.heart_rate_zones), len(runner.personal_bests)) == (
        people.coach.pk,
        5,
        11,
    )
    assert runner.memberships.count() == 1


def test_a_runner_changed_in_the_admin_goes_through_the_service(people):
    answer = client(people.coach).post(
        change(people.runner), runner_form(name="Anna B", max_heart_rate_bpm="190")
    )
    assert answer.status_code == 302, answer.content
    runner = Runner.objects.get(pk=people.runner.pk)
    assert (runner.name, runner.heart_rate_zones[-1]["to_bpm"]) == ("Anna B", 190)
    assert RunnerDecision.objects.get().decided_by == people.coach.pk
    assert BackgroundJob.objects.filter(type="session_analysis").count() == 1


def test_what_the_service_refuses_is_told_and_not_saved(people):
    coach = client(people.coach)
    answer = coach.post(change(people.runner), runner_form(birth_date="2200-01-01"), follow=True)
    assert b"birth date" in answer.content
    assert Runner.objects.get(pk=people.runner.pk).birth_date is None


def test_a_session_edited_and_deleted_in_the_admin_leaves_decisions(people, run_of):
    session = run_of(people.runner)
    coach = client(people.coach)
    answer = coach.post(change(session), {"name": "Hills", "notes": "", "effort": "race"})
    assert answer.status_code == 302, answer.content
    work_off_jobs()
    assert SessionStatistics.objects.get(pk=session.pk).effort == "race"
    delete = reverse("admin:runsessions_sessionstatistics_delete", args=[session.pk])
    assert coach.post(delete, {"post": "yes"}).status_code == 302
    assert not SessionStatistics.objects.filter(pk=session.pk).exists()
    assert set(SessionDecision.objects.values_list("kind", flat=True)) == {"edit", "delete"}
    assert SessionFIT.objects.get().role == "deleted"


def test_what_is_derived_cannot_be_changed_or_deleted(rows):
    boss = client(rows.superuser)
    row = RunnerHistory.objects.first()
    before = row.load_rtss
    assert boss.post(change(row), {"load_rtss": "999"}).status_code == 403
    assert boss.post(change(row) + "../delete/", {"post": "yes"}).status_code == 403
    assert RunnerHistory.objects.get(pk=row.pk).load_rtss == before


def test_jobs_are_tried_again_and_cancelled_but_only_ones_own(people):
    mine = request(JobRequest(type="cleanup", lane="a", runner_id=people.runner.pk))
    foreign = request(JobRequest(type="cleanup", lane="b", runner_id=people.foreign_runner.pk))
    coach = client(people.coach)

    def act(name):
        body = {"action": name, "_selected_action": [mine.pk, foreign.pk]}
        return coach.post(changelist(BackgroundJob), body, follow=True)

    assert act("cancel").status_code == 200
    assert [BackgroundJob.objects.get(pk=job.pk).status for job in (mine, foreign)] == ["failed", "pending"]
    act("retry")
    assert BackgroundJob.objects.get(pk=mine.pk).status == "pending"
    assert b"Only a job that failed" in act("retry").content


def test_an_export_holds_own_rows_and_no_formula(people):
    Runner.objects.filter(pk=people.runner.pk).update(name="=1+1")
    body = {"action": "export_csv", "_selected_action": [people.runner.pk, people.foreign_runner.pk]}
    answer = client(people.coach).post(changelist(Runner), body)
    assert answer["Content-Type"].startswith("text/csv")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in found] == ["'=1+1"]


def test_autocompletion_finds_own_runners_only(people):
    url = reverse("admin:autocomplete")
    query = {
        "app_label": "runsessions",
        "model_name": "sessionstatistics",
        "field_name": "runner",
        "term": "",
    }
    names = [one["text"] for one in client(people.coach).get(url, query).json()["results"]]
    assert names == ["Anna"]
    people_query = {"app_label": "runners", "model_name": "runner", "field_name": "user", "term": ""}
    assert client(people.coach).get(url, people_query).status_code == 403
    assert client(people.athlete).get(url, query, follow=True).status_code == 403


@pytest.mark.parametrize("query", ["user__password__startswith=p", "coach__email__startswith=c"])
def test_rows_cannot_be_probed_through_relations(people, query):
    answer = client(people.coach).get(f"{changelist(Runner)}?{query}")
    assert answer.status_code in (302, 400)


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda one: one._meta.db_table))
def test_every_list_is_filtered_searched_and_counted(rows, model):
    administrator = client(rows.superuser)
    page = administrator.get(changelist(model))
    listed = page.context["cl"]
    assert listed.result_count == model.objects.count()
    assert len(listed.result_list) == min(listed.result_count, 50)
    for spec in listed.filter_specs:
        choices = [one["query_string"] for one in spec.choices(listed)]
        for query in choices:
            assert administrator.get(changelist(model) + query).status_code == 200, query
    assert administrator.get(changelist(model) + "?q=Anna").status_code == 200


def test_a_list_is_searched_by_the_athletes_name_without_reading_other_athletes_rows(rows):
    for user, count in ((rows.coach, 1), (rows.foreign_coach, 0), (rows.superuser, 1)):
        found = client(user).get(changelist(SessionStatistics) + f"?q={rows.runner.name}").context["cl"]
        assert found.result_count == count, user
        assert {one.runner_id for one in found.result_list} <= {rows.runner.pk}


def test_a_filter_of_known_values_leaves_the_rows_that_have_it(rows):
    administrator = client(rows.superuser)
    for value, count in (("running", 2), ("cycling", 0)):
        found = administrator.get(changelist(SessionStatistics) + f"?sport={value}").context["cl"]
        assert found.result_count == count
