"""jobs/: background jobs with progress and result; events/: their changes as server-sent events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from runlab_site.api.actions import Lists, Retrieves
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField, MomentField
from runlab_site.api.renderers import CsvRenderer, EventStreamRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ApiView, ResourceViewSet, job_accepted
from runlab_site.events.frames import stream
from runlab_site.events.hub import hub
from runlab_site.events.sources import RIGHTS
from runlab_site.jobs import job_manager
from runlab_site.jobs.representation import represent_job
from runlab_site.jobs.selectors import job_chain, may_see_document, visible_jobs
from runlab_site.models import BackgroundJob

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from runlab_site.api.routers import ApiRouter
    from runlab_site.events.sources import Event

__all__ = ["EventsView", "JobSerializer", "JobViewSet", "job_data"]

_RECENT_JOBS = 50
# A stream ends itself from time to time and is resumed, so that rights are checked again.
_LONGEST_STREAM_S = 600.0


class JobProblemSerializer(Serializer):
    """Why a job failed."""

    type = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()


class JobSerializer(Serializer):
    """A job. Clients accept types they do not know."""

    id = IdField()
    type = serializers.ChoiceField(BackgroundJob.Type.choices)
    status = serializers.ChoiceField(BackgroundJob.Status.choices)
    progress_percent = serializers.FloatField(min_value=0, max_value=100)
    message = serializers.CharField()
    attempts_count = serializers.IntegerField(min_value=0)
    created_at = MomentField()
    started_at = MomentField(allow_null=True)
    finished_at = MomentField(allow_null=True)
    runner = IdField(allow_null=True)
    upload = IdField(allow_null=True)
    plan = IdField(allow_null=True)
    result = serializers.DictField(allow_null=True)
    problem = JobProblemSerializer(allow_null=True)
    next_jobs = serializers.ListField(child=IdField())


def job_data(job: BackgroundJob) -> dict[str, Any]:
    """The API's job of a stored one."""
    fields = job._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return represent_job({field.attname: getattr(job, field.attname) for field in fields} | {"_id": job.pk})


class JobViewSet(Lists, Retrieves, ResourceViewSet):
    """Background jobs: their progress and result. Kept for 7 days."""

    scope = "sessions"
    serializer_class = JobSerializer
    queryset = BackgroundJob.objects.none()
    orderings = ("-created_at",)
    filters = {"status": "status", "type": "type", "upload": "upload_id"}
    parameters = {
        "list": {
            "status": serializers.ChoiceField(BackgroundJob.Status.choices, required=False),
            "type": serializers.ChoiceField(BackgroundJob.Type.choices, required=False),
            "upload": IdField(required=False),
        }
    }
    action_renderers: ClassVar[Any] = {
        "list": [JsonRenderer, NdjsonRenderer, CsvRenderer],
        "events": [EventStreamRenderer],
    }

    def get_queryset(self) -> QuerySet[BackgroundJob]:
        """The jobs one may see."""
        return visible_jobs(self.request.user)

    def represent(self, instance: BackgroundJob) -> dict[str, Any]:
        """As events tell it too."""
        return job_data(instance)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try a failed job again."""
        del request, pk
        return self._changed_by(job_manager.retry)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel a job that has not ended."""
        del request, pk
        return self._changed_by(job_manager.cancel)

    @extend_schema(responses={(200, "text/event-stream"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"])
    def events(self, request: Request, pk: str) -> StreamingHttpResponse:
        """The job and its followers as they go on (server-sent events); ends when the last has ended."""
        del pk
        job = self.get_object()
        chain = _Chain(job)
        return _event_stream(request, chain.wants, lambda: job_chain(_stored_again(job)), chain.note_end)

    def _changed_by(self, change: Callable[[str], BackgroundJob]) -> Response:
        try:
            return job_accepted(job_data(change(self.get_object().pk)))
        except ValueError as error:
            raise Conflict(str(error)) from error


class EventsView(ApiView):
    """All that happens to one's own jobs, as server-sent events."""

    scope = "sessions"
    renderer_classes = [EventStreamRenderer]

    @extend_schema(responses={(200, "text/event-stream"): OpenApiTypes.STR})
    def get(self, request: Request) -> StreamingHttpResponse:
        """First the latest jobs, then every change of one; `Last-Event-ID` resumes."""
        user = request.user
        own = _OwnEvents(str(user.pk), may_see_document(user))

        def recent() -> Sequence[BackgroundJob]:
            return list(visible_jobs(user).order_by("-created_at")[:_RECENT_JOBS])[::-1]

        return _event_stream(request, own.wants, recent, own.note_end)


class _OwnEvents:
    """Selects the events that a person may see, and ends the stream when the person's rights change."""

    def __init__(self, user_id: str, may_see: Callable[[dict[str, Any]], bool]) -> None:
        self._user_id = user_id
        self._may_see = may_see
        self._end: Callable[[], None] = lambda: None

    def note_end(self, jobs: Sequence[BackgroundJob], end: Callable[[], None]) -> None:
        """Call `end` when the rights change: the browser then comes back with those it has."""
        del jobs
        self._end = end

    def wants(self, event: Event) -> bool:
        """Whether it is one of theirs."""
        if event.name == RIGHTS:
            if event.data["user"] == self._user_id:
                self._end()
            return False
        return self._may_see(event.document)


class _Chain:
    """Selects the events of a job and its followers, and ends the stream when the last one has ended."""

    def __init__(self, job: BackgroundJob) -> None:
        self._known = {job.pk}
        self._ended: set[str] = set()
        self._end: Callable[[], None] = lambda: None

    def note_end(self, jobs: Sequence[BackgroundJob], end: Callable[[], None]) -> None:
        """Begin with what is stored; call `end` when all have ended."""
        self._end = end
        for job in jobs:
            self._note(job.pk, job.status, job.next_jobs)
        self._end_if_over()

    def wants(self, event: Event) -> bool:
        """Whether it is one of theirs."""
        job_id = str(event.document["_id"])
        if event.name != "job" or job_id not in self._known:
            return False
        followers = [str(pk) for pk in event.document.get("next_jobs") or []]
        self._note(job_id, event.document["status"], followers)
        self._end_if_over()
        return True

    def _note(self, job_id: str, status: str, followers: Sequence[str]) -> None:
        self._known |= {job_id, *followers}
        # An end is never taken back: what is read from the database may be older than an event already seen.
        if status in (BackgroundJob.Status.COMPLETED, BackgroundJob.Status.FAILED):
            self._ended.add(job_id)

    def _end_if_over(self) -> None:
        if self._known == self._ended:
            # After the event that is being offered, which must still go out.
            asyncio.get_running_loop().call_soon(self._end)


def _stored_again(job: BackgroundJob) -> BackgroundJob:
    """The job as it is stored now."""
    return BackgroundJob.objects.get(pk=job.pk)


def _event_stream(
    request: Request,
    wants: Callable[[Event], bool],
    snapshot: Callable[[], Sequence[BackgroundJob]],
    begun: Callable[[Sequence[BackgroundJob], Callable[[], None]], None] | None = None,
) -> StreamingHttpResponse:
    """A snapshot, what was missed, then what happens; subscribed before the snapshot is read, so gapless."""
    after = request.headers.get("Last-Event-ID")

    async def body() -> AsyncIterator[str]:
        async with hub.subscribe(wants) as subscription:
            jobs = await asyncio.to_thread(snapshot)
            if begun is not None:
                begun(jobs, subscription.end)
            timer = asyncio.get_running_loop().call_later(_LONGEST_STREAM_S, subscription.end)
            try:
                frames = stream(subscription, (("job", job_data(job)) for job in jobs), after)
                async for text in frames:
                    yield text
            finally:
                timer.cancel()

    response = StreamingHttpResponse(body(), content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def register(router: ApiRouter) -> None:
    """Add these resources to the API."""
    router.register("jobs", JobViewSet, basename="job")
    router.view("events", EventsView, "events")
