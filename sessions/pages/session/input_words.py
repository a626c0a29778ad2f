"""What goes into a session's figures, by the names the analysis stores, and units: one name for one thing on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

__all__ = ["INPUT_NAMES", "UNITS"]

# Those that have another name in another language.
UNITS = {"bpm": _("bpm"), "spm": _("spm"), "m/min per bpm": _("m/min per bpm")}

INPUT_NAMES = {
    "Normalised graded speed": _("Weighted pace"),
    "W'": "W′",
    "Above": _("Above"),
    "Across gaps": _("Across gaps"),
    "Altitude from": _("Altitude from"),
    "Artefacts": _("Artefacts"),
    "Beats": _("Beats"),
    "Begins at": _("Begins at"),
    "Below": _("Below"),
    "Bouts of work": _("Bouts of work"),
    "Critical Speed": _("Critical Speed"),
    "Distance": _("Distance"),
    "Duration": _("Duration"),
    "Elapsed": _("Elapsed"),
    "Ends at": _("Ends at"),
    "First threshold": _("First threshold"),
    "Found by": _("Found by"),
    "From our records": _("From our records"),
    "Gaps": _("Gaps"),
    "Intensity": _("Intensity"),
    "Maximum heart rate": _("Maximum heart rate"),
    "Mean cadence": _("Mean cadence"),
    "Mean heart rate": _("Mean heart rate"),
    "Mean speed": _("Mean speed"),
    "Net drop": _("Net drop"),
    "Noise of the altitude": _("Noise of the altitude"),
    "Paused": _("Paused"),
    "Pauses": _("Pauses"),
    "Perceived exertion": _("Perceived exertion"),
    "Points that stand for 100": _("Points that stand for 100"),
    "Read from": _("Read from"),
    "Resting heart rate": _("Resting heart rate"),
    "Second threshold": _("Second threshold"),
    "Seconds with a heart rate": _("Seconds with a heart rate"),
    "Seconds with data": _("Seconds with data"),
    "Seconds without data in it": _("Seconds without data in it"),
    "Sex": _("Sex"),
    "Share with a gradient": _("Share with a gradient"),
    "Slowest moving speed": _("Slowest moving speed"),
    "Step length": _("Step length"),
    "Taken out as jumps": _("Taken out as jumps"),
    "Threshold heart rate": _("Threshold heart rate"),
    "Time": _("Time"),
    "Timer time": _("Timer time"),
    "TRIMP": _("TRIMP"),
    "Up to": _("Up to"),
    "Vertical oscillation": _("Vertical oscillation"),
    "Windows of 2 min": _("Windows of 2 min"),
}
