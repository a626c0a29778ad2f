"""The OpenAPI description: what is common to all operations is declared here, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from runlab_site.api.errors import PROBLEM_MEDIA_TYPE, PROBLEM_TYPES
from runlab_site.api.pagination import page_schema
from runlab_site.api.parameters import parameters_serializer
from runlab_site.api.permissions import needed_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["AutoSchema"]

_ALWAYS = (400, 401, 403, 404, 406, 429, 503)
_ON_CHANGE = (409, 415, 422)
_RATE_HEADERS = {
    "RateLimit-Policy": "What is allowed: q requests in w seconds.",
    "RateLimit": "What is left: r requests, t seconds until the next window.",
    "X-Request-Id": "The request's id; the log carries it too.",
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "enum": sorted({f"/problems/{kind}" for kind, _ in PROBLEM_TYPES.values()}),
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for a person."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "description": "days.0.name for a field within a field."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class AutoSchema(SpectacularAutoSchema):
    """drf-spectacular's, fed by what our base views declare."""

    def get_override_parameters(self) -> list[Any]:
        """Query parameters as declared, and the headers of the contract."""
        fields = self.view.parameter_fields() if hasattr(self.view, "parameter_fields") else {}
        return [*([parameters_serializer(fields)] if fields else []), *self._header_parameters()]

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular declares it
        """The action's own words, else the resource's."""
        action = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        is_common = getattr(action, "__module__", "") == "runlab_site.api.views"
        words = type(self.view).__doc__ if is_common else getattr(action, "__doc__", None)
        return " ".join((words or type(self.view).__doc__ or "").split())

    def _header_parameters(self) -> list[OpenApiParameter]:
        if self.method == "POST":
            return [_header("Idempotency-Key", "Up to 255 characters; repeats within 24 h do nothing twice.")]
        if self.method in ("PUT", "PATCH", "DELETE"):
            is_required = getattr(self.view, "requires_if_match", False)
            return [_header("If-Match", "The ETag that was read; 412 when it has changed.", is_required)]
        return [_header("If-None-Match", "An ETag that is known; 304 when nothing has changed.")]

    def _resolve_path_parameters(self, variables: Sequence[str]) -> list[dict[str, Any]]:
        return [_path_parameter(name) for name in variables]

    def _is_list_view(self, serializer: Any = None) -> bool:
        del serializer
        return getattr(self.view, "action", "") == "list"

    def _get_paginator(self) -> Any:
        return _Pages() if self._is_list_view() else None

    def _get_pagination_parameters(self) -> list[Any]:
        return []  # declared with the others

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers = super()._get_response_bodies(direction)
        for answer in answers.values():
            answer.setdefault("headers", {}).update(_rate_headers())
            _describe_files(answer.get("content", {}))
        return answers | {str(status): self._problem(status) for status in self._refusals()}

    def _refusals(self) -> list[int]:
        statuses = list(_ALWAYS)
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            statuses += _ON_CHANGE
        if self.method == "POST":
            statuses.append(413)
        if self.method in ("PUT", "PATCH", "DELETE"):
            statuses += [412, *([428] if getattr(self.view, "requires_if_match", False) else [])]
        return sorted(statuses)

    def _problem(self, status: int) -> dict[str, str]:
        """A reference to the answer of a refusal, described once for all operations."""
        schema = _component("Problem", ResolvedComponent.SCHEMA, _PROBLEM)
        self.registry.register_on_missing(schema)
        title = PROBLEM_TYPES[status][1]
        answer = _component(
            f"Problem{status}",
            ResolvedComponent.RESPONSE,
            {
                "description": f"{title}.",
                "headers": _rate_headers(),
                "content": {PROBLEM_MEDIA_TYPE: {"schema": schema.ref}},
            },
        )
        self.registry.register_on_missing(answer)
        return dict(answer.ref)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How keys are described, with the scope that an operation needs."""

    target_class = "runlab_site.accounts.api_authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """The scope of the operation."""
        return {self.name: [needed_scope(auto_schema.view, auto_schema.method)]}

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer key."""
        del auto_schema
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "rl_<prefix>_<secret>",
            "description": "An API key, made at /api/v1/api-keys/ or by `manage.py create_api_key`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the site's own pages sign in."""

    target_class = "runlab_site.api.authentication.SessionAuthentication"
    name = "Session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session cookie."""
        del auto_schema
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The site's session; changes besides need X-CSRFToken.",
        }


def _component(name: str, kind: str, schema: dict[str, Any]) -> ResolvedComponent:
    return ResolvedComponent(name, kind, schema=schema, object=name)  # type: ignore[no-untyped-call]


class _Pages:
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return page_schema(schema)


def _header(name: str, text: str, is_required: bool = False) -> OpenApiParameter:  # noqa: FBT001, FBT002 - private
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=is_required, description=text)


def _path_parameter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
    if not (name == "id" or name.endswith("_id")):
        schema = {"type": "string"}
    return {"in": "path", "name": name, "required": True, "schema": schema}


def _rate_headers() -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in _RATE_HEADERS.items()}


def _describe_files(content: dict[str, Any]) -> None:
    """Describe answers that are not JSON as text or bytes."""
    for media_type, body in content.items():
        if media_type != "application/json":
            body["schema"] = {"type": "string"}
