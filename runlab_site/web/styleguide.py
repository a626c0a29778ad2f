"""The style guide: the tokens, the parts of the style sheet, and every template component in each of its states."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.views.generic import TemplateView

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import AdministratorPage
from runlab_site.web.samples import all_samples, specimen, tokens

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

__all__ = ["StyleguideView"]


@dataclass(frozen=True, slots=True)
class Component:
    """A component: its template, and (state, how it looks) of its samples."""

    template: str
    states: tuple[tuple[str, SafeString], ...]


class StyleguideView(AdministratorPage, TemplateView):
    """Shows all there is to build a page from."""

    template_name = "site/styleguide/styleguide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tokens and the components; nothing is read from the database."""
        return super().get_context_data(**kwargs) | {
            "place": Place("styleguide"),
            "colours": [token for token in tokens() if token.is_colour],
            "sizes": [token for token in tokens() if not token.is_colour],
            "components": _components(self.request),
        }


def _components(request: HttpRequest) -> list[Component]:
    numbered = enumerate(all_samples(), start=1)
    return [
        Component(template, tuple((one.state, specimen(one, number, request)) for number, one in samples))
        for template, samples in groupby(numbered, key=lambda pair: pair[1].template)
    ]
