"""Critical Speed, load, fitness, fatigue and form on the pages, against the formula book on the same files."""

from __future__ import annotations

import re

import pytest

from scripts.page_walk import go
from tests.browser.conftest import EASY_BEFORE_S, HARD_TIMES_S, hard_runs, history
from tests.formulas import FORMULAS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINUS = "\N{MINUS SIGN}"


def of_api(page, site, path):
    answer = page.request.get(f"{site.url}/api/v1/{path}")
    assert answer.ok, answer.text()
    return answer.json()


def text_of(page, name):
    return re.sub(r"\s+", " ", page.locator(f"[data-name={name}]").inner_text()).strip()


def number_of(page, name):
    return float(re.match(rf"[+{MINUS}]?[\d.]+", text_of(page, name))[0].replace(MINUS, "-"))


def track(speeds):
    distances = [0.0]
    for speed in speeds:
        distances.append(distances[-1] + speed)
    return list(range(len(distances))), distances


def test_critical_speed_and_w_prime_are_the_line_through_the_whole_bouts_of_the_time_trials(site, signed_in):
    page = signed_in(site.athlete)
    value = of_api(page, site, f"runners/{site.athlete['runner']}/critical-speed/")
    used = sorted((point for point in value["points"] if point["used"]), key=lambda point: point["time_s"])
    assert [point["time_s"] for point in used] == pytest.approx(HARD_TIMES_S, abs=0.05)
    for point, time_s in zip(used, HARD_TIMES_S, strict=True):
        _, distances = track(hard_runs()[f"hard-{time_s}.fit"])
        bout_m = distances[EASY_BEFORE_S + time_s] - distances[EASY_BEFORE_S]
        # A record's speed in these files is that of the second after it, so a bout may begin in the last easy second.
        begun_early_m = distances[EASY_BEFORE_S + time_s - 1] - distances[EASY_BEFORE_S - 1]
        assert begun_early_m - 0.05 <= point["distance_m"] <= bout_m + 0.05
    line = FORMULAS["cs_fit"]([point["distance_m"] for point in used], [point["time_s"] for point in used])
    go(page, f"{site.url}/runners/{site.athlete['runner']}/critical-speed/")
    seconds = round(1000 / line["cs"])
    assert text_of(page, "critical_speed").startswith(f"{seconds // 60}:{seconds % 60:02}")
    assert number_of(page, "w_prime") == round(line["d_prime"])


def test_fitness_fatigue_form_and_ramp_are_the_averages_of_the_loads(site, signed_in):
    page = signed_in(site.athlete)
    days = of_api(page, site, f"runners/{site.athlete['runner']}/history/?limit=4000")["results"]
    loads = [day["load_rtss"] for day in sorted(days, key=lambda day: day["day"])]
    assert sum(load > 0 for load in loads) >= len(history()) - 3  # some days have two runs
    go(page, f"{site.url}/runners/{site.athlete['runner']}/fitness/")
    assert number_of(page, "ctl") == round(FORMULAS["load_average"](loads, 42))
    assert number_of(page, "atl") == round(FORMULAS["load_average"](loads, 7))
    assert number_of(page, "tsb") == round(FORMULAS["tsb"](loads))
    assert number_of(page, "ramp") == pytest.approx(FORMULAS["ramp_rate"](loads), abs=0.051)


def test_the_load_of_a_run_is_that_of_its_weighted_speed_and_the_critical_speed_of_its_day(site, signed_in):
    page = signed_in(site.athlete)
    speeds = hard_runs()["hard-600.fit"]
    sessions = of_api(page, site, f"sessions/?runner={site.athlete['runner']}&limit=200")["results"]
    (session,) = [one for one in sessions if one["file_name"] == "hard-600.fit"]
    statistics = of_api(page, site, f"sessions/{session['id']}/statistics/")
    ngp = FORMULAS["normalized_speed"]([[speed, 1] for speed in speeds])
    assert statistics["normalized_graded_speed_mps"] == pytest.approx(ngp, rel=0.01)
    cs = ngp / statistics["intensity_factor"]
    load = FORMULAS["rtss"](len(speeds), statistics["normalized_graded_speed_mps"], cs)
    go(page, f"{site.url}/sessions/{session['id']}/")
    assert number_of(page, "rtss") == pytest.approx(load, abs=1)
