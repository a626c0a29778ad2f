"""The words of a session's figures: what each is called, in which group it stands, what its doubts mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

__all__ = ["FLAG_SENTENCES", "GROUPS", "LABELS", "ZONE_LABELS", "ZONE_NAMES"]

LABELS = {
    "distance_m": _("Distance"),
    "elapsed_time_s": _("Elapsed time"),
    "timer_time_s": _("Timer time"),
    "moving_time_s": _("Moving time"),
    "gap_s": _("Time without data"),
    "avg_speed_mps": _("Pace"),
    "moving_speed_mps": _("Moving pace"),
    "max_speed_mps": _("Best pace"),
    "graded_speed_mps": _("Flat-equivalent pace"),
    "normalized_graded_speed_mps": _("Weighted pace"),
    "ascent_m": _("Climb"),
    "descent_m": _("Descent"),
    "avg_heart_rate_bpm": _("Heart rate"),
    "max_heart_rate_bpm": _("Highest heart rate"),
    "efficiency": _("Efficiency"),
    "decoupling_percent": _("Drift"),
    "avg_cadence_spm": _("Cadence"),
    "max_cadence_spm": _("Highest cadence"),
    "step_length_m": _("Step length"),
    "vertical_oscillation_mm": _("Vertical oscillation"),
    "vertical_ratio_percent": _("Vertical ratio"),
    "ground_contact_ms": _("Ground contact"),
    "ground_contact_balance_percent": _("Balance, left foot"),
    "avg_power_w": _("Power"),
    "max_power_w": _("Highest power"),
    "avg_temperature_c": _("Temperature"),
    "rmssd_ms": _("RMSSD"),
    "dfa_alpha1": _("DFA α1"),
    "rr_artefacts_percent": _("Artefacts among the beats"),
    "rtss": _("Load"),
    "load_by_pace": _("Load by pace, not counted"),
    "hrtss": _("Load by heart rate"),
    "load_by_rpe": _("Load by exertion"),
    "load_by_duration": _("Load by time alone"),
    "intensity_factor": _("Intensity"),
    "session_rpe": _("Exertion × minutes"),
    "trimp": _("TRIMP"),
    "trimp_edwards": _("TRIMP by zones"),
    "trimp_lucia": _("TRIMP by thresholds"),
    "w_prime_balance_min_m": _("Lowest W′ left"),
    "w_prime_balance_min_percent": _("Lowest share of W′ left"),
    "time_in_heart_rate_zones_s": _("Time in heart-rate zones"),
    "heart_rate_below_zones_s": _("Time below the heart-rate zones"),
    "heart_rate_above_zones_s": _("Time above the heart-rate zones"),
    "no_heart_rate_s": _("Time without a heart rate"),
    "time_in_pace_zones_s": _("Time in pace zones"),
    "no_speed_s": _("Time without a speed"),
    "laps": _("Laps"),
    "splits_km": _("Splits by kilometre"),
    "splits_mile": _("Splits by mile"),
    "intervals": _("Bouts of work"),
    "cleaning": _("Changes by cleaning"),
}

# As runners.physiology.zones names them.
ZONE_NAMES = {
    "heart_rate": (_("Recovery"), _("Endurance"), _("Tempo"), _("Threshold"), _("VO₂ max")),
    "pace": (_("Easy"), _("Steady"), _("Tempo"), _("Threshold"), _("Fast")),
}
ZONE_LABELS = {
    "heart_rate": (
        _("Time in heart-rate zone 1, recovery"),
        _("Time in heart-rate zone 2, endurance"),
        _("Time in heart-rate zone 3, tempo"),
        _("Time in heart-rate zone 4, threshold"),
        _("Time in heart-rate zone 5, vo₂ max"),
    ),
    "pace": (
        _("Time in pace zone 1, easy"),
        _("Time in pace zone 2, steady"),
        _("Time in pace zone 3, tempo"),
        _("Time in pace zone 4, threshold"),
        _("Time in pace zone 5, fast"),
    ),
}

GROUPS: tuple[tuple[StrPromise, tuple[str, ...]], ...] = (
    (_("Time"), ("elapsed_time_s", "timer_time_s", "moving_time_s", "gap_s")),
    (
        _("Distance and pace"),
        (
            "distance_m",
            "avg_speed_mps",
            "moving_speed_mps",
            "max_speed_mps",
            "graded_speed_mps",
            "normalized_graded_speed_mps",
            "ascent_m",
            "descent_m",
        ),
    ),
    (
        _("Heart"),
        (
            "avg_heart_rate_bpm",
            "max_heart_rate_bpm",
            "efficiency",
            "decoupling_percent",
            "rmssd_ms",
            "dfa_alpha1",
            "rr_artefacts_percent",
        ),
    ),
    (
        _("Load"),
        (
            "rtss",
            "intensity_factor",
            "load_by_pace",
            "hrtss",
            "load_by_rpe",
            "load_by_duration",
            "session_rpe",
            "trimp",
            "trimp_edwards",
            "trimp_lucia",
            "w_prime_balance_min_m",
            "w_prime_balance_min_percent",
        ),
    ),
    (
        pgettext_lazy("running form", "Form"),
        (
            "avg_cadence_spm",
            "max_cadence_spm",
            "step_length_m",
            "vertical_oscillation_mm",
            "vertical_ratio_percent",
            "ground_contact_ms",
            "ground_contact_balance_percent",
        ),
    ),
    (_("Power and air"), ("avg_power_w", "max_power_w", "avg_temperature_c")),
)

FLAG_SENTENCES = {
    "estimated": _("An estimate."),
    "estimate": _("An estimate: the evidence in running is weak."),
    "backfilled": _("Critical Speed was found only later; the first value is used."),
    "provisional": _("Critical Speed is provisional: from the two bouts of a test."),
    "stale": _("Critical Speed is stale: every effort behind it was over 90 days old."),
    "critical_speed_contradicted": _(
        "Unreliable: this run was faster than Critical Speed and W′ allow. It is computed again once a better value is known."
    ),
    "not_graded": _("Without an altitude the ground counts as level."),
    "pace_not_trusted": _("The pace of this session is not to be trusted."),
    "max_heart_rate_estimated": _("The maximum heart rate is estimated from age."),
    "resting_heart_rate_default": _("The resting heart rate is the default of 60."),
    # xgettext:no-python-format (a percent sign, no placeholder)
    "threshold_heart_rate_estimated": _("The threshold heart rate is taken as 90 % of the maximum."),
    "default_rpe_ratio": _("An hour at 7 of 10 counts as 100 until ten sessions tell your own ratio."),
    "differs_from_records": _("The watch and its records differ by more than 3 %."),
    "typed": _("Typed by hand."),
    "corrected": _("The distance was corrected by hand."),
    "pauses_inferred": _("The pauses are read from the gaps: the file does not mark them."),
    "inputs_too_low": _("Critical Speed or W′ is too low."),
    "treadmill": _("On a treadmill: no personal best."),
    "net_drop": _("Downhill: no personal best."),
    "beyond_world_record": _("Faster than the world record: no personal best."),
}
