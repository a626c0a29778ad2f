"""A workout's steps as a runner reads them: how long, how hard in words, and the pace beside it."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from runlab_site.accounts.models import User
from training.planning.shorthand import parse
from training.planning.step_lines import EFFORTS, efforts_of, step_lines
from training.planning.steps import resolve
from training.planning.zones import LETTERS, Paces

PACES = Paces(cs_mps=4.0, d_prime_m=200.0, goal_speed_mps=3.9)


def lines_of(shorthand, paces=PACES):
    return step_lines(resolve(parse(shorthand), paces))


def read(shorthand, **person):
    template = Template('{% include "training/components/step_lines.html" %}')
    text = template.render(Context({"lines": lines_of(shorthand), "user": User(**person)}))
    return " ".join(Template("{{ text|striptags }}").render(Context({"text": text})).split())


def test_every_letter_of_the_shorthand_has_words():
    assert set(EFFORTS) == set(LETTERS)


def test_each_step_has_its_pace_and_a_repeat_stays_together():
    # Threshold is 0.92 to 0.96 of 4 m/s: 260.4 to 271.7 s a kilometre.
    said = read("15m E; 5x(1600mtr T, 90s R); 10m E")
    assert "15 min Warm-up, easy 5:13 – 5:57/km" in said
    assert "5 × 1.6km Threshold 4:20 – 4:32/km 90 s Recovery" in said
    assert "10 min Cool-down, easy" in said


def test_who_counts_in_miles_reads_paces_of_miles_and_the_track_in_metres():
    said = read("3km E; 8x(400mtr V, 200mtr R)", units="mi")
    assert "1.86mi Warm-up, easy 8:23 – 9:35/mi" in said
    assert "8 × 400m Fast 6:13 – 6:27/mi 200m Recovery" in said


def test_who_prefers_speed_reads_speed():
    assert "30 min Easy 11.5 – 10.1km/h" in read("30m E", pace_format="speed")


@pytest.mark.parametrize(
    ("shorthand", "words"),
    [
        ("1h30m E", "1 h 30 min Easy"),
        ("20m Z2HR", "20 min Heart-rate zone 2"),
        ("20m 140-150bpm", "20 min 140 – 150bpm"),
        ("10m RPE6", "10 min Effort 6 of 10"),
        ("20m free", "20 min As you like"),
        ("8x(1m E, 90s K)", "8 × 1 min Easy 5:13 – 5:57/km 90 s Walk"),
        ("6m 70-90% ramp", "6 min Getting faster 4:38 – 5:57/km"),
    ],
)
def test_what_has_no_pace_says_what_it_goes_by(shorthand, words):
    assert words in read(shorthand)


def test_only_the_efforts_that_stand_there_are_explained_slowest_first():
    assert [effort.letter for effort in efforts_of(lines_of("15m E; 5x(3m V, 2m R)"))] == ["R", "E", "V"]
