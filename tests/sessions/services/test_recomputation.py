"""A changed formula marks what is stale; one command has it computed again, and goes on where it was killed."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from runlab_site.accounts.models import User
from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners import runner_history_processor
from runners.models import CriticalSpeedRecord, RunnerHistory
from runners.physiology import critical_speed, training_load
from runners.services import critical_speed_records
from runners.services.runner_service import create_minimal_runner_for_user
from runners.stored.stale_figures import stale_parts
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.services import session_service
from sessions.services.recomputation import request_recomputation, stale_runners
from sessions.statistics import athlete_context, stored_figures, whole_runner
from sessions.tasks import request_stale_figures
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

RUNS = 4


@pytest.fixture
def runner():
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    runner = create_minimal_runner_for_user(user)
    files = [
        fit_files.named(
            f"{n}.fit",
            fit_files.run(
                start=fit_files.START + timedelta(days=3 * n), seconds=400 + 300 * n, speed_mps=4.6 - 0.25 * n
            ),
        )
        for n in range(RUNS)
    ]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    for session in SessionStatistics.objects.all():
        session_service.edit_session(session, {"effort": "time_trial"})
    work_off_jobs()
    runner.refresh_from_db()
    return runner


def new_formulas(monkeypatch) -> None:
    """As a release does that changes how sessions, history and Critical Speed are computed."""
    for module in (athlete_context, stored_figures, whole_runner):
        monkeypatch.setattr(module, "FORMULA_VERSION", "another")
    for module in (training_load, runner_history_processor):
        monkeypatch.setattr(module, "LOAD_FORMULA", "training_load@2")
    for module in (critical_speed, critical_speed_records):
        monkeypatch.setattr(module, "CRITICAL_SPEED_FORMULA", "critical_speed@99")


def command(*arguments) -> str:
    said = io.StringIO()
    call_command("recompute_stale", *arguments, stdout=said)
    return said.getvalue()


def versions() -> dict[str, set[str]]:
    models = {"sessions": SessionStatistics, "history": RunnerHistory, "speeds": CriticalSpeedRecord}
    return {
        name: set(model.objects.values_list("formula_version", flat=True)) for name, model in models.items()
    }


def test_what_is_of_todays_formulas_is_not_stale(runner):
    assert stale_runners() == []
    assert stale_parts(runner) == ()
    assert command() == "Nothing is stale.\n"
    assert BackgroundJob.objects.filter(type="session_analysis").count() == 2


def test_a_changed_formula_is_marked_and_computed_again_by_one_command(runner, monkeypatch):
    client = Client()
    client.force_login(runner.user)
    new_formulas(monkeypatch)
    (stale,) = stale_runners()
    assert (stale.runner_id, stale.sessions_count, stale.is_history_stale) == (runner.pk, RUNS, True)
    assert stale_parts(runner) == ("fitness history", "Critical Speed")
    for page in ("fitness", "critical-speed"):
        assert b"data-stale" in client.get(f"/runners/{runner.pk}/{page}/").content
    session_page = f"/sessions/{SessionStatistics.objects.latest('start_time').pk}/"
    assert b"data-stale" in client.get(session_page).content
    assert f"{RUNS} sessions, history" in command("--list")
    said = command()
    assert "100 %: 1 of 1 runners" in said
    assert versions() == {
        "sessions": {"another"}, "history": {"training_load@2"}, "speeds": {"critical_speed@99"}
    }  # fmt: skip
    assert stale_runners() == []
    for page in ("fitness", "critical-speed"):
        assert b"data-stale" not in client.get(f"/runners/{runner.pk}/{page}/").content
    assert b"data-stale" not in client.get(session_page).content


def test_the_scheduler_has_it_computed_again_by_itself(runner, monkeypatch):
    new_formulas(monkeypatch)
    for _ in range(2):
        request_stale_figures()
    assert BackgroundJob.objects.filter(status="pending").count() == 1
    work_off_jobs()
    assert stale_runners() == []
    request_stale_figures()
    assert not BackgroundJob.objects.filter(status="pending").exists()


def test_killed_in_the_middle_it_goes_on_where_it_was(runner, monkeypatch):
    new_formulas(monkeypatch)
    judged, again = [], whole_runner._judge_again

    def dies_after_two(judging, session_id):
        if len(judged) == 2:
            raise job_manager.JobLost("killed")
        judged.append(session_id)
        return again(judging, session_id)

    monkeypatch.setattr(whole_runner, "_judge_again", dies_after_two)
    (job,) = request_recomputation(stale_runners())
    job_manager.work()
    assert BackgroundJob.objects.get(pk=job.pk).status == "running"
    assert stale_runners()[0].sessions_count == RUNS - 2
    # Its lease is over; whoever runs the command again takes the rest.
    BackgroundJob.objects.filter(pk=job.pk).update(lease_until=fit_files.START)
    monkeypatch.setattr(whole_runner, "_judge_again", lambda *given: judged.append(given[1]) or again(*given))
    job_manager.work()
    command()
    assert stale_runners() == []
    assert len(judged) == len(set(judged)) == RUNS


def test_only_the_runners_named_are_recomputed(runner, monkeypatch):
    new_formulas(monkeypatch)
    assert command("--runner", "0" * 24) == "Nothing is stale.\n"
    assert "1 jobs wait" in command("--runner", runner.pk, "--no-wait")
    work_off_jobs()
    assert stale_runners([runner.pk]) == []
