"""Every error of the API as RFC 9457 problem details, with a sentence that people understand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

from runlab_site.mongo.retries import is_interruption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

__all__ = [
    "PROBLEM_MEDIA_TYPE",
    "PROBLEM_TYPES",
    "Conflict",
    "PreconditionRequired",
    "Stale",
    "TooLarge",
    "Unprocessable",
    "bad_request",
    "page_not_found",
    "permission_denied",
    "problem_handler",
    "server_error",
]

PROBLEM_MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"
_RETRY_AFTER_S = 5

# status -> (last part of the type, title)
PROBLEM_TYPES: dict[int, tuple[str, str]] = {
    400: ("validation", "Something in the request is not right"),
    401: ("unauthenticated", "Sign in first"),
    403: ("forbidden", "You may not do this"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This cannot be done here"),
    406: ("unsupported-media", "Not offered in that format"),
    409: ("conflict", "This contradicts what there is"),
    412: ("stale", "It was changed in the meantime"),
    413: ("too-large", "That is too large"),
    415: ("unsupported-media", "That format is not read here"),
    422: ("validation", "Something in the request is not right"),
    428: ("stale", "Say which version you mean"),
    429: ("rate-limited", "Too many requests"),
    500: ("internal", "Something is wrong on our side"),
    503: ("unavailable", "Not available for the moment"),
}
_NOT_FOUND = "There is nothing at this address, or nothing that you may see."
_BROKEN = "This could not be answered; the log has the details under the request's id."
_AWAY = "The database does not answer for the moment. Try again in a few seconds."

log = structlog.get_logger(__name__)


class Conflict(exceptions.APIException):
    """409: what is asked contradicts what there is."""

    status_code = 409
    default_detail = "This contradicts what there is."
    default_code = "conflict"


class Stale(exceptions.APIException):
    """412: the resource is no longer the one that `If-Match` names."""

    status_code = 412
    default_detail = "It was changed since you read it. Read it again, then repeat your change."
    default_code = "stale"


class PreconditionRequired(exceptions.APIException):
    """428: this resource is only changed with `If-Match`."""

    status_code = 428
    default_detail = "Send If-Match with the ETag you read, so that nobody's change is lost."
    default_code = "precondition_required"


class TooLarge(exceptions.APIException):
    """413: the body is larger than what is taken."""

    status_code = 413
    default_detail = "The request is larger than what is taken here."
    default_code = "too_large"


class Unprocessable(exceptions.APIException):
    """422: well formed, but cannot be done."""

    status_code = 422
    default_detail = "This cannot be processed."
    default_code = "unprocessable"


class BeingMade(exceptions.APIException):
    """503: it is being written again; `wait` says in how many seconds to ask again."""

    status_code = 503
    default_detail = "This is being made again. Ask once more in a moment."
    default_code = "unavailable"
    wait = 2


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The problem details of an exception in a view; None for one that nobody expected."""
    known = _known(error)
    if known is None:
        return None
    response = Response(
        _problem(context["request"].path, known), status=known.status_code, headers=_headers(known)
    )
    response.exception = True
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside of a view."""
    if not _is_api(request):
        return defaults.bad_request(request, exception)
    return _plain(request, exceptions.ParseError("The request could not be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 outside of a view."""
    if not _is_api(request):
        return defaults.permission_denied(request, exception)
    return _plain(request, exceptions.PermissionDenied())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for addresses that no view has."""
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return _plain(request, exceptions.NotFound(_NOT_FOUND))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for an unexpected exception, whose trace is only in the log; 503 while the database does not answer."""
    away = _away(sys.exc_info()[1])
    if _is_api(request):
        return _plain(request, away or exceptions.APIException(_BROKEN))
    if away is None:
        return defaults.server_error(request)
    response = defaults.server_error(request, "503.html")
    response.status_code = away.status_code
    response["Retry-After"] = str(_RETRY_AFTER_S)
    return response


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API_PREFIX)


def _plain(request: HttpRequest, error: exceptions.APIException) -> JsonResponse:
    problem = _problem(request.path, error)
    return JsonResponse(problem, status=error.status_code, content_type=PROBLEM_MEDIA_TYPE)


def _known(error: Exception) -> exceptions.APIException | None:
    """The API's own exception for any expected one."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound(_NOT_FOUND)
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, DjangoValidationError):
        return exceptions.ValidationError(_django_detail(error))
    return _refused_by_service(error) or _refused_body(error) or _away(error)


def _django_detail(error: DjangoValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def _refused_by_service(error: Exception) -> exceptions.ValidationError | None:
    """The error that a service raised for impossible values: a ValueError with a sentence for each field."""
    errors = getattr(error, "errors", None)
    if not isinstance(error, ValueError) or not isinstance(errors, dict):
        return None
    return exceptions.ValidationError({name: [text] for name, text in errors.items()})


def _refused_body(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, RequestDataTooBig):
        return TooLarge("The request's body is larger than what is taken here.")
    if isinstance(error, TooManyFilesSent):
        return TooLarge("Too many files in one request. Send them in several, or as one ZIP.")
    return None


def _away(error: BaseException | None) -> exceptions.APIException | None:
    if error is None or not is_interruption(error):
        return None
    log.warning("database_away", error=str(error)[:200])
    away = exceptions.APIException(_AWAY, code="unavailable")
    away.status_code = 503
    away.wait = _RETRY_AFTER_S  # type: ignore[attr-defined]
    return away


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None) is not None:
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return headers


def _problem(path: str, error: exceptions.APIException) -> dict[str, Any]:
    kind, title = PROBLEM_TYPES.get(error.status_code, PROBLEM_TYPES[500])
    problem: dict[str, Any] = {
        "type": f"/problems/{kind}",
        "title": title,
        "status": error.status_code,
        "detail": _sentence(error),
        "instance": path,
    }
    if isinstance(error, exceptions.ValidationError):
        problem["errors"] = list(_field_errors(error.get_full_details()))
        problem["detail"] = _summary(problem["errors"])
    return problem


def _sentence(error: exceptions.APIException) -> str:
    detail = error.detail
    return str(detail) if isinstance(detail, str) else "Something in the request is not right."


def _summary(errors: list[dict[str, str]]) -> str:
    if len(errors) == 1:
        return errors[0]["detail"]
    fields = list(dict.fromkeys(error["field"] for error in errors if error["field"]))
    return f"{len(errors)} things are not right: see {', '.join(fields) or 'errors'}."


def _field_errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Nested messages as a flat list; a field within a field is written days.0.name."""
    if isinstance(detail, dict) and detail.keys() == {"message", "code"} and isinstance(detail["code"], str):
        yield {"field": field, "code": detail["code"], "detail": str(detail["message"])}
    elif isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _field_errors(inner, _joined(field, str(name)))
    else:
        for index, inner in enumerate(detail):
            is_message = isinstance(inner, dict) and "message" in inner
            yield from _field_errors(inner, field if is_message else _joined(field, str(index)))


def _joined(field: str, name: str) -> str:
    if name == "non_field_errors":
        return field
    return f"{field}.{name}" if field else name
