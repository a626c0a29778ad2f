"""The load of a session: by pace, by heart rate or by what the athlete felt (docs/science.md, Session figures)."""

import math

import numpy as np
import numpy.typing as npt

from runners.physiology.heart_rate_calculator import bounds_from_max
from runners.physiology.zones import ABOVE_ZONES, time_in_heart_rate_zones
from sessions.analysis.arrays import FloatArray
from sessions.analysis.errors import InvalidStreamsError

__all__ = [
    "hrtss",
    "hrtss_of_trimp",
    "intensity_factor",
    "load_by_duration",
    "load_by_rpe",
    "rtss",
    "session_rpe",
    "trimp_banister",
    "trimp_edwards",
    "trimp_lucia",
]

SECONDS_PER_HOUR = 3600.0
SECONDS_PER_MINUTE = 60.0
# Banister EW 1991, in Physiological Testing of Elite Athletes: (a, b) of x * a * e^(b x).
BANISTER_FACTORS = {"male": (0.64, 1.92), "female": (0.86, 1.67)}
HIGHEST_RESERVE_SHARE = (
    1.05  # ours: a heart rate above the maximum in use says the maximum is low, not the load high
)
# Foster 2001: an hour at 7 ("very hard") is 420. Ours: it stands for 100 until the athlete's own ratio is known.
RPE_POINTS_PER_100 = 420.0
TYPED_INTENSITY = 0.7


def intensity_factor(ngp_mps: float, cs_mps: float) -> float:
    """Normalised graded speed over Critical Speed."""
    if not (cs_mps > 0 and ngp_mps >= 0):
        raise InvalidStreamsError(
            "Intensity needs a Critical Speed above zero and a speed that is not negative."
        )
    return ngp_mps / cs_mps


def rtss(duration_s: float, ngp_mps: float, cs_mps: float) -> float:
    """Running load: s * NGP * IF / (CS * 3600) * 100, with speeds. An hour at Critical Speed is 100."""
    intensity = intensity_factor(ngp_mps, cs_mps)
    return duration_s * ngp_mps * intensity / (cs_mps * SECONDS_PER_HOUR) * 100


def trimp_banister(
    heart_rate_bpm: npt.ArrayLike,
    duration_s: npt.ArrayLike,
    hr_rest_bpm: float,
    hr_max_bpm: float,
    sex: str | None,
) -> float:
    """Σ minutes * x * a * e^(b x), x the share of heart rate reserve; second by second, for it is convex.

    heart_rate_bpm and duration_s: shape (n,); NaN heart rates count nothing. An unspecified sex gets the mean of
    both. Raises InvalidStreamsError unless the maximum is above the resting heart rate.
    """
    if not 0 < hr_rest_bpm < hr_max_bpm:
        raise InvalidStreamsError("TRIMP needs a maximum heart rate above the resting one.")
    rates, seconds = _samples(heart_rate_bpm, duration_s)
    share = np.clip((rates - hr_rest_bpm) / (hr_max_bpm - hr_rest_bpm), 0.0, HIGHEST_RESERVE_SHARE)
    factors = [BANISTER_FACTORS[sex]] if sex in BANISTER_FACTORS else list(BANISTER_FACTORS.values())
    weighted = [float((seconds * share * a * np.exp(b * share)).sum()) for a, b in factors]
    return math.fsum(weighted) / len(weighted) / SECONDS_PER_MINUTE


def hrtss(
    heart_rate_bpm: npt.ArrayLike,
    duration_s: npt.ArrayLike,
    hr_rest_bpm: float,
    hr_max_bpm: float,
    sex: str | None,
    hr_threshold_bpm: float,
) -> float:
    """Load by heart rate: TRIMP against that of an hour at the threshold heart rate, which is 100."""
    trimp = trimp_banister(heart_rate_bpm, duration_s, hr_rest_bpm, hr_max_bpm, sex)
    return hrtss_of_trimp(trimp, hr_rest_bpm, hr_max_bpm, sex, hr_threshold_bpm)


def hrtss_of_trimp(
    trimp: float, hr_rest_bpm: float, hr_max_bpm: float, sex: str | None, hr_threshold_bpm: float
) -> float:
    """The same, from a TRIMP already summed. Raises InvalidStreamsError for a threshold at or below rest."""
    if not hr_threshold_bpm > hr_rest_bpm:
        raise InvalidStreamsError("The threshold heart rate must be above the resting one.")
    hour = trimp_banister([hr_threshold_bpm], [SECONDS_PER_HOUR], hr_rest_bpm, hr_max_bpm, sex)
    return 100 * trimp / hour


def trimp_edwards(heart_rate_bpm: npt.ArrayLike, duration_s: npt.ArrayLike, hr_max_bpm: float) -> float:
    """Minutes times the number of the zone (50 to 100 % of maximum in tens); above the maximum counts 5."""
    rates, seconds = _samples(heart_rate_bpm, duration_s)
    spent = time_in_heart_rate_zones(rates, seconds, bounds_from_max(hr_max_bpm))
    points = [number * zone for number, zone in enumerate(spent.zones_s, start=1)]
    return math.fsum([*points, (ABOVE_ZONES - 1) * spent.above_s]) / SECONDS_PER_MINUTE


def trimp_lucia(
    heart_rate_bpm: npt.ArrayLike, duration_s: npt.ArrayLike, hr_vt1_bpm: float, hr_vt2_bpm: float
) -> float:
    """Minutes times 1 below the first ventilatory threshold, 2 between, 3 above the second (Lucia 2003)."""
    if not hr_vt1_bpm < hr_vt2_bpm:
        raise InvalidStreamsError("The first ventilatory threshold must be below the second.")
    rates, seconds = _samples(heart_rate_bpm, duration_s)
    points = 1 + (rates >= hr_vt1_bpm).astype(np.int64) + (rates > hr_vt2_bpm)
    return float((points * seconds).sum()) / SECONDS_PER_MINUTE


def session_rpe(rpe: float, duration_s: float) -> float:
    """Rating of perceived exertion (CR-10) times minutes (Foster 2001)."""
    if not 0 <= rpe <= 10:
        raise InvalidStreamsError("Perceived exertion is a number from 0 to 10.")
    return rpe * duration_s / SECONDS_PER_MINUTE


def load_by_rpe(rpe: float, duration_s: float, points_per_100: float = RPE_POINTS_PER_100) -> float:
    """Session RPE on the scale of rTSS; points_per_100 is the athlete's own ratio once it is known."""
    if not points_per_100 > 0:
        raise InvalidStreamsError("The ratio of session RPE to load must be above zero.")
    return session_rpe(rpe, duration_s) * 100 / points_per_100


def load_by_duration(duration_s: float, intensity: float = TYPED_INTENSITY) -> float:
    """Load of minutes alone, at a usual intensity: an estimate, always flagged."""
    return duration_s / SECONDS_PER_HOUR * intensity**2 * 100


def _samples(heart_rate_bpm: npt.ArrayLike, duration_s: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    rates = np.asarray(heart_rate_bpm, dtype=np.float64)
    seconds = np.asarray(duration_s, dtype=np.float64)
    if rates.shape != seconds.shape:
        raise InvalidStreamsError("Each heart rate needs its duration.")
    known = np.isfinite(rates)
    return rates[known], seconds[known]
