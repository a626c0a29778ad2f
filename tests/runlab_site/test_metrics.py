"""What Prometheus reads, as its own parser understands it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from runlab_site import job_manager
from runlab_site.broker import MongoBroker
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


def test_durations_and_failures_by_type(client, token):
    now = datetime.now(UTC)
    done, failed = ask("data_export", "a"), ask("cleanup", "b")
    ended = {"started_at": now - timedelta(seconds=4), "finished_at": now}
    BackgroundJob.objects.filter(pk=done.pk).update(status="completed", **ended)
    BackgroundJob.objects.filter(pk=failed.pk).update(
        status="failed", problem={"type": "/problems/gave-up"}, **ended
    )
    found = samples(client, token)
    assert found["runlab_job_failures", "/problems/gave-up", "cleanup"] == 1
    assert found["runlab_job_duration_seconds_sum", "data_export"] == pytest.approx(4)
    assert found["runlab_job_duration_seconds_bucket", "2.0", "data_export"] == 0
    assert found["runlab_job_duration_seconds_bucket", "5.0", "data_export"] == 1


def test_when_each_cluster_was_last_heard_of(client, token):
    MongoBroker("runlab").set_stat("django_q:runlab:cluster:c1", "signed", 3)
    assert samples(client, token)["runlab_cluster_heartbeat_age_seconds", "c1"] < 5
