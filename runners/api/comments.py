"""comments/ and the threads of sessions, planned workouts and days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField, MomentField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet
from runners.api.of_runner import OfRunner
from runners.comments.selectors import CommentSubject, read_at, thread_of, visible_comments
from runners.comments.services import (
    LONGEST_COMMENT,
    delete_comment,
    edit_comment,
    mark_read,
    mark_unread,
    write_comment,
)
from runners.models import Comment

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from runlab_site.accounts.models import User

__all__ = ["CommentViewSet", "DayCommentsViewSet", "ThreadViewSet"]

Kind = Comment.Subject


class CommentSerializer(ModelSerializer):
    """A comment of a thread."""

    runner = IdField(source="runner_id", read_only=True)
    session = serializers.SerializerMethodField(help_text="The session it is about, if it is about one.")
    planned_workout = serializers.SerializerMethodField(
        help_text="The planned workout it is about, if it is about one."
    )
    parent = IdField(  # type: ignore[assignment]
        source="parent_id", allow_null=True, help_text="The comment it answers."
    )
    author = IdField(source="author_id", read_only=True)
    author_name = serializers.CharField(source="author.display_name", read_only=True)
    mentions = serializers.ListField(child=IdField(), read_only=True)
    read_at = serializers.SerializerMethodField(help_text="When you read it; null while it is unread.")

    class Meta:
        """What is shown."""

        model = Comment
        fields = (
            "id", "runner", "subject", "session", "planned_workout", "day", "parent", "author", "author_name", "text",
            "mentions", "read_at", "created_at", "edited_at",
        )  # fmt: skip

    def get_session(self, comment: Comment) -> str | None:
        """Its id."""
        return comment.subject_id if comment.subject == Kind.SESSION else None

    def get_planned_workout(self, comment: Comment) -> str | None:
        """Its id within the plan."""
        return comment.subject_id if comment.subject == Kind.PLANNED_WORKOUT else None

    def get_read_at(self, comment: Comment) -> str | None:
        """As the API writes moments."""
        moment = read_at(comment, self.context["request"].user)
        return (
            moment if moment is None or isinstance(moment, str) else MomentField().to_representation(moment)
        )


class NewCommentSerializer(Serializer):
    """A comment to be added."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)
    parent = IdField(  # type: ignore[assignment]
        required=False, allow_null=True, help_text="The comment of this thread that it answers."
    )
    mentions = serializers.ListField(
        child=IdField(), required=False, max_length=20, help_text="Accounts of the athlete or the coaches."
    )


class CommentChangeSerializer(Serializer):
    """Another wording, by who wrote it; or whether you have read it, by any reader."""

    text = serializers.CharField(max_length=LONGEST_COMMENT, required=False)
    mentions = serializers.ListField(child=IdField(), required=False, max_length=20)
    read_at = MomentField(
        required=False, allow_null=True, help_text="Any moment: read, by the server's clock; null: unread."
    )


@extend_schema_view(create=extend_schema(request=NewCommentSerializer, responses={201: CommentSerializer}))
class ThreadViewSet(Lists, Creates, ResourceViewSet):
    """The comments about one thing, the oldest first."""

    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    orderings = ("created_at", "-created_at")

    def subject(self) -> CommentSubject:
        """What the thread is about. Raises Http404."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Comment]:
        """The thread."""
        return thread_of(self.subject())

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """A new comment has a body of its own; what it is about is looked for first."""
        del partial, instance
        self.subject()
        serializer = NewCommentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def perform_create(self, values: dict[str, Any]) -> Comment:
        """Write it."""
        return write_comment(
            self.subject(),
            cast("User", self.request.user),
            values["text"],
            parent_id=values.get("parent"),
            mentions=values.get("mentions", ()),
        )

    def location(self, made: Any) -> str:
        """Where it can be read."""
        return f"/api/v1/comments/{made.pk}/"


class DayCommentsViewSet(ThreadViewSet, OfRunner):
    """The comments on a day of a runner."""

    scope = "sessions"
    queryset: Any = Comment.objects.none()

    def subject(self) -> CommentSubject:
        """The day in the address. Raises Http404."""
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError as error:
            raise Http404 from error
        return CommentSubject(self.runner.pk, Kind.DAY, day)


@extend_schema_view(
    partial_update=extend_schema(request=CommentChangeSerializer, responses={200: CommentSerializer})
)
class CommentViewSet(Retrieves, Updates, Deletes, ResourceViewSet):
    """One comment: its author changes and deletes it, each reader says that it is read."""

    scope = "sessions"
    queryset = Comment.objects.none()
    serializer_class = CommentSerializer

    def get_queryset(self) -> QuerySet[Comment]:
        """Those about the runners one may see."""
        return visible_comments(self.request.user)

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """A change has fields of its own."""
        del partial, instance
        serializer = CommentChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def perform_update(self, instance: Comment, values: dict[str, Any]) -> Comment:
        """Words first: who may not change them changes nothing."""
        person = cast("User", self.request.user)
        wording = {name: values[name] for name in ("text", "mentions") if name in values}
        if wording:
            instance = edit_comment(instance, person, **wording)
        if "read_at" in values:
            _change_reading(instance, person, is_read=values["read_at"] is not None)
        return cast("Comment", self.get_object())

    def perform_destroy(self, instance: Comment) -> None:
        """Delete it."""
        delete_comment(instance, cast("User", self.request.user))


def _change_reading(comment: Comment, person: User, *, is_read: bool) -> None:
    if is_read:
        mark_read([comment], person)
    else:
        mark_unread(comment, person)
