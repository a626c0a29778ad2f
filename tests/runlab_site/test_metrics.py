"""What Prometheus reads, as its own parser understands it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from runlab_site.jobs import execution, job_manager, totals
from runlab_site.jobs.broker import MongoBroker
from runlab_site.models import BackgroundJob

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-sixteen-or-more"


@pytest.fixture
def token(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.CONFIG = replace(settings.CONFIG, metrics_token=TOKEN)
    return {"Authorization": f"Bearer {TOKEN}"}


def samples(client, headers) -> dict:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def ask(job_type: str, lane: str) -> BackgroundJob:
    return job_manager.request(job_manager.JobRequest(type=job_type, lane=lane))


def test_it_is_closed_without_a_token_and_to_who_does_not_hold_it(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.CONFIG = replace(settings.CONFIG, metrics_token=None)
    assert client.get("/metrics").status_code == 404
    settings.CONFIG = replace(settings.CONFIG, metrics_token=TOKEN)
    assert client.get("/metrics").status_code == 401
    assert (
        client.get("/metrics", headers={"Authorization": "Bearer another-token-of-sixteen"}).status_code
        == 401
    )


def test_queue_depth_and_the_age_of_the_oldest(client, token):
    first = ask("cleanup", "a")
    ask("cleanup", "b")
    BackgroundJob.objects.filter(pk=first.pk).update(created_at=datetime.now(UTC) - timedelta(seconds=90))
    found = samples(client, token)
    assert found["runlab_jobs", "pending", "cleanup"] == 2
    assert found["runlab_oldest_waiting_job_seconds", "cleanup"] == pytest.approx(90, abs=10)
    assert found["runlab_queue_messages",] == 2


def test_durations_and_failures_by_type_count_on_when_the_jobs_are_gone(client, token, monkeypatch):
    def work(job):
        if job.payload["fails"]:
            raise job_manager.JobFailed("Cannot be", "It cannot be done.")
        return job_manager.Outcome()

    monkeypatch.setattr(execution, "handler_of", lambda _type: work)
    for number in range(3):
        wanted = job_manager.JobRequest(type="cleanup", lane="a", payload={"fails": number == 2})
        job_manager.run_here(job_manager.request(wanted).pk)
    BackgroundJob.objects.all().delete()  # as a week does
    found = samples(client, token)
    assert found["runlab_job_failures_total", "/problems/job-failed", "cleanup"] == 1
    assert found["runlab_job_duration_seconds_count", "cleanup"] == 2
    assert found["runlab_job_duration_seconds_bucket", "120.0", "cleanup"] == 2
    assert 0 <= found["runlab_job_duration_seconds_sum", "cleanup"] < 240


def test_a_duration_is_counted_in_every_bucket_from_its_own_up(client, token):
    for seconds in (0.5, 4, 400):
        totals.count("data_export", "", seconds)
    found = samples(client, token)
    buckets = {
        one[1]: value for one, value in found.items() if one[0] == "runlab_job_duration_seconds_bucket"
    }
    assert [buckets[bound] for bound in ("0.1", "0.5", "2.0", "5.0", "120.0", "+Inf")] == [0, 1, 1, 2, 2, 3]
    assert found["runlab_job_duration_seconds_sum", "data_export"] == 404.5


def test_when_each_cluster_was_last_heard_of(client, token):
    MongoBroker("runlab").set_stat("django_q:runlab:cluster:c1", "signed", 3)
    assert samples(client, token)["runlab_cluster_heartbeat_age_seconds", "c1"] < 5
