import re
from xml.etree import ElementTree as ET

import pytest

from training.planning.profile_picture import LARGE, SMALL, profile_svg
from training.planning.shorthand import parse
from training.planning.steps import resolve
from training.planning.zones import Paces

PACES = Paces(cs_mps=4.0, d_prime_m=200.0)


def picture(text, size=SMALL, name="Name"):
    return profile_svg(name, resolve(parse(text), PACES), size)


def bars(svg):
    return ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}rect")  # noqa: S314 our own picture


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_picture_is_well_formed_has_a_bar_a_step_and_stays_inside(size):
    found = bars(picture("10m E;5x(3m V,2m R);10m E", size))
    assert len(found) == 12
    for bar in found:
        assert float(bar.get("x")) + float(bar.get("width")) <= size.width + 0.02
        assert 0 <= float(bar.get("y")) <= size.height


def test_widths_are_as_long_as_the_steps():
    short, long = bars(picture("10m E;30m E", LARGE))
    assert float(long.get("width")) == pytest.approx(3 * float(short.get("width")), abs=0.05)


def test_harder_steps_are_higher_and_of_another_class():
    easy, hard = bars(picture("10m E;10m V"))
    assert float(hard.get("y")) < float(easy.get("y"))
    assert (easy.get("class"), hard.get("class")) == ("wp-z2", "wp-z5")


def test_colours_are_classes_and_names_are_escaped():
    svg = picture("5m free", name='<script>"x"&')
    assert "style=" not in svg
    assert "<script>" not in svg
    assert ET.fromstring(svg).get("aria-label") == '<script>"x"&'  # noqa: S314 our own picture


def test_a_ramp_slopes_upwards():
    points = re.search(r'points="([^"]+)"', picture("10m 60-100% ramp"))[1].split()
    left_top, right_top = (float(points[n].split(",")[1]) for n in (1, 2))
    assert right_top < left_top
