"""RMSSD, DFA alpha-1 and artefacts: against their definitions, closed forms, and neurokit2 where it is installed."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from sessions.analysis.beat_intervals import BeatIntervals, artefacts, corrected
from sessions.analysis.heart_rate_variability import BOX_BEATS, dfa_alpha1, rmssd_s, variability_of
from sessions.analysis.session import measure
from sessions.analysis.streams import RawStreams, crop, split


def resting(seconds: float = 300.0, seed: int = 1) -> np.ndarray:
    """Intervals around 1 s with slow and fast waves, in whole ms."""
    random, count = np.random.default_rng(seed), int(seconds)
    beats = np.arange(count)
    waves = 0.04 * np.sin(beats / 4) + 0.02 * np.sin(beats / 15) + random.normal(0, 0.01, count)
    return np.round(1.0 + waves, 3)


def beats_of(interval_s: np.ndarray, start_s: float = 1_000_000.0) -> BeatIntervals:
    return BeatIntervals(start_s + np.cumsum(interval_s), interval_s)


def neurokit():
    """The reference implementation; it comes with the development packages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("neurokit2", reason="neurokit2 is not installed (make setup-dev)")


def alpha1_by_definition(interval_s) -> float:
    """Peng's definition word by word, box by box, with NumPy's own line fit."""
    profile = np.cumsum(interval_s - np.mean(interval_s))
    logs = []
    for n in range(4, 17):
        squares = []
        for first in range(0, len(profile) - n + 1, n):
            box = profile[first : first + n]
            line = np.polyval(np.polyfit(range(n), box, 1), range(n))
            squares += list((box - line) ** 2)
        logs.append((math.log(n), math.log(math.sqrt(sum(squares) / len(squares)))))
    return float(np.polyfit(*zip(*logs, strict=True), 1)[0])


def pink(count: int, seed: int, exponent: float) -> np.ndarray:
    """Noise whose power falls with the frequency to `exponent`: DFA's slope of it is (exponent + 1) / 2."""
    random = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(count)
    frequency[0] = frequency[1]
    spectrum = frequency ** (-exponent / 2) * np.exp(2j * np.pi * random.random(frequency.size))
    noise = np.fft.irfft(spectrum, count)
    return 0.6 + 0.01 * noise / noise.std()


@pytest.mark.parametrize("seed", range(8))
def test_alpha1_is_pengs_definition(seed):
    series = pink(173 + 11 * seed, seed, exponent=0.2 * seed)
    assert dfa_alpha1(series) == pytest.approx(alpha1_by_definition(series), rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_alpha1_is_neurokits(seed):
    nk = neurokit()
    series = pink(170 + seed, seed, exponent=0.2 * seed)
    expected, _ = nk.fractal_dfa(series, scale=np.array(BOX_BEATS), overlap=False, integrate=True, order=1)
    assert dfa_alpha1(series) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("exponent", "alpha1"), [(1.0, 1.0), (2.0, 1.5)])
def test_alpha1_of_noise_of_a_known_colour_is_known(exponent, alpha1):
    found = [dfa_alpha1(pink(20_000, seed, exponent)) for seed in range(5)]
    assert np.mean(found) == pytest.approx(alpha1, abs=0.12)


def test_alpha1_does_not_change_with_the_unit_or_the_level():
    series = pink(200, 3, 1.0)
    assert dfa_alpha1(1000 * series + 7) == pytest.approx(dfa_alpha1(series))


@pytest.mark.parametrize(
    "series",
    [np.full(200, 0.5), np.full(201, 0.4), np.full(333, 0.1 + 0.2), np.array([0.5, 0.6]), np.empty(0)],
)
def test_alpha1_of_nothing_that_fluctuates_is_unknown(series):
    assert dfa_alpha1(series) is None


def test_rmssd_of_alternating_beats_is_their_difference():
    series = np.tile([0.8, 0.85], 50)
    sound, follows = np.zeros(100, dtype=bool), np.ones(100, dtype=bool)
    assert rmssd_s(series, sound, follows) == pytest.approx(0.05)


def test_rmssd_is_neurokits():
    nk = neurokit()
    series = resting()
    peaks = np.concatenate([[0], np.cumsum(np.round(1000 * series).astype(int))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = float(nk.hrv_time(peaks, sampling_rate=1000)["HRV_RMSSD"].iloc[0])
    found = variability_of(beats_of(series), 1_000_000.0)
    assert 1000 * found.rmssd_s == pytest.approx(expected, rel=1e-6)


def test_rmssd_leaves_out_the_pairs_of_an_artefact_and_of_a_lost_contact():
    series = np.tile([0.8, 0.85], 50)
    series[40] = 1.7
    beats = beats_of(series)
    later = BeatIntervals(beats.time_s + np.where(np.arange(100) >= 60, 30.0, 0.0), series)
    assert variability_of(later, 1_000_000.0).rmssd_s == pytest.approx(0.05)


@pytest.mark.parametrize("wrong_s", [0.1, 0.5, 1.6, 2.5, 0.0])
def test_a_missed_or_doubled_beat_is_an_artefact_and_its_neighbours_are_not(wrong_s):
    series = resting()
    series[100] = wrong_s
    assert list(np.flatnonzero(artefacts(series))) == [100]
    assert corrected(series, artefacts(series))[100] == pytest.approx((series[99] + series[101]) / 2)


@pytest.mark.parametrize("series", [np.empty(0), np.full(5, 9.0), np.array([0.6])])
def test_the_rule_of_artefacts_holds_for_few_or_only_bad_beats(series):
    assert artefacts(series).tolist() == [bool(value > 2) for value in series]


def test_missed_beats_hardly_change_alpha1_where_they_are_few():
    series = pink(400, 5, 1.0)
    broken = series.copy()
    broken[[50, 150, 250, 350]] *= 2
    clean, repaired = (
        np.median(variability_of(beats_of(one), 1_000_000.0).alpha1) for one in (series, broken)
    )
    assert repaired == pytest.approx(clean, abs=0.06)


def test_windows_with_many_artefacts_or_a_hole_are_left_out():
    series = pink(1000, 5, 1.0)
    broken = series.copy()
    broken[300:700:8] *= 2
    found = variability_of(beats_of(broken), 1_000_000.0)
    begin, end = np.cumsum(broken)[[300, 700]]
    inside = [time for time in found.time_s if begin + 60 < time < end + 30]
    assert found.time_s
    assert inside == []


def test_windows_are_two_minutes_made_anew_every_five_seconds():
    found = variability_of(beats_of(pink(1000, 2, 1.0)), 1_000_000.0)
    assert found.time_s[0] == pytest.approx(120.6, abs=0.2)
    assert np.diff(found.time_s) == pytest.approx(5.0)


def still(beats: BeatIntervals, seconds: int = 300, speed_mps: float = 0.0) -> RawStreams:
    times = 1_000_000.0 + np.arange(seconds + 1)
    distance = np.arange(seconds + 1) * speed_mps
    return RawStreams.of(times, distance_m=distance, speed_mps=np.full(seconds + 1, speed_mps)).with_beats(
        beats
    )


def test_a_recording_at_rest_has_an_rmssd():
    figures = measure(still(beats_of(resting()))).figures
    assert figures["rmssd_ms"].value == pytest.approx(
        1000 * math.sqrt(np.mean(np.diff(resting()) ** 2)), rel=1e-9
    )
    assert figures["rr_artefacts_percent"].value == 0


def test_a_run_has_an_alpha1_and_says_why_it_has_no_rmssd():
    figures = measure(still(beats_of(pink(500, 4, 0.5)), speed_mps=3.0)).figures
    assert 0.4 < figures["dfa_alpha1"].value < 1.1
    assert figures["rmssd_ms"].value is None
    assert "at rest" in figures["rmssd_ms"].missing


def test_without_beats_nothing_is_said_of_them():
    assert not {"rmssd_ms", "dfa_alpha1"} & set(
        measure(still(BeatIntervals(np.empty(0), np.empty(0)))).figures
    )


def test_a_crop_and_a_split_take_their_beats_along():
    raw = still(beats_of(resting()), speed_mps=3.0)
    part = crop(raw, 1_000_100.0, 1_000_200.0)
    first, second = split(raw, 1_000_150.0)
    assert part.beats.time_s.min() >= 1_000_100
    assert part.beats.time_s.max() <= 1_000_200
    assert first.beats.interval_s.size + second.beats.interval_s.size == raw.beats.interval_s.size
