"""A coach's squads: who is in them, who plans for oneself, and the codes that let athletes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.models import SquadCode, SquadMember
from runners.selectors import members_of, visible_squad_codes, visible_squads
from runners.services.joining import code_url, make_code, withdraw_code
from runners.services.squads import first_squad_of, let_plan, remove_member

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from runners.models import Squad

__all__ = ["SquadCodeMakeView", "SquadCodeWithdrawView", "SquadMemberView", "SquadsView"]


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that lets athletes in, and its link."""

    code: SquadCode
    url: str


@dataclass(frozen=True, slots=True)
class SquadCard:
    """A squad with its members and open codes."""

    squad: Squad
    members: list[SquadMember]
    codes: list[OpenCode]


class SquadsView(CoachPage, TemplateView):
    """The squads one after the other; without any, a button makes the first."""

    template_name = "runners/squads/squads.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """The first squad, with a code."""
        del request
        make_code(first_squad_of(self.person))
        return redirect("squads")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One's own; a superuser's pages show all."""
        squads = list(visible_squads(self.person).order_by("name", "pk"))
        ids = [squad.pk for squad in squads]
        members = SquadMember.objects.filter(squad_id__in=ids).select_related("runner").order_by("joined_at")
        codes = SquadCode.objects.filter(squad_id__in=ids, expires_at__gt=timezone.now())
        found_members = list(members)
        found_codes = sorted(codes, key=lambda code: code.created_at, reverse=True)
        return super().get_context_data(**kwargs) | {
            "place": Place("squad"),
            "cards": [_card(squad, found_members, found_codes) for squad in squads],
        }


def _card(squad: Squad, members: list[SquadMember], codes: list[SquadCode]) -> SquadCard:
    return SquadCard(
        squad,
        [one for one in members if one.squad_id == squad.pk],
        [OpenCode(one, code_url(one)) for one in codes if one.squad_id == squad.pk],
    )


class _OfSquadView(CoachPage, View):
    """Does one thing to a squad."""

    @cached_property
    def squad(self) -> Squad:
        """The squad in the address. Raises Http404."""
        return get_object_or_404(visible_squads(self.person), pk=self.kwargs["squad_id"])


class SquadCodeMakeView(_OfSquadView):
    """A new code."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Its link stands on the page until it expires."""
        del kwargs
        code = make_code(self.squad)
        messages.success(request, _("The code %(code)s lets athletes in for 30 days.") % {"code": code.code})
        return redirect("squads")


class SquadCodeWithdrawView(_OfSquadView):
    """A code goes."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who joined by it stays."""
        codes = visible_squad_codes(self.person).filter(squad=self.squad)
        withdraw_code(get_object_or_404(codes, pk=kwargs["code_id"]))
        messages.success(request, _("The code and its link work no more."))
        return redirect("squads")


class SquadMemberView(_OfSquadView):
    """What an athlete of the squad may do, and taking the athlete out."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What the button says."""
        member = get_object_or_404(members_of(self.squad), runner_id=kwargs["runner_id"])
        name, wanted = member.runner.name, request.POST.get("do")
        if wanted in ("allow", "forbid"):
            let_plan(member, allowed=wanted == "allow")
            said = _("%(name)s makes plans too.") if wanted == "allow" else _("%(name)s follows your plans.")
        elif wanted == "remove":
            remove_member(self.squad, member.runner)
            said = _("%(name)s is out of %(squad)s.")
        else:
            raise Http404
        messages.success(request, said % {"name": name, "squad": self.squad.name})
        return redirect("squads")
