"""Every figure of a session's page, against the formula book on the same file: one long run over a hill."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from scripts.page_walk import go
from tests import fit_files
from tests.browser.conftest import hard_runs
from tests.formulas import FORMULAS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPEED_MPS = 3.0
GRADES = [0.0] * 1200 + [0.03] * 900 + [0.0] * 600 + [-0.03] * 900 + [0.0] * 600
RATES_BPM = [140 + second * 14 // len(GRADES) for second in range(len(GRADES) + 1)]
CADENCE_RPM = 86
MINUS = "\N{MINUS SIGN}"
DEFAULT_AGE_YEARS = 35


def altitudes():
    heights = [100.0]
    for grade in GRADES:
        heights.append(heights[-1] + grade * SPEED_MPS)
    return heights


@pytest.fixture(scope="module")
def runner(site, tmp_path_factory):
    """Who ran three time trials, which give a Critical Speed, and then the hill."""
    person = site.make_athlete("hill@browser.example", "Hilda Hill")
    today = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    folder = tmp_path_factory.mktemp("hill")
    for back, (name, speeds) in enumerate(hard_runs().items(), start=3):
        start = today - timedelta(days=back)
        (folder / name).write_bytes(fit_files.run(start=start, speed_mps=speeds, heart_rate_bpm=170))
    hill = fit_files.run(
        start=today - timedelta(days=1),
        speed_mps=[SPEED_MPS] * len(GRADES),
        heart_rate_bpm=RATES_BPM,
        altitude_m=altitudes(),
        cadence_rpm=CADENCE_RPM,
    )
    (folder / "hill.fit").write_bytes(hill)
    site.manage("import_folder", str(folder), "--runner", person["runner"])
    site.say_time_trials(person, hard_runs())
    return person


@pytest.fixture
def page(site, signed_in, runner):
    page = signed_in(runner)
    wait_for_critical_speed(page, site, runner)
    rows = of_api(page, site, f"sessions/?runner={runner['runner']}")["results"]
    (hill,) = [row for row in rows if row["file_name"] == "hill.fit"]
    go(page, f"{site.url}/sessions/{hill['id']}/")
    return page


def of_api(page, site, path):
    answer = page.request.get(f"{site.url}/api/v1/{path}")
    assert answer.ok, answer.text()
    return answer.json()


def wait_for_critical_speed(page, site, runner):
    """Until the analysis that follows the import is over."""
    for _ in range(120):
        jobs = of_api(page, site, "jobs/")["results"]
        if all(job["status"] in {"completed", "failed"} for job in jobs):
            return
        page.wait_for_timeout(500)
    raise AssertionError("the analysis is not over")


def critical_speed(page, site, runner):
    value = of_api(page, site, f"runners/{runner['runner']}/critical-speed/")
    used = [point for point in value["points"] if point["used"]]
    return FORMULAS["cs_fit"]([one["distance_m"] for one in used], [one["time_s"] for one in used])


def text_of(page, name):
    return re.sub(r"\s+", " ", page.locator(f"[data-name={name}]").inner_text()).strip()


def number_of(page, name):
    return float(
        re.match(rf"[+{MINUS}]?[\d.,]+", text_of(page, name))[0].replace(MINUS, "-").replace(",", "")
    )


def seconds_of(clock):
    found = re.search(r"(?:(\d+):)?(\d+):(\d\d)", clock)
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def tile_note(page, name):
    return page.locator(".tile", has=page.locator(f"[data-name={name}]")).inner_text()


def graded():
    return [FORMULAS["graded_speed"](SPEED_MPS, grade) for grade in GRADES]


def test_distance_times_and_paces(page):
    assert number_of(page, "distance_m") == pytest.approx(SPEED_MPS * len(GRADES) / 1000, abs=0.006)
    assert seconds_of(text_of(page, "moving_time_s")) == pytest.approx(len(GRADES), abs=2)
    assert seconds_of(text_of(page, "avg_speed_mps")) == pytest.approx(1000 / SPEED_MPS, abs=1)
    mean = sum(graded()) / len(GRADES)
    assert seconds_of(text_of(page, "graded_speed_mps")) == pytest.approx(1000 / mean, abs=2)
    weighted = FORMULAS["normalized_speed"]([[speed, 1] for speed in graded()])
    assert seconds_of(tile_note(page, "graded_speed_mps").split("weighted")[1]) == pytest.approx(
        1000 / weighted, abs=2
    )


def test_heart_rate_climb_and_cadence(page):
    assert number_of(page, "avg_heart_rate_bpm") == pytest.approx(sum(RATES_BPM) / len(RATES_BPM), abs=0.6)
    assert f"highest {max(RATES_BPM)}" in tile_note(page, "avg_heart_rate_bpm")
    climb = FORMULAS["elevation"](altitudes(), 5)
    assert number_of(page, "ascent_m") == pytest.approx(climb["gain"], abs=1)
    assert f"descent {round(climb['loss'])}" in tile_note(page, "ascent_m")
    assert number_of(page, "avg_cadence_spm") == FORMULAS["steps_per_minute"](CADENCE_RPM, 0)


def test_load_intensity_and_drift(page, site, runner):
    cs = critical_speed(page, site, runner)["cs"]
    weighted = FORMULAS["normalized_speed"]([[speed, 1] for speed in graded()])
    assert number_of(page, "rtss") == pytest.approx(FORMULAS["rtss"](len(GRADES), weighted, cs), abs=1.5)
    intensity = float(re.search(r"intensity (\d\.\d\d)", tile_note(page, "rtss"))[1])
    assert intensity == pytest.approx(weighted / cs, abs=0.011)
    used = graded()[600:]
    rates = RATES_BPM[600:-1]
    half = len(used) // 2
    drift = FORMULAS["decoupling"](
        sum(used[:half]) / half,
        sum(rates[:half]) / half,
        sum(used[half:]) / (len(used) - half),
        sum(rates[half:]) / (len(rates) - half),
    )
    assert number_of(page, "decoupling_percent") == pytest.approx(drift, abs=0.3)


def test_time_in_heart_rate_zones(page):
    zones = FORMULAS["hr_zone_seconds"](
        [[rate, 1] for rate in RATES_BPM[1:]], FORMULAS["hunt_hrmax"](DEFAULT_AGE_YEARS)
    )["zones"]
    page.get_by_role("tab", name="Zones").click()
    rows = page.locator("#panel-zones .zone-row").all()[:5]
    shown = [seconds_of(row.inner_text()) for row in rows]
    assert shown == pytest.approx(zones, abs=2)


def test_w_prime_left_at_the_lowest(page, site, runner):
    line = critical_speed(page, site, runner)
    balance = FORMULAS["d_prime_balance"]([[speed, 1] for speed in graded()], line["cs"], line["d_prime"])
    page.get_by_role("tab", name="W′ balance").click()
    shown = page.locator("#panel-balance, [aria-labelledby=tab-balance]").first.inner_text()
    lowest = float(re.search(r"Lowest W′ left\s+([\d.]+)", shown)[1])
    assert lowest == pytest.approx(balance["lowest"], abs=2)
