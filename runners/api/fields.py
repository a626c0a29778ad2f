"""Serializer fields that several resources use."""

from __future__ import annotations

from typing import Any

from runlab_site.api.fields import ReferenceField
from runners.models import Runner
from runners.selectors import visible_runners

__all__ = ["VisibleRunnerField"]


class VisibleRunnerField(ReferenceField):
    """A runner that the one who asks may see."""

    def get_queryset(self) -> Any:
        """Theirs; none while the schema is made."""
        request = self.context.get("request")
        return visible_runners(request.user) if request is not None else Runner.objects.none()
