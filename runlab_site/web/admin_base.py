"""Base classes of the admin: people see rows of their own squad, and changes go through services."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from runlab_site.csv_cells import safe_cell
from runlab_site.database import database
from runlab_site.web.admin_filters import own_filters
from runlab_site.web.admin_search import account_ids, found_by_id, rows_of_runners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

__all__ = ["ScopedAdmin", "SuperuserAdmin"]

_RUNNERS_NAME = "runner__name"


class ListPaginator(Paginator):  # type: ignore[type-arg]
    """Counts unfiltered lists by MongoDB's estimate, and filtered ones by an index."""

    @cached_property
    def count(self) -> int:
        """How many rows there are; of an unfiltered list about as many."""
        rows: Any = self.object_list
        if rows.query.where:
            return int(rows.count())
        return database.collection(rows.model._meta.db_table).estimated_document_count()  # noqa: SLF001 - Django's documented model API


class PagedList(ChangeList):
    """Reads one page, however short the list is."""

    def get_results(self, request: HttpRequest) -> None:
        """What the paginator would read of a longer list."""
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.result_list[: self.list_per_page]


class ScopedAdmin(ModelAdmin):
    """Staff see the rows that a selector allows; subclasses say what may be changed."""

    selector: Any  # a function of a person: the rows they may see
    may_add = False
    may_change = False
    may_delete = False
    account_field = ""  # the id of an account, which is found by its e-mail address
    actions: Sequence[str] = ("export_csv",)
    # Collections are large: no full counts, and no filter that lists every name.
    show_full_result_count = False
    list_per_page = list_max_show_all = 50
    paginator = ListPaginator
    list_fullwidth = True

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the person may see; none for those without entry to the admin."""
        if not _is_staff(request):
            none: QuerySet[Any] = self.model._default_manager.none()  # noqa: SLF001 - Django's documented way
            return none
        return type(self).selector(request.user)  # type: ignore[no-any-return]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Lists, forms, autocompletion and exports all start here."""
        rows = self.visible(request)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Lists read no more than they show."""
        del request, kwargs
        return PagedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By id; by the athlete's name or e-mail address, the athlete first and then the rows by index; by own texts."""
        text = search_term.strip()
        found = found_by_id(queryset, text)
        if found is not None:
            return found, False
        if text and self.search_fields == (_RUNNERS_NAME,):
            return rows_of_runners(queryset, request.user, text), False
        if "@" in text and self.account_field:
            return queryset.filter(**{f"{self.account_field}__in": account_ids(text)}), False
        return super().get_search_results(request, queryset, search_term)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """By athlete and by day on every list that has them, then the list's own."""
        return (*own_filters(self.model, self.ordering or ()), *super().get_list_filter(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether it is listed."""
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a row, or any, may be seen."""
        return _is_staff(request) and (obj is None or self.visible(request).filter(pk=obj.pk).exists())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether one may be made here."""
        return self.may_add and _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it may be changed here."""
        return self.may_change and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it may be deleted here."""
        return self.may_delete and self.has_view_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show what a service refuses, instead of breaking."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValueError as problem:
            errors = getattr(problem, "errors", None)
            if errors is None:
                raise
            for text in errors.values():
                messages.error(request, text)
            return redirect(request.get_full_path())

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """The chosen rows; safe to open in a spreadsheet."""
        del request
        hidden = self.exclude or ()
        shown = (field for field in self.opts.concrete_fields if field.name not in hidden)
        names = [field.attname for field in shown if not _is_large(field)]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        writer = csv.writer(response)
        writer.writerow(names)
        writer.writerows([safe_cell(value) for value in row] for row in queryset.values_list(*names))
        return response


class SuperuserAdmin(ScopedAdmin):
    """For administrators only."""

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        """All rows, or none."""
        manager = self.model._default_manager  # noqa: SLF001 - Django's documented way to a manager
        rows: QuerySet[Any] = manager.all() if _is_superuser(request) else manager.none()
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether it is listed."""
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it may be seen."""
        del obj
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether one may be made here."""
        return self.may_add and _is_superuser(request)


def _is_staff(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def _is_superuser(request: HttpRequest) -> bool:
    return _is_staff(request) and bool(request.user.is_superuser)  # type: ignore[union-attr]


def _is_large(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.JSONField) or field.name in {"password", "secret_sha256", "lease_token"}
