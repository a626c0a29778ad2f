"""Base classes of every resource: the order of checks and the form of answers.

A request is counted, authenticated, allowed, its parameters read and its Idempotency-Key claimed before
a handler runs; afterwards its answer gets limits, caching rules and its ETag. A resource declares what is its
own: scope, queryset, serializer, parameters, and which service does the writing.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.cache import patch_vary_headers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from runlab_site.api import conditional, idempotency
from runlab_site.api.errors import PROBLEM_MEDIA_TYPE, TooLarge
from runlab_site.api.negotiation import Negotiation
from runlab_site.api.pagination import DEFAULT_LIMIT, MAX_LIMIT
from runlab_site.api.parameters import read_parameters
from runlab_site.api.renderers import JsonRenderer, ProblemRenderer
from runlab_site.api.throttling import write_rate_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rest_framework import serializers
    from rest_framework.request import Request

    Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]

__all__ = [
    "ApiView",
    "ResourceViewSet",
    "job_accepted",
]

_MB = 1024 * 1024


class _Base(APIView):
    """What every view of the API does before and after its handler."""

    scope: ClassVar[str]  # what an API key needs: <scope>:read or <scope>:write
    parameters: ClassVar[Mapping[str, Fields]] = {}  # action -> query parameters
    renderer_classes = [JsonRenderer]
    action_renderers: ClassVar[Mapping[str, Sequence[type[Any]]]] = {}  # where an action offers others
    content_negotiation_class = Negotiation
    metadata_class = None
    shown_once: ClassVar[tuple[str, ...]] = ()  # fields of an answer that are never kept

    _claim: idempotency.Claim | None = None

    def get_renderers(self) -> list[Any]:
        """The representations that this action offers."""
        classes = self.action_renderers.get(getattr(self, "action", None) or "", self.renderer_classes)
        return [renderer() for renderer in classes]

    def parameter_fields(self) -> Fields:
        """The query parameters that this action takes."""
        return self.parameters.get(getattr(self, "action", None) or "", {})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Everything that must hold before the handler runs."""
        del args, kwargs
        self.format_kwarg = None
        request.version = request.versioning_scheme = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        _refuse_huge(request)
        self._identify(request)
        self.check_permissions(request)
        self.query = read_parameters(self.parameter_fields(), request)
        self._claim = idempotency.claim(request)

    def _identify(self, request: Request) -> None:
        try:
            self.perform_authentication(request)
        finally:  # wrong keys are counted too
            self.check_throttles(request)

    def handle_exception(self, exc: Exception) -> Response:
        """A problem, or the first answer to a repeated request."""
        if isinstance(exc, idempotency.Replayed):
            return exc.response  # type: ignore[return-value]
        try:
            return super().handle_exception(exc)
        except Exception:
            if self._claim is not None:
                self._claim.give_up()
            raise

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Add limits and caching rules, and register what needs the final form of the answer."""
        answer: Any = super().finalize_response(request, response, *args, **kwargs)
        write_rate_headers(request, answer)
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(answer, ["Accept", "Authorization", "Cookie"])
        if getattr(answer, "exception", False):
            answer.accepted_renderer = ProblemRenderer()
            answer.accepted_media_type = PROBLEM_MEDIA_TYPE
        if isinstance(answer, Response):
            answer.add_post_render_callback(partial(self._sent, request))
            return answer
        return self._sent(request, answer) or answer  # type: ignore[no-any-return]

    def _sent(self, request: Request, response: Any) -> Any:
        """Finish an answer when its body is known; returns another answer to send instead, or None."""
        if self._claim is not None:
            self._claim.keep(response, without=self.shown_once)
        if response.status_code != 200:
            return None
        if not response.streaming and response.content:
            response.headers.setdefault("ETag", conditional.etag_of_bytes(response.content))
        return conditional.not_modified(request, response)


class ApiView(_Base):
    """A view that is no resource of a collection."""


class ResourceViewSet(_Base, GenericViewSet[Any]):
    """A resource or a collection of them; the mixins of runlab_site.api.actions are its verbs."""

    lookup_value_regex = "[0-9a-f]{24}"
    requires_if_match: ClassVar[bool] = False
    orderings: ClassVar[Sequence[str]] = ()  # model fields; the first is the usual one, - for falling
    filters: ClassVar[Mapping[str, str]] = {}  # parameter -> lookup
    default_limit: ClassVar[int] = DEFAULT_LIMIT
    max_limit: ClassVar[int] = MAX_LIMIT

    def represent(self, instance: Any) -> Any:
        """The resource as JSON data."""
        return self.get_serializer(instance).data

    @contextmanager
    def current(self, request: Request) -> Iterator[Any]:
        """The resource to be changed, locked against other writers and compared with `If-Match`."""
        if "If-Match" not in request.headers and not self.requires_if_match:
            yield self.get_object()
            return
        with conditional.exclusively(request.path):
            instance = self.get_object()
            conditional.require_match(request, conditional.etag_of_data(self.represent(instance)))
            yield instance

    def changed(self: Any, request: Request, *, partial: bool) -> Response:
        """The answer to PATCH and PUT, which differ in what the body must name."""
        with self.current(request) as instance:
            values = self.validated(request, partial=partial, instance=instance)
            return Response(self.represent(self.perform_update(instance, values)))

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """The body's values. Raises ValidationError."""
        serializer = self.get_serializer(instance, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


def job_accepted(job_data: Mapping[str, Any]) -> Response:
    """202 with the job that does the work and its address."""
    return Response(job_data, status=202, headers={"Location": f"/api/v1/jobs/{job_data['id']}/"})


def _refuse_huge(request: Request) -> None:
    limit_mb = settings.CONFIG.max_upload_mb
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limit_mb * _MB:
        raise TooLarge(f"The request is larger than {limit_mb} MB. Send it in several parts.")
