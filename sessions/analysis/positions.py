"""Places on the earth: which are believed, and how far apart they are."""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray

__all__ = ["EARTH_RADIUS_M", "believed_positions", "haversine_m"]

EARTH_RADIUS_M = 6_371_008.8  # IUGG mean radius R1


def haversine_m(lat1: FloatArray, lon1: FloatArray, lat2: FloatArray, lon2: FloatArray) -> FloatArray:
    """Great-circle distance in metres between points in degrees, element by element."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, np.radians(lon2 - lon1) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lambda) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1))), dtype=np.float64)


def believed_positions(
    time_s: FloatArray, lat: FloatArray, lon: FloatArray, max_speed_mps: float
) -> BoolArray:
    """Which of n positions are valid coordinates, not 0/0 (a receiver without a fix), and not a single-point jump."""
    with np.errstate(invalid="ignore"):
        on_earth: BoolArray = (np.abs(lat) <= 90) & (np.abs(lon) <= 180) & ~((lat == 0) & (lon == 0))
    known = np.flatnonzero(on_earth)
    believed: BoolArray = on_earth.copy()
    believed[known[_jumps_out(time_s[known], lat[known], lon[known], max_speed_mps)]] = False
    return believed


def _jumps_out(time_s: FloatArray, lat: FloatArray, lon: FloatArray, max_speed_mps: float) -> BoolArray:
    """Points reached too fast and left too fast, while their neighbours agree with each other."""
    out = np.zeros(time_s.shape, dtype=np.bool_)
    if time_s.size < 3:
        return out
    steps = haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
    across = haversine_m(lat[:-2], lon[:-2], lat[2:], lon[2:])
    too_fast = steps > max_speed_mps * np.diff(time_s)
    out[1:-1] = too_fast[:-1] & too_fast[1:] & (across <= max_speed_mps * (time_s[2:] - time_s[:-2]))
    return out
