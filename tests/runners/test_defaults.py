from dataclasses import replace
from datetime import date

from runners.defaults import (
    PERSONAL_BEST_DISTANCES_M,
    WEEKLY_LOAD_RANGES,
    heart_rate_bounds,
    personal_bests,
    weekly_load_range,
)
from runners.models import Runner
from runners.pages.profile.forms import RunnerForm
from runners.physiology.contradictions import dominated_distances
from runners.physiology.vdot import vdot
from runners.stored.physiology_of_day import physiology_on


def test_the_default_bests_are_eleven_of_one_level_and_say_that_they_are_defaults():
    bests = personal_bests()
    assert tuple(best.distance_m for best in bests) == PERSONAL_BEST_DISTANCES_M
    assert len(bests) == 11
    assert all(abs(vdot(best.distance_m, best.time_s) - 30) < 1e-9 for best in bests)
    assert all(best.is_default for best in bests)


def test_no_pair_of_default_bests_contradicts():
    assert dominated_distances([(best.distance_m, best.time_s) for best in personal_bests()]) == []


def test_each_fitness_has_its_range_of_weekly_load():
    found = [weekly_load_range(ctl).high_rtss for ctl in (0, 19.9, 20, 44, 45, 74, 75, 200)]
    assert found == [200, 200, 400, 400, 650, 650, 900, 900]
    assert all(one.low_rtss < one.high_rtss for one in WEEKLY_LOAD_RANGES)


def test_the_default_heart_rate_zones_follow_hunt_at_35():
    assert heart_rate_bounds().uppers_bpm[-1] == 211 - 0.64 * 35


def test_the_default_age_is_the_one_of_the_settings(settings):
    settings.CONFIG = replace(settings.CONFIG, default_age_years=50)
    assert heart_rate_bounds().uppers_bpm[-1] == 211 - 0.64 * 50
    known = physiology_on(Runner(name="Ada Quick"), date(2026, 5, 3), [])
    assert (known.age_years, known.age_is_default) == (50, True)
    assert known.max_heart_rate.bpm == 211 - 0.64 * 50
    assert "age 50 is assumed" in RunnerForm().fields["birth_date"].help_text
