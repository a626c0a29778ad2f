"""manage.py plan_preview: one JSON input a line on stdin, one nested plan or problem a line on stdout."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from training.planning.preview import preview_line

__all__ = ["Command"]


class Command(BaseCommand):
    """Plans from lines of JSON; no database is touched."""

    help = "Reads a plan's input from each line of stdin, writes its nested plan or {problem} as one line."
    requires_system_checks = []  # they would connect

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Answer each line at once, so that a caller may ask and wait."""
        for line in sys.stdin:
            if line.strip():
                self.stdout.write(preview_line(line))
                self.stdout.flush()
