"""Lists of the admin are filtered by athlete and days, and searched by name, e-mail and id."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bson import ObjectId
from django.contrib import admin
from django.utils import timezone

from runlab_site.accounts.models import ApiKey, User
from runlab_site.database import database
from runners.models import CalendarEntry, CriticalSpeedRecord, Runner
from sessions.models import SessionFIT, SessionParquet, SessionStatistics
from tests.admin.test_admin import changelist, client, rows
from tests.examined import examined
from training.models import TrainingPlan, WorkoutVersion

__all__ = ["rows"]

pytestmark = pytest.mark.django_db


def listed(user, model, query):
    """The rows of a list as a person sees it."""
    answer = client(user).get(f"{changelist(model)}?{query}")
    assert answer.status_code == 200, answer
    found = answer.context["cl"]
    assert found.result_count == len(found.result_list)
    return list(found.result_list)


def offered(user, model, parameter):
    """What a filter offers, without "All"."""
    specs = client(user).get(changelist(model)).context["cl"].filter_specs
    return [
        title
        for spec in specs
        if getattr(spec, "parameter_name", "") == parameter
        for _, title in spec.lookup_choices
    ]


def test_a_list_is_filtered_by_an_athlete_whom_the_reader_may_see(rows):
    mine, foreign = rows.runner, rows.foreign_runner
    assert [one.runner_id for one in listed(rows.superuser, SessionStatistics, f"athlete={foreign.pk}")] == [
        foreign.pk
    ]
    assert [one.runner_id for one in listed(rows.coach, SessionStatistics, f"athlete={mine.pk}")] == [mine.pk]
    assert listed(rows.coach, SessionStatistics, f"athlete={foreign.pk}") == []
    assert offered(rows.coach, SessionStatistics, "athlete") == [mine.name]
    assert set(offered(rows.superuser, SessionStatistics, "athlete")) == {mine.name, foreign.name}


def test_an_athlete_that_is_no_id_leaves_the_list_as_it_is(rows):
    assert len(listed(rows.coach, SessionStatistics, "athlete=x")) == 1


def test_a_list_is_filtered_by_its_last_days(rows):
    today = timezone.localdate()
    plan = TrainingPlan.objects.filter(runner=rows.runner).get().plan
    for days in (-3, 3, 20, 200, 400):
        TrainingPlan.objects.create(
            plan=plan, runner=rows.runner, version=1, date=today - timedelta(days=days), block=1, week=1,
            planned_id=f"of {days}", name="Easy", role="easy", state="planned",
        )  # fmt: skip
    for days, names in (("7", {"-3", "3"}), ("30", {"-3", "3", "20"}), ("365", {"-3", "3", "20", "200"})):
        found = listed(rows.coach, TrainingPlan, f"days={days}")
        assert {one.planned_id for one in found if one.planned_id != "1"} == {f"of {name}" for name in names}
    assert len(listed(rows.coach, TrainingPlan, "days=never")) == 6


def test_moments_are_filtered_to_the_hour(rows):
    file = SessionFIT.objects.get(runner=rows.runner)
    now = timezone.now()
    for hours, count in ((7 * 24 - 1, 1), (7 * 24 + 1, 0)):
        SessionFIT.objects.filter(pk=file.pk).update(received_at=now - timedelta(hours=hours))
        assert len(listed(rows.coach, SessionFIT, "days=7")) == count, hours


def test_filters_leave_the_rows_that_have_the_value(rows):
    today = timezone.localdate()
    CalendarEntry.objects.create(
        runner=rows.runner, kind="race", day=today, last_day=today, title="Marathon", priority="A"
    )
    CriticalSpeedRecord.objects.create(
        runner=rows.runner, valid_from=today, state="rejected", formula_version="1"
    )
    Runner.objects.filter(pk=rows.runner.pk).update(experience="advanced")
    for model, query, count in (
        (SessionFIT, "status__exact=ready", 2),
        (SessionFIT, "status__exact=failed", 0),
        (SessionFIT, "file_format=fit", 2),
        (SessionFIT, "file_format=gpx", 0),
        (TrainingPlan, "role=easy", 2),
        (TrainingPlan, "state=missed", 0),
        (CalendarEntry, "priority__exact=A", 1),
        (CalendarEntry, "priority__exact=B", 0),
        (CriticalSpeedRecord, "state__exact=rejected", 1),
        (CriticalSpeedRecord, "state__exact=proposed", 0),
        (Runner, "experience__exact=advanced", 1),
    ):
        assert len(listed(rows.superuser, model, query)) == count, query


@pytest.mark.parametrize("model", [SessionStatistics, SessionFIT, SessionParquet, TrainingPlan])
def test_rows_are_found_by_the_athletes_address_or_id_and_by_their_own_id(rows, model):
    mine = set(model.objects.filter(runner=rows.runner).values_list("pk", flat=True))
    foreign = model.objects.filter(runner=rows.foreign_runner).first()
    assert mine
    for text in ("Anna@example.com", " anna@example.com ", rows.runner.pk):
        assert {one.pk for one in listed(rows.superuser, model, f"q={text}")} == mine, text
        assert {one.pk for one in listed(rows.coach, model, f"q={text}")} == mine, text
    (one,) = listed(rows.superuser, model, f"q={foreign.pk}")
    assert one.pk == foreign.pk
    for text in ("berta@example.com", rows.foreign_runner.pk, foreign.pk, "nobody@example.com", "0" * 24):
        assert listed(rows.coach, model, f"q={text}") == [], text


def test_athletes_people_and_keys_are_found_by_address_and_id(rows):
    key, _text = ApiKey.issue(rows.athlete, "phone", ["sessions:read"])
    boss = rows.superuser
    for model, row in ((Runner, rows.runner), (User, rows.athlete), (ApiKey, key)):
        for text in ("anna@example.com", row.pk):
            assert [one.pk for one in listed(boss, model, f"q={text}")] == [row.pk], (model, text)
    assert listed(rows.coach, Runner, "q=berta@example.com") == []
    assert listed(rows.coach, Runner, f"q={rows.foreign_runner.pk}") == []


def test_every_list_of_a_coach_is_filtered_and_searched(rows):
    coach = client(rows.coach)
    for model, model_admin in admin.site._registry.items():
        page = coach.get(changelist(model))
        if page.status_code == 403:
            continue
        found = page.context["cl"]
        queries = [one["query_string"] for spec in found.filter_specs for one in spec.choices(found)]
        queries += [f"?q={text}" for text in ("Anna", "anna@example.com", rows.runner.pk)]
        for query in queries:
            assert coach.get(changelist(model) + query).status_code == 200, (model_admin, query)


def test_lists_without_athlete_or_day_have_neither_filter(rows):
    assert offered(rows.superuser, WorkoutVersion, "athlete") == []
    assert offered(rows.superuser, WorkoutVersion, "days") == []
    assert offered(rows.superuser, Runner, "days") == []


@pytest.mark.parametrize(
    ("model", "query"), [(SessionFIT, "status__exact=ready"), (SessionStatistics, "effort__exact=race")]
)
def test_a_coachs_filtered_list_reads_a_page_of_many_rows(rows, model, query):
    table = database.raw[model._meta.db_table]
    kept = table.find_one({"runner_id": ObjectId(rows.runner.pk)})
    times = {"received_at": timezone.now(), "start_time": timezone.now()}
    copies = [
        {**kept, "_id": ObjectId(), "sha256": f"{number:064}", "effort": "race"}
        | {name: at - timedelta(hours=number) for name, at in times.items() if name in kept}
        for number in range(600)
    ]
    table.insert_many(copies)
    coach = client(rows.coach)
    with examined() as read:
        page = coach.get(f"{changelist(model)}?{query}")
    assert len(page.context["cl"].result_list) == 50
    of_table = [plan for plan in read.plans if plan.startswith(model._meta.db_table)]
    assert not read.sorted_in_memory, of_table
    assert read.documents_count < 2 * 601 + 100, of_table  # counted once, and one page
