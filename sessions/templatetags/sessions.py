"""{{ session|session_title }}: what a session is called."""

from __future__ import annotations

from django import template

from sessions.pages.names import session_title

register = template.Library()
register.filter("session_title", session_title)
