"""The words of plans: for blocks and weeks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

__all__ = ["BLOCK_WORDS", "WEEK_WORDS"]

BLOCK_WORDS = {
    "base": _("Base"), "build_1": _("Build"), "build_2": _("Build"), "peak": _("Specific"), "taper": _("Taper"),
}  # fmt: skip
WEEK_WORDS = {"recovery": _("light week"), "taper": _("taper"), "intro": _("easing in")}
