"""Planned workouts for other programs: FIT for watches, iCalendar, CSV, and a ZIP of a week. No Django."""
