"""Addresses of signing in and out, and of one's settings."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from runlab_site.accounts.pages.settings import views as settings
from runlab_site.accounts.pages.sign_in.views import SignInView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="signin"),
    path("sign-out/", LogoutView.as_view(), name="signout"),
    path("settings/", settings.AccountView.as_view(), name="account"),
    path("settings/keys/", settings.ApiKeyAddView.as_view(), name="api_key_add"),
    path("settings/keys/<oid:key_id>/delete/", settings.ApiKeyDeleteView.as_view(), name="api_key_delete"),
]
