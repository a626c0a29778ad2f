"""Addresses of runners' pages."""

from django.urls import path

from runners.pages.as_known.views import AsKnownView
from runners.pages.check_in.views import CheckInView
from runners.pages.comments.all_views import AllCommentsView
from runners.pages.comments.views import CommentDeleteView, CommentEditView, CommentView, DayCommentsView
from runners.pages.critical_speed.typed_views import (
    CriticalSpeedTypeView,
    RaceTypeView,
    TypedWithdrawView,
)
from runners.pages.critical_speed.views import CriticalSpeedDecideView, CriticalSpeedView
from runners.pages.defaults.views import DefaultsView
from runners.pages.fitness.views import FitnessView
from runners.pages.invite.views import InviteView
from runners.pages.join.views import JoinCodeView, JoinView, LeaveCoachView
from runners.pages.profile.views import ProfileView
from runners.pages.races.views import RaceChangeView, RaceDeleteView, RaceResultView, RacesView
from runners.pages.runner_new.views import RunnerCreateView
from runners.pages.sign_up.views import SignUpView
from runners.pages.squads.views import (
    SquadCodeMakeView,
    SquadCodeWithdrawView,
    SquadMemberView,
    SquadsView,
)
from runners.pages.why.views import WhyView
from runners.pages.zones.views import (
    BestAddView,
    BestExcludeView,
    HeartRatesView,
    HeartRateZonesView,
    ZonePercentsView,
    ZonesView,
)

urlpatterns = [
    path("sign-up/", SignUpView.as_view(), name="signup"),
    path("invitations/<str:token>/", SignUpView.as_view(), name="invitation"),
    path("join/", JoinCodeView.as_view(), name="join_code"),
    path("join/<str:code>/", JoinView.as_view(), name="join"),
    path("squads/", SquadsView.as_view(), name="squads"),
    path("squads/<oid:squad_id>/codes/", SquadCodeMakeView.as_view(), name="squad_code_make"),
    path(
        "squads/<oid:squad_id>/codes/<oid:code_id>/withdraw/",
        SquadCodeWithdrawView.as_view(),
        name="squad_code_withdraw",
    ),
    path("squads/<oid:squad_id>/members/<oid:runner_id>/", SquadMemberView.as_view(), name="squad_member"),
    path(
        "runners/<oid:runner_id>/coaches/<oid:coach_id>/leave/",
        LeaveCoachView.as_view(),
        name="leave_coach",
    ),
    path("runners/new/", RunnerCreateView.as_view(), name="runner_new"),
    path("runners/defaults/", DefaultsView.as_view(), name="runner_defaults"),
    path("runners/<oid:runner_id>/fitness/", FitnessView.as_view(), name="runner_fitness"),
    path("runners/<oid:runner_id>/fitness/as-known/", AsKnownView.as_view(), name="runner_as_known"),
    path("runners/<oid:runner_id>/why/<slug:figure>/", WhyView.as_view(), name="runner_why"),
    path(
        "runners/<oid:runner_id>/critical-speed/",
        CriticalSpeedView.as_view(),
        name="runner_critical_speed",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/decide/",
        CriticalSpeedDecideView.as_view(),
        name="critical_speed_decide",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/type/",
        CriticalSpeedTypeView.as_view(),
        name="critical_speed_type",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/type-race/",
        RaceTypeView.as_view(),
        name="critical_speed_type_race",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/withdraw/",
        TypedWithdrawView.as_view(),
        name="critical_speed_typed_withdraw",
    ),
    path("runners/<oid:runner_id>/invite/", InviteView.as_view(), name="runner_invite"),
    path("runners/<oid:runner_id>/zones/", ZonesView.as_view(), name="runner_zones"),
    path(
        "runners/<oid:runner_id>/zones/heart-rates/",
        HeartRatesView.as_view(),
        name="runner_heart_rates",
    ),
    path(
        "runners/<oid:runner_id>/zones/heart-rate/",
        HeartRateZonesView.as_view(),
        name="runner_heart_rate_zones",
    ),
    path(
        "runners/<oid:runner_id>/zones/percents/",
        ZonePercentsView.as_view(),
        name="runner_zone_percents",
    ),
    path("runners/<oid:runner_id>/bests/", BestAddView.as_view(), name="runner_best_add"),
    path("runners/<oid:runner_id>/bests/exclude/", BestExcludeView.as_view(), name="runner_best_exclude"),
    path("runners/<oid:runner_id>/races/", RacesView.as_view(), name="runner_races"),
    path("races/<oid:entry_id>/", RaceChangeView.as_view(), name="race_change"),
    path("races/<oid:entry_id>/result/", RaceResultView.as_view(), name="race_result"),
    path("races/<oid:entry_id>/delete/", RaceDeleteView.as_view(), name="race_delete"),
    path("runners/<oid:runner_id>/check-in/", CheckInView.as_view(), name="runner_check_in"),
    path("runners/<oid:runner_id>/days/<str:day>/comments/", DayCommentsView.as_view(), name="day_comments"),
    path("comments/", AllCommentsView.as_view(), name="comments"),
    path("comments/<oid:comment_id>/", CommentView.as_view(), name="comment"),
    path("comments/<oid:comment_id>/edit/", CommentEditView.as_view(), name="comment_edit"),
    path("comments/<oid:comment_id>/delete/", CommentDeleteView.as_view(), name="comment_delete"),
    path("runners/<oid:runner_id>/profile/", ProfileView.as_view(), name="runner_profile"),
]
