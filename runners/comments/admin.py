"""Admin of comments."""

from __future__ import annotations

from django.contrib import admin

from runlab_site.web.admin_base import ScopedAdmin
from runners.comments.models import Comment
from runners.comments.selectors import visible_comments

__all__ = ["CommentAdmin"]


@admin.register(Comment)
class CommentAdmin(ScopedAdmin):
    """What was written about whom."""

    selector = staticmethod(visible_comments)
    list_display = ("runner", "day", "subject", "author", "text", "created_at")
    list_select_related = ("runner", "author")
    list_filter = ("subject",)
    search_fields = ("runner__name",)
    ordering = ("-created_at", "-pk")
