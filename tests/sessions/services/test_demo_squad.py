"""The demonstration squad through the real door: whole, once, and going on where it stopped."""

from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command

from runlab_site.accounts.models import User
from runners.models import CalendarEntry, CheckIn, Comment, Runner, SquadMember
from scripts import demo
from sessions.models import SessionFIT, SessionStatistics, Upload
from sessions.services import demo_squad, demo_talk
from tests.jobs import work_off_jobs
from training import training_plan_generator
from training.models import TrainingPlanSchema
from training.services import demo_plans

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 11, 24), date(2026, 11, 30)


def test_its_people_are_made_once_and_may_sign_in():
    for _ in range(2):
        members = demo_squad.demo_squad()
    coach = User.objects.get(email=demo_squad.COACH_EMAIL)
    assert coach.is_coach
    assert coach.check_password(demo_squad.PASSWORD)
    assert not coach.is_superuser
    assert User.objects.count() == 5
    assert Runner.objects.filter(coach=coach).count() == SquadMember.objects.count() == len(members) == 4
    assert all(
        Runner.objects.get(pk=one.runner.pk).user.check_password(demo_squad.PASSWORD) for one in members
    )
    for user in User.objects.all():
        validate_password(demo_squad.PASSWORD, user)


def test_a_season_is_read_whole_and_a_second_time_adds_nothing():
    members = demo_squad.demo_squad(1)
    assert len(list(demo_squad.receive_seasons(members, TODAY))) == 3
    work_off_jobs()
    progress = demo_squad.progress(members)
    assert (
        progress.sessions_count
        == progress.files_count
        == progress.read_count
        == SessionFIT.objects.count()
        > 90
    )
    assert progress.open_jobs_count == 0
    assert list(demo_squad.receive_seasons(demo_squad.demo_squad(1), LATER)) == []
    assert demo_squad.progress(members) == progress
    assert_the_races_are_races()
    assert_a_plan_is_made_and_published_once(members[0].runner)
    assert_the_people_talk_once(members)
    assert_the_command_says_so(progress.sessions_count)


def assert_the_races_are_races():
    named = dict(SessionStatistics.objects.exclude(effort="normal").values_list("name", "effort"))
    assert named["Lakeside 10 km"] == "race"
    assert named["Test 1000 m and 3000 m"] == "test"
    assert SessionStatistics.objects.filter(rpe__isnull=False).count() > 40


def assert_a_plan_is_made_and_published_once(runner):
    coach = User.objects.get(email=demo_squad.COACH_EMAIL)
    wish = demo_plans.wish_for(runner, coach, 0, TODAY)
    training_plan_generator.generate(runner, wish, user_id=coach.pk)
    work_off_jobs()
    assert demo_plans.publish_drafts([runner], coach) == 1
    plan = TrainingPlanSchema.objects.get(runner=runner)
    assert (plan.status, plan.start_date < TODAY < plan.race_date) == ("published", True)
    assert CalendarEntry.objects.get(runner=runner, kind="race").day == plan.race_date
    assert demo_plans.wish_for(runner, coach, 0, TODAY) is None


def assert_the_people_talk_once(members):
    for _ in range(2):
        demo_talk.let_them_talk(members, TODAY)
    work_off_jobs()
    runner = Runner.objects.get(pk=members[0].runner.pk)
    assert Comment.objects.filter(runner=runner).count() == 2
    assert CheckIn.objects.filter(runner=runner).count() == demo_talk.CHECK_IN_DAYS
    official = [best for best in runner.personal_bests if best.get("race")]
    assert [best["distance_m"] for best in official] == [10_000.0]


def assert_the_command_says_so(sessions_count):
    said = StringIO()
    call_command("seed_demo", "--athletes", "1", stdout=said, stderr=StringIO())
    assert said.getvalue() == (
        f"RUNLAB DEMO READY coach=coach@demo.example password={demo_squad.PASSWORD} runners=1 "
        f"sessions={sessions_count}\n"
    )


def test_an_interrupted_start_goes_on_with_the_same_season():
    members = demo_squad.demo_squad(1)
    parts = demo_squad.receive_seasons(members, TODAY)
    next(parts)
    next(parts)  # the first part is received by now
    parts.close()
    cut_short = Upload.objects.create(runner=members[0].runner, request_id=f"demo:{TODAY.isoformat()}:1")
    again = list(demo_squad.receive_seasons(members, LATER))
    assert len(again) == 2
    assert not Upload.objects.filter(pk=cut_short.pk).exists()
    assert {upload.request_id for upload in Upload.objects.all()} == {
        f"demo:2026-11-24:{n}" for n in range(3)
    }


def test_there_is_room_in_an_empty_database_and_beside_the_demonstration_alone(mongodb_uri):
    name = settings.DATABASES["default"]["NAME"]
    assert demo.COACH_EMAIL == demo_squad.COACH_EMAIL
    assert demo.has_room(mongodb_uri, name)
    somebody = User.objects.create_user("ada@example.com")
    assert not demo.has_room(mongodb_uri, name)
    somebody.delete()
    demo_squad.demo_squad(1)
    User.objects.create_user("ada@example.com")
    assert demo.has_room(mongodb_uri, name)
