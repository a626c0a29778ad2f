"""Addresses of runners' pages."""

from django.urls import path

from runners import threshold_views, views

urlpatterns = [
    path("runners/new/", views.RunnerCreateView.as_view(), name="runner_new"),
    path("runners/defaults/", views.DefaultsView.as_view(), name="runner_defaults"),
    path("runners/<oid:runner_id>/fitness/", views.FitnessView.as_view(), name="runner_fitness"),
    path("runners/<oid:runner_id>/fitness/as-known/", views.AsKnownView.as_view(), name="runner_as_known"),
    path("runners/<oid:runner_id>/why/<slug:figure>/", views.WhyView.as_view(), name="runner_why"),
    path(
        "runners/<oid:runner_id>/critical-speed/",
        views.CriticalSpeedView.as_view(),
        name="runner_critical_speed",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/decide/",
        views.CriticalSpeedDecideView.as_view(),
        name="critical_speed_decide",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/type/",
        threshold_views.CriticalSpeedTypeView.as_view(),
        name="critical_speed_type",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/type-race/",
        threshold_views.RaceTypeView.as_view(),
        name="critical_speed_type_race",
    ),
    path(
        "runners/<oid:runner_id>/critical-speed/withdraw/",
        threshold_views.TypedWithdrawView.as_view(),
        name="critical_speed_typed_withdraw",
    ),
    path("runners/<oid:runner_id>/invite/", views.InviteView.as_view(), name="runner_invite"),
    path("runners/<oid:runner_id>/zones/", views.ZonesView.as_view(), name="runner_zones"),
    path(
        "runners/<oid:runner_id>/zones/heart-rates/",
        views.HeartRatesView.as_view(),
        name="runner_heart_rates",
    ),
    path(
        "runners/<oid:runner_id>/zones/heart-rate/",
        views.HeartRateZonesView.as_view(),
        name="runner_heart_rate_zones",
    ),
    path(
        "runners/<oid:runner_id>/zones/percents/",
        views.ZonePercentsView.as_view(),
        name="runner_zone_percents",
    ),
    path("runners/<oid:runner_id>/bests/", views.BestAddView.as_view(), name="runner_best_add"),
    path(
        "runners/<oid:runner_id>/bests/exclude/", views.BestExcludeView.as_view(), name="runner_best_exclude"
    ),
    path("runners/<oid:runner_id>/profile/", views.ProfileView.as_view(), name="runner_profile"),
]
