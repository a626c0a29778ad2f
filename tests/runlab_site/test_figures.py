import pytest

from runlab_site.web import figures, sparklines


def test_a_duration_shows_hours_only_when_there_are_any():
    assert figures.duration(5025).value == "1:23:45"
    assert figures.duration(245).value == "4:05"
    assert figures.duration(18.4).value == "0:18"


def test_a_duration_never_shows_sixty_seconds():
    assert figures.duration(59.6).value == "1:00"
    assert figures.duration(3599.5).value == "1:00:00"


def test_a_pace_is_the_time_of_one_unit():
    assert str(figures.pace(1000 / 245)) == "4:05 /km"
    assert str(figures.pace(1609.344 / 400, "mi")) == "6:40 /mi"


def test_a_speed_is_told_by_the_hour():
    assert str(figures.speed(1000 / 245)) == "14.7 km/h"
    assert str(figures.speed(1609.344 / 400, "mi")) == "9.0 mph"


@pytest.mark.parametrize("speed", [None, 0, -1, 0.01])
def test_standing_still_has_no_pace(speed):
    assert figures.pace(speed) == figures.NOTHING


def test_a_distance_has_two_places_in_the_readers_unit():
    assert str(figures.distance(42195)) == "42.20 km"
    assert str(figures.distance(42195, "mi")) == "26.22 mi"
    assert str(figures.distance(0)) == "0.00 km"


def test_a_minus_is_a_true_minus_and_a_rounded_zero_has_none():
    assert figures.number(-7.2).value == "\u22127"
    assert figures.number(-0.2).value == "0"
    assert figures.signed(-4.1, "%", 1) == ("\u22124.1", "%")


def test_a_gain_has_its_plus_and_zero_has_no_sign():
    assert figures.signed(1.3, places=1).value == "+1.3"
    assert figures.signed(0.04, places=1).value == "0.0"


def test_halves_are_rounded_up_as_people_do():
    assert figures.number(88.5).value == "89"
    assert figures.number(-88.5).value == "\u221289"


def test_what_is_unknown_is_an_en_dash_not_zero():
    unknown = (figures.number(None), figures.duration(None), figures.distance(None), figures.climb(None))
    assert {figure.value for figure in unknown} == {"\u2013"}


@pytest.mark.parametrize(
    ("metres", "name"),
    [
        (400, "400 m"),
        (1000, "1 km"),
        (1500, "1500 m"),
        (1605.63, "1606 m"),
        (1609.344, "1 mile"),
        (5000, "5 km"),
        (18004.27, "18 km"),
        (21097.5, "Half marathon"),
        (42195, "Marathon"),
    ],
)
def test_a_race_distance_is_called_by_its_name(metres, name):
    assert figures.race_distance(metres) == name


def test_a_climb_is_in_feet_for_who_counts_in_miles():
    assert str(figures.climb(117)) == "117 m"
    assert str(figures.climb(100, "mi")) == "328 ft"


def test_a_file_size_is_in_powers_of_ten():
    assert str(figures.file_size(640_000)) == "640 kB"
    assert str(figures.file_size(1_200_000)) == "1.2 MB"
    assert str(figures.file_size(0)) == "0 kB"
    assert str(figures.file_size(12)) == "1 kB"


def test_a_sparkline_leaves_a_gap_where_a_value_is_missing():
    drawn = sparklines.shapes([1, 2, None, 3])
    assert drawn.count("M") == 2
    assert drawn.count("L") == 1


def test_a_sparkline_ends_in_a_dot_at_its_last_known_value():
    assert 'x1="93.0" x2="93.0" y1="3.0" y2="3.0"' in sparklines.shapes([0, 5, 10])
    assert sparklines.shapes([None, None]) == ""
