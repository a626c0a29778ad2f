"""The pictures of a workout's profile, small and large, for whatever shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from training.pages.translated_words import translated
from training.planning.profile_picture import LARGE, SMALL, Size, profile_svg

if TYPE_CHECKING:
    from training.planning.records import Steps

__all__ = ["HasPictures"]


class HasPictures:
    """What has a name and steps has two pictures."""

    __slots__ = ()

    @property
    def pictured(self) -> tuple[str, Steps]:
        """The name and the steps to be drawn."""
        raise NotImplementedError

    @property
    def picture(self) -> SafeString:
        """Its profile, small."""
        return self._picture(SMALL)

    @property
    def large_picture(self) -> SafeString:
        """Its profile, large."""
        return self._picture(LARGE)

    def _picture(self, size: Size) -> SafeString:
        svg = profile_svg(*self.pictured, size, translated)
        return mark_safe(svg)  # noqa: S308 - drawn by us, names escaped  # nosec B308
