"""Middleware: a request id for the logs, the content security policy, the reader's language and time zone."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

from runlab_site.time_zones import zone
from runlab_site.web import dates

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Handler = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ADMIN_PREFIX = "/admin/"
# What programs and administrators read, and what tells whether the site stands, is English for everybody.
_ENGLISH_PREFIXES = (_ADMIN_PREFIX, "/api/", "/healthz", "/readyz", "/metrics")


class RequestIdMiddleware:
    """Gives every request an id that its answer, its log lines and its jobs carry."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the id in `X-Request-Id`."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class PageGZipMiddleware(GZipMiddleware):
    """Sends pages packed, and only pages: the API's entity tags stay strong, and its event stream is not held back."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's own, for HTML; it adds random bytes against guesses by the packed length (BREACH)."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware:
    """Own scripts and styles only; /admin/ adds what Unfold's Alpine needs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = _policy(settings.CONFIG.map_tile_origin)
        self.admin_policy = _admin_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy of the page."""
        response = self.get_response(request)
        is_admin = request.path.startswith(_ADMIN_PREFIX)
        response.setdefault("Content-Security-Policy", self.admin_policy if is_admin else self.policy)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class PageLanguageMiddleware(LocaleMiddleware):
    """Writes pages in the language that the reader's browser asks for, as far as settings.LANGUAGES has it."""

    def process_request(self, request: HttpRequest) -> None:
        """Use the language for this request; English for API and admin."""
        if self._is_page(request):
            super().process_request(request)
        else:
            translation.activate(settings.LANGUAGE_CODE)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it is, and that it depends on what was asked for."""
        return super().process_response(request, response) if self._is_page(request) else response

    @staticmethod
    def _is_page(request: HttpRequest) -> bool:
        return not request.path.startswith(_ENGLISH_PREFIXES)


class TimeZoneMiddleware:
    """Shows times in the reader's zone, and days as the reader writes them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Use the time zone and the date format of the signed-in person."""
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        timezone.activate(zone(user.time_zone))
        before = dates.activate(user.date_format)
        try:
            return self.get_response(request)
        finally:
            dates.deactivate(before)


def _policy(map_tile_origin: str | None) -> str:
    images = " ".join(filter(None, ["'self'", "data:", map_tile_origin]))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; worker-src 'self'; "
        f"img-src {images}; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _admin_policy() -> str:
    return (
        "default-src 'none'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
