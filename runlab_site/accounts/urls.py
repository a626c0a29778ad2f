"""Addresses of signing in, up and out, and of one's settings."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from runlab_site.accounts import views

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="signin"),
    path("sign-out/", LogoutView.as_view(), name="signout"),
    path("sign-up/", views.SignUpView.as_view(), name="signup"),
    path("invitations/<str:token>/", views.SignUpView.as_view(), name="invitation"),
    path("settings/", views.AccountView.as_view(), name="account"),
    path("settings/keys/", views.ApiKeyAddView.as_view(), name="api_key_add"),
    path("settings/keys/<oid:key_id>/delete/", views.ApiKeyDeleteView.as_view(), name="api_key_delete"),
]
