"""Records the last visit of signed-in people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from runlab_site.accounts.services import record_visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["LastVisitMiddleware"]


class LastVisitMiddleware:
    """Remembers when a signed-in person was last here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note the visit of the one who asked."""
        response = self.get_response(request)
        user: Any = request.user
        if user.is_authenticated:
            record_visit(user, timezone.now())
        return response
