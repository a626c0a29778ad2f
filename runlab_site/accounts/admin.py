"""Admin of people and their keys, for administrators; and what the admin itself leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from unfold.widgets import UnfoldAdminPasswordWidget

from runlab_site.accounts.models import ApiKey, User
from runlab_site.accounts.services import administer_person, create_person, withdraw_api_key
from runlab_site.web.admin_base import SuperuserAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person; a password only where one is made."""

    password = forms.CharField(widget=UnfoldAdminPasswordWidget, validators=[validate_password])

    class Meta:
        """What is typed."""

        model = User
        fields: ClassVar[list[str]] = ["email", "name", "is_coach", "is_staff", "is_superuser", "is_active"]


@admin.register(User)
class UserAdmin(SuperuserAdmin):
    """People."""

    may_add = may_change = True
    list_display = ("email", "name", "is_coach", "is_staff", "is_superuser", "is_active", "last_visit_at")
    list_filter = ("is_coach", "is_staff", "is_superuser", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = (
        "email", "name", "is_coach", "is_staff", "is_superuser", "is_active", "time_zone", "units",
        "date_joined", "last_login", "last_visit_at",
    )  # fmt: skip
    readonly_fields = ("date_joined", "last_login", "last_visit_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """With a password where a person is made."""
        if obj is None:
            kwargs["form"] = PersonForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new person has no history yet."""
        del request
        return self.fields if obj is not None else (*PersonForm.Meta.fields, "password")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Make or change by the service."""
        del request
        typed = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            person = administer_person(User.objects.get(pk=obj.pk), typed)
        else:
            person = create_person(**form.cleaned_data)
        obj.__dict__.update(person.__dict__)


@admin.register(ApiKey)
class ApiKeyAdmin(SuperuserAdmin):
    """API keys: looked at and withdrawn; made by their own people."""

    may_delete = True
    list_display = ("name", "prefix", "user", "created_at", "expires_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix")
    exclude = ("secret_sha256",)
    ordering = ("-pk",)

    def delete_model(self, request: HttpRequest, obj: ApiKey) -> None:
        """Withdraw it."""
        del request
        withdraw_api_key(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Withdraw each."""
        for key in queryset:
            self.delete_model(request, key)


def _sign_in_first(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One way to sign in, with its limits: the site's own."""
    del extra_context
    user: Any = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), "signin")
    if not user.is_staff:
        raise PermissionDenied("The admin is for coaches and administrators.")
    return redirect("admin:index")


admin.site.login = _sign_in_first  # type: ignore[method-assign]

# Schedules of the queue could run any function by name, and groups give rights that are not used here.
_left_out: list[Any] = [Group, *apps.get_app_config("django_q").get_models()]
for _model in _left_out:
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
