"""{{ session|session_title }}, {{ session|shown_time }}, {{ session|load_unit }}: a session in words."""

from __future__ import annotations

from django import template

from sessions.pages.names import load_unit, session_title, shown_time, sport_name
from sessions.services.recomputation import is_stale_session

register = template.Library()
register.filter("is_stale", is_stale_session)
register.filter("load_unit", load_unit)
register.filter("session_title", session_title)
register.filter("shown_time", shown_time)
register.filter("sport_name", sport_name)
