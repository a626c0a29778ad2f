"""/metrics for Prometheus: jobs, their ages and durations, failures by type, heartbeats of workers.

What is told is read from the database at each scrape, so every web process tells the same (but for its own streams).
"""

from __future__ import annotations

import secrets
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from runlab_site.database import database
from runlab_site.events.hub import hub
from runlab_site.jobs.broker import MESSAGES, STATS
from runlab_site.jobs.totals import BOUNDS_S, totals
from runlab_site.models import BackgroundJob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from prometheus_client import Metric

__all__ = ["metrics"]

Status = BackgroundJob.Status


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who holds RUNLAB_METRICS_TOKEN; closed (404) while there is none."""
    token = settings.CONFIG.metrics_token
    if token is None:
        return HttpResponseNotFound()
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Jobs())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Jobs:
    """Collects when it is asked."""

    def collect(self) -> Iterator[Metric]:
        yield _counts()
        yield _problems()
        yield _ages()
        yield _durations()
        yield _messages()
        yield _heartbeats()
        yield GaugeMetricFamily(
            "runlab_event_streams", "Open event streams of this web process.", value=hub.streams_count
        )


def _aggregated(*stages: dict[str, Any]) -> list[dict[str, Any]]:
    return list(database.collection("background_jobs").aggregate(list(stages)))


def _counts() -> Metric:
    family = GaugeMetricFamily(
        "runlab_jobs", "Jobs that are kept (ended ones for a week).", labels=["type", "status"]
    )
    found = {
        (one["_id"]["type"], one["_id"]["status"]): one["count"]
        for one in _aggregated(
            {"$group": {"_id": {"type": "$type", "status": "$status"}, "count": {"$sum": 1}}}
        )
    }
    for job_type in sorted({name for name, _ in found}):
        for status in Status.values:
            family.add_metric([job_type, status], found.get((job_type, status), 0))
    return family


def _problems() -> Metric:
    family = CounterMetricFamily(
        "runlab_job_failures", "Jobs that failed, by type and kind of problem.", labels=["type", "problem"]
    )
    for one in totals():
        if one.problem:
            family.add_metric([one.type, one.problem], one.count)
    return family


def _ages() -> Metric:
    family = GaugeMetricFamily(
        "runlab_oldest_waiting_job_seconds", "Age of the oldest job that waits.", labels=["type"]
    )
    age_ms = {"$subtract": ["$$NOW", "$oldest"]}
    for one in _aggregated(
        {"$match": {"status": Status.PENDING}},
        {"$group": {"_id": "$type", "oldest": {"$min": "$created_at"}}},
        {"$set": {"age_ms": age_ms}},
    ):
        family.add_metric([one["_id"]], max(one["age_ms"], 0) / 1000)
    return family


def _durations() -> Metric:
    family = HistogramMetricFamily(
        "runlab_job_duration_seconds", "From first start to end, of completed jobs.", labels=["type"]
    )
    bounds = [*(str(float(bound)) for bound in BOUNDS_S), "+Inf"]
    for one in totals():
        if not one.problem:
            family.add_metric([one.type], list(zip(bounds, accumulate(one.within), strict=True)), one.seconds)
    return family


def _messages() -> Metric:
    count = database.collection(MESSAGES).estimated_document_count()
    return GaugeMetricFamily(
        "runlab_queue_messages", "Messages in the queue, free or with a worker.", value=count
    )


def _heartbeats() -> Metric:
    family = GaugeMetricFamily(
        "runlab_cluster_heartbeat_age_seconds",
        "Since a cluster of workers was last heard of.",
        labels=["cluster"],
    )
    silent_ms = {"$subtract": ["$$NOW", "$at"]}
    for one in database.collection(STATS).aggregate([{"$project": {"silent_ms": silent_ms}}]):
        family.add_metric([str(one["_id"]).rpartition(":")[2]], max(one["silent_ms"], 0) / 1000)
    return family
