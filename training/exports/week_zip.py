"""A week of workouts as a ZIP of FIT files, to be copied to a watch."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

from training.exports.fit_workout import fit_bytes
from training.planning.records import Day, Workout


def week_zip(days: Iterable[Day], made_at: datetime) -> bytes:
    """A ZIP of one FIT file a workout of days of a plan; races are left out. Raises WorkoutExportError."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for day in days:
            for workout in day.workouts:
                if workout.role == "race":
                    continue
                # A fixed time in the entry, so that the same week gives the same bytes.
                entry = zipfile.ZipInfo(_file_name(day, workout), made_at.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                name = f"{day.date:%m-%d} {workout.name}"
                archive.writestr(entry, fit_bytes(name, workout.steps, workout.id, made_at))
    return buffer.getvalue()


def _file_name(day: Day, workout: Workout) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", f"{workout.workout_id} {workout.name}").strip("-")[:40]
    return f"{day.date}-{plain}-{workout.id[:6]}.fit"
