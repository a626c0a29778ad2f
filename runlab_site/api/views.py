"""The base of every resource: one order of checks, one shape of answers.

A request is counted, authenticated, allowed, its parameters read and its Idempotency-Key claimed before
a handler runs; afterwards its answer gets limits, caching rules and its ETag. A resource says what is its
own: scope, queryset, serializer, parameters, and which service does the writing.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from runlab_site.api import conditional, idempotency
from runlab_site.api.errors import PROBLEM_MEDIA_TYPE, TooLarge
from runlab_site.api.negotiation import Negotiation
from runlab_site.api.pagination import DEFAULT_LIMIT, MAX_LIMIT, page_of_queryset, page_of_sequence
from runlab_site.api.parameters import read_parameters
from runlab_site.api.renderers import CsvRenderer, JsonRenderer, NdjsonRenderer, ProblemRenderer
from runlab_site.api.throttling import write_rate_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

    from runlab_site.api.pagination import Page

    Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]

__all__ = [
    "ApiView",
    "Creates",
    "Deletes",
    "Lists",
    "ListsSequence",
    "Replaces",
    "ResourceViewSet",
    "Retrieves",
    "Updates",
    "job_accepted",
]

_MB = 1024 * 1024
_LIST_RENDERERS = [JsonRenderer, NdjsonRenderer, CsvRenderer]


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
        """Limits, caching rules, and what waits for the answer's final form."""
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
        """What is to be done when the body is known; returns another answer to send instead, or None."""
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
    """A resource or a collection of them; the mixins below are its verbs."""

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
        """The resource to be changed; with `If-Match` still the one it names, and no one else's meanwhile."""
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


class Lists:
    """GET of a collection, page by page."""

    action_renderers: ClassVar[Mapping[str, Sequence[type[Any]]]] = {"list": _LIST_RENDERERS}

    def parameter_fields(self: Any) -> Fields:
        """The declared filters, and those of every list."""
        declared: dict[str, Any] = dict(self.parameters.get(self.action or "", {}))
        return declared | list_parameters(self) if self.action == "list" else declared

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The collection, page by page."""
        del args, kwargs
        ordering = self.query.get("ordering") or self.orderings[0]
        page = page_of_queryset(
            self.filtered(self.get_queryset()), ordering, self.query["limit"], self.query.get("cursor")
        )
        return page_response(request, page, self.page_rows(page.rows))

    def page_rows(self: Any, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of a page as JSON data: by one serializer, unless the resource represents itself."""
        if type(self).represent is not ResourceViewSet.represent:
            return [self.represent(row) for row in rows]
        represented: Sequence[Any] = self.get_serializer(list(rows), many=True).data
        return represented

    def filtered(self: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the parameters ask for."""
        wanted = {lookup: self.query[name] for name, lookup in self.filters.items() if name in self.query}
        return queryset.filter(**wanted)


class ListsSequence(Lists):
    """GET of a list that is stored whole within its parent."""

    def sequence(self: Any) -> Sequence[Any]:
        """Its rows in order."""
        raise NotImplementedError

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The list, page by page."""
        del args, kwargs
        page = page_of_sequence(self.sequence(), self.query["limit"], self.query.get("cursor"))
        return page_response(request, page, self.page_rows(page.rows))


class Retrieves:
    """GET of one resource."""

    def retrieve(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        del request, args, kwargs
        return Response(self.represent(self.get_object()))


class Creates:
    """POST to a collection."""

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make one."""
        del args, kwargs
        made = self.perform_create(self.validated(request))
        return Response(self.represent(made), status=201, headers={"Location": self.location(made)})

    def perform_create(self: Any, values: dict[str, Any]) -> Model:
        """Have the service make it."""
        raise NotImplementedError

    def location(self: Any, made: Model) -> str:
        """Where it can be read."""
        return f"{self.request.path}{made.pk}/"


class Updates:
    """PATCH of one resource."""

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what the body names."""
        del args, kwargs
        return self.changed(request, partial=True)  # type: ignore[no-any-return]

    def perform_update(self: Any, instance: Any, values: dict[str, Any]) -> Any:
        """Have the service change it."""
        raise NotImplementedError


class Replaces:
    """PUT of one resource."""

    def update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace it by the body."""
        del args, kwargs
        return self.changed(request, partial=False)  # type: ignore[no-any-return]

    def perform_update(self: Any, instance: Any, values: dict[str, Any]) -> Any:
        """Have the service change it."""
        raise NotImplementedError


class Deletes:
    """DELETE of one resource."""

    def destroy(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete it."""
        del args, kwargs
        with self.current(request) as instance:
            self.perform_destroy(instance)
        return Response(status=204)

    def perform_destroy(self: Any, instance: Any) -> None:
        """Have the service delete it."""
        raise NotImplementedError


def list_parameters(view: Any) -> dict[str, Any]:
    """The parameters of every list."""
    names = [ordering.removeprefix("-") for ordering in view.orderings]
    choices = [sign + name for name in names for sign in ("", "-")]
    fields: dict[str, Any] = {
        "limit": serializers.IntegerField(
            min_value=1,
            max_value=view.max_limit,
            default=view.default_limit,
            help_text=f"Rows of a page, at most {view.max_limit}.",
        ),
        "cursor": serializers.CharField(
            required=False, max_length=1000, help_text="From next or previous of another page."
        ),
    }
    if choices:
        fields["ordering"] = serializers.ChoiceField(
            choices=choices, default=view.orderings[0], help_text="Sorted by this; - for falling."
        )
    return fields


def page_response(request: Request, page: Page, rows: Sequence[Any]) -> Response:
    """A page; its neighbours are in the `Link` header too, for formats without a place for them."""
    links = page.links(request)
    header = ", ".join(f'<{url}>; rel="{name[:4]}"' for name, url in links.items() if url)
    return Response({"results": rows, **links}, headers={"Link": header} if header else None)


def job_accepted(job_data: Mapping[str, Any]) -> Response:
    """202: what takes time, and where to look."""
    return Response(job_data, status=202, headers={"Location": f"/api/v1/jobs/{job_data['id']}/"})


def _refuse_huge(request: Request) -> None:
    limit_mb = settings.CONFIG.max_upload_mb
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limit_mb * _MB:
        raise TooLarge(f"The request is larger than {limit_mb} MB. Send it in several parts.")
