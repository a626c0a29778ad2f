"""Formula ids of the oracle file, each a thin adapter onto runners.physiology: arguments and results as its signatures say."""

from dataclasses import asdict
from datetime import datetime

from runners.physiology import (
    banister,
    contradictions,
    critical_speed,
    fixed_times_fit,
    heart_rate_calculator,
    local_days,
    power_law,
    race_prediction,
    taper_volume,
    three_parameter,
    training_load,
    vdot,
    zones,
)


def _hr_zone(hr, hr_max):
    return zones.heart_rate_zone(hr, heart_rate_calculator.bounds_from_max(hr_max))


def _hr_zone_seconds(samples, hr_max):
    rates, durations = zip(*samples, strict=True) if samples else ((), ())
    found = zones.time_in_heart_rate_zones(rates, durations, heart_rate_calculator.bounds_from_max(hr_max))
    return {
        "below": found.below_s,
        "zones": list(found.zones_s),
        "above": found.above_s,
        "no_hr": found.no_heart_rate_s,
    }


def _cs_fit(distances_m, times_s, at_s=None):
    line = critical_speed.fit(distances_m, times_s)
    result = {
        "cs": line.cs_mps,
        "d_prime": line.w_prime_m,
        "se_cs": line.se_cs_mps,
        "se_d_prime": line.se_w_prime_m,
        "r2": line.r_squared,
        "sigma": line.sigma_m,
        "ci95_cs": list(line.cs_band_mps),
        "ci95_d_prime": list(line.w_prime_band_m),
    }
    if at_s is not None:
        point = line.at(at_s)
        result["at"] = {
            "distance": point.distance_m,
            "mean_band": list(point.mean_band_m),
            "prediction_band": list(point.effort_band_m),
        }
    return result


def _cs_fit_weighted(distances_m, times_s):
    line = critical_speed.fit_weighted(distances_m, times_s)
    return {"cs": line.cs_mps, "d_prime": line.w_prime_m}


def _cs_time(distance_m, cs_mps, d_prime_m):
    return critical_speed.time_at_critical_speed(distance_m, cs_mps, w_prime_m=d_prime_m)


def _cs3_speed(time_s, cs_mps, d_prime_m, v_max_mps):
    return three_parameter.three_parameter_speed(time_s, cs_mps, w_prime_m=d_prime_m, v_max_mps=v_max_mps)


def _cs3_fit(times_s, speeds_mps):
    found = three_parameter.fit_three_parameters(times_s, speeds_mps)
    return {"cs": found.cs_mps, "d_prime": found.w_prime_m, "v_max": found.v_max_mps}


def _powerlaw_fit(distances_m, times_s):
    law = power_law.fit_power_law(distances_m, times_s)
    return {"exponent": law.exponent, "ln_a": law.ln_a}


def _load_average(loads, tau_days, seed=0.0, convention="exponential"):
    averages = training_load.exponential_average(loads, tau_days, seed, convention)
    return float(averages[-1]) if averages.size else seed


def _model(p0, k1, k2, tau1, tau2):
    return banister.ImpulseResponse(p0, k1, k2, tau1, tau2)


def _banister(loads, p0, k1, k2, tau1, tau2, same_day):
    return asdict(banister.state_on_last_day(loads, _model(p0, k1, k2, tau1, tau2), same_day=same_day))


def _banister_times(k1, k2, tau1, tau2):
    found = banister.response_times(_model(0.0, k1, k2, tau1, tau2))
    return {"t_n": found.harmful_days, "t_g": found.best_days}


def _influence(days_before, k1, k2, tau1, tau2):
    return banister.influence(days_before, _model(0.0, k1, k2, tau1, tau2))


def _banister_fit_fixed_tau(loads, tests, tau1, tau2, same_day):
    found = fixed_times_fit.fit_fixed_times(loads, tests, tau1, tau2, same_day=same_day)
    return {"p0": found.p0, "k1": found.k1, "k2": found.k2, "sse": found.squared_error}


def _banister_sse(loads, tests, p0, k1, k2, tau1, tau2, same_day):
    return banister.squared_error(loads, tests, _model(p0, k1, k2, tau1, tau2), same_day=same_day)


def _local_day(start_utc, time_zone):
    return local_days.local_day(datetime.fromisoformat(start_utc), time_zone).isoformat()


FORMULAS_RUNNERS = {
    "hunt_hrmax": heart_rate_calculator.hunt_max_heart_rate,
    "hr_zone": _hr_zone,
    "hr_zone_seconds": _hr_zone_seconds,
    "vdot": vdot.vdot,
    "vdot_time": vdot.vdot_time,
    "vdot_velocity": vdot.vdot_velocity,
    "riegel": power_law.riegel,
    "cameron": race_prediction.cameron,
    "cs_fit": _cs_fit,
    "cs_fit_weighted": _cs_fit_weighted,
    "cs_time": _cs_time,
    "cs3_speed": _cs3_speed,
    "cs3_fit": _cs3_fit,
    "powerlaw_fit": _powerlaw_fit,
    "pb_dominated": contradictions.dominated_distances,
    "load_average": _load_average,
    "tsb": training_load.training_stress_balance,
    "ramp_rate": training_load.ramp_rate,
    "monotony": lambda loads7: asdict(training_load.monotony(loads7)),
    "acwr": training_load.acute_chronic_ratio,
    "banister": _banister,
    "banister_times": _banister_times,
    "influence": _influence,
    "banister_fit_fixed_tau": _banister_fit_fixed_tau,
    "banister_sse": _banister_sse,
    "taper_volume": taper_volume.mean_volume_factor,
    "local_day": _local_day,
}
