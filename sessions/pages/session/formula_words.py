"""Formulas in words for runners, without unexplained letters. The API gives the expressions that are computed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

__all__ = ["FORMULA_WORDS"]

FORMULA_WORDS = {
    "timer_time": _("elapsed time − all pauses"),
    "moving_time": _("the seconds faster than 0.5 m/s, each judged by the 5 seconds around it"),
    "gap_time": _("the holes longer than 10 seconds and than 2.5 of the recording's own intervals, added up"),
    "distance": _("every step forward, added up"),
    "best_mean": _("the fastest mean over the duration"),
    "mean": _("each value × the seconds it lasted, added up ÷ the seconds"),
    "highest": _("the highest value"),
    "stepping_mean": _(
        "each value × the seconds it lasted, added up ÷ the seconds, where there are 120 steps a minute or more"
    ),
    "cadence_mean": _("the steps ÷ the minutes, where there are 60 steps a minute or more"),
    "step_length": _("metres a second ÷ steps a second"),
    "climb": _("every rise from a turning point to the next, added up"),
    "graded_speed": _("the mean of speed × what running this slope costs ÷ what level ground costs"),
    "normalized_speed": _(
        "the fourth root of the mean of the fourth powers of flat-equivalent speed over 30 seconds"
    ),
    "intensity_factor": _("weighted pace ÷ Critical Speed, both as speeds"),
    "rtss": _("hours × intensity × intensity × 100"),
    "rmssd": _("the square root of the mean square of the difference from one beat to the next"),
    "dfa_alpha1": _("how fast the beats' wandering grows with the number of beats looked at, 4 to 16"),
    "rr_artefacts": _("beats left out ÷ all beats"),
    "trimp": _("each minute × a weight that grows faster than the share of the heart rate reserve, added up"),
    "hrtss": _("100 × this session's TRIMP ÷ the TRIMP of an hour at threshold"),
    "trimp_edwards": _("the minutes in each zone × the zone's number, added up"),
    "trimp_lucia": _("the minutes below, between and above the thresholds × 1, 2 and 3, added up"),
    "session_rpe": _("exertion × minutes"),
    "load_by_rpe": _("100 × exertion × minutes ÷ your exertion × minutes of an hour at threshold"),
    "load_by_duration": _("hours × 0.7 × 0.7 × 100"),
    "efficiency_factor": _("weighted speed in metres a minute ÷ mean heart rate"),
    "decoupling": _("100 × (metres a beat in the first half − in the second half) ÷ in the first half"),
    "heart_rate_zones": _(
        "the seconds whose heart rate is over the zone's lower bound and not over its upper one"
    ),
    "pace_zones": _("the seconds whose flat-equivalent speed ÷ Critical Speed lies in the zone"),
    "best_effort": _("the shortest time between any two points that lie the distance apart"),
    "mean_max": _("the highest mean over any stretch of the duration"),
    "recorded_laps": _("the watch's own; else sums and means from the lap's start to its end"),
    "automatic_splits": _("the time at the end of the split − the time at its start"),
    "bouts": _(
        # xgettext:no-python-format (a percent sign, no placeholder)
        "where the mean speed of 9 seconds rises above 92 % of Critical Speed, and falls below 87 % again"
    ),
    "w_prime_balance": _(
        "what is left − every metre faster than Critical Speed + what comes back below it, the slower the more"
    ),
}
