"""Back to the page a form was sent from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["back_to"]


def back_to(request: HttpRequest, usual: str) -> HttpResponseRedirect:
    """Send on to the form's `next` when it is a page of this site, else to `usual`."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours else usual)
