import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.planning.notation import MILE_M, Amount, Repeat, Step, Target
from training.planning.plain_lines import parse_any
from training.planning.shorthand import LONGEST_WORKOUT_S, ShorthandError, _seconds, parse
from training.planning.shorthand_text import text_of
from training.planning.step_records import Target as StepTarget
from training.planning.steps import resolve, tree_of
from training.planning.zones import LETTERS, Paces

PACES = Paces(cs_mps=4.2, d_prime_m=180.0, goal_speed_mps=4.0, hr_max_bpm=186.0)

amounts = st.one_of(
    st.integers(1, 1800).map(lambda s: Amount("time", float(s))),
    st.integers(1, 250_000).map(lambda m: Amount("distance", float(m))),
    st.integers(1, 400).map(lambda tenths: Amount("distance", round(tenths / 10 * MILE_M, 3))),
    st.integers(60, 220).map(lambda bpm: Amount("hr_below", float(bpm))),
    st.integers(60, 220).map(lambda bpm: Amount("hr_above", float(bpm))),
    st.just(Amount("lap")),
)
ranges = st.tuples(st.integers(1, 150), st.integers(0, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
targets = st.one_of(
    st.sampled_from(LETTERS).map(lambda letter: Target("letter", letter=letter)),
    st.integers(1, 5).map(lambda zone: Target("hr_zone", low=zone, high=zone)),
    ranges.map(lambda r: Target("percent", low=r[0], high=r[1])),
    ranges.map(lambda r: Target("bpm", low=60 + r[0], high=60 + r[1])),
    ranges.map(lambda r: Target("pace_km", low=120 + r[0], high=120 + r[1])),
    ranges.map(lambda r: Target("pace_mi", low=240 + r[0], high=240 + r[1])),
    st.integers(1, 10).map(lambda effort: Target("rpe", low=effort, high=effort)),
    st.just(Target("free")),
)
cues = st.text(
    st.characters(codec="utf-8", categories=("L", "N"), include_characters=" -!'"), max_size=12
).map(str.strip)


@st.composite
def steps(draw):
    target = draw(targets)
    can_ramp = target.kind in ("percent", "pace_km", "pace_mi") or (
        target.kind == "letter" and target.letter not in "WK"
    )
    return Step(draw(amounts), target, draw(cues), ramp=can_ramp and draw(st.booleans()))


def repeats(children):
    return st.builds(Repeat, st.integers(1, 99), st.lists(children, min_size=1, max_size=3).map(tuple))


inner = st.one_of(steps(), repeats(steps()))
trees = (
    st.lists(st.one_of(steps(), repeats(inner)), min_size=1, max_size=5)
    .map(tuple)
    .filter(lambda tree: _seconds(tree) <= LONGEST_WORKOUT_S)
)


@given(trees)
def test_a_workout_written_as_shorthand_reads_back_as_the_same_workout(tree):
    assert parse(text_of(tree)) == tree


@given(trees)
def test_shorthand_goes_to_an_athletes_steps_and_back_unchanged(tree):
    text = text_of(tree)
    assert text_of(tree_of(resolve(parse(text), PACES))) == text


@given(st.text(alphabet="0123456789xmhskE T:;,()-/%@&<>hrlapfree\n", max_size=30))
def test_any_text_either_reads_or_says_where_and_what_was_expected(text):
    error = None
    try:
        tree = parse(text)
    except ShorthandError as caught:
        error = caught
    if error is None:
        assert parse(text_of(tree)) == tree
    else:
        assert 1 <= error.column <= len(text) + 1
        assert error.expected


@pytest.mark.parametrize(
    "text",
    [
        "40m E",
        "1h30m Z2HR",
        "2x(4x(400mtr V,60s R),3m R)",
        "10m 70-85% ramp",
        "20m 4:05-4:15/km",
        "hill:45s W",
        "30m 140-150bpm",
        "lap free",
        "hr<120 R",
        "8x(1m run,90s walk)",
        "20m RPE4",
        "6h E",
        "3x(100m E,5m K)",
        "30x(25m E,5m K)",
    ],
)
def test_the_examples_of_the_grammar_are_read(text):
    assert parse(text)


def test_a_frame_is_a_warm_up_and_a_cool_down():
    assert parse("@5x(1km C,90s R)") == parse("15m E;5x(1km C,90s R);10m E")
    assert parse("&4m T") == parse("10m E;4m T;5m E")


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("5x400 V", 3, "unit"),
        ("10m E;400 V", 10, "unit"),
        ("100x(1m T)", 1, "count of 1 to 99"),
        ("10m 85-70%", 5, "first figure is the lower"),
        ("10m Q", 5, "target"),
        ("2x(2x(2x(1m E)))", 7, "nest 2 deep"),
        ("4x(1m E", 8, "',' or ')'"),
        ("10m Z2HR ramp", 10, "a ramp needs a pace"),
        ("", 1, "amount"),
        ("5x400 V", 3, "5x(400mtr V)?"),
        ("5x(400m V)", 4, "400mtr?"),
        ("5x400", 3, "5x(400mtr V)?"),
        ("6x800m", 3, "6x(800mtr V)?"),
        ("8x200/200", 3, "8x(200mtr V)?"),
        ("5x(3km T,400 R)", 13, "400mtr?"),
        ("6x(200m V,1m R)", 4, "200mtr?"),
        ("2x(4x(200m V,60s R),3m R)", 7, "200mtr?"),
        ("7h E", 1, "6 h at most"),
        ("40x(40m E)", 1, "24 h at most"),
        ("10m RPE11", 5, "RPE1 to RPE10"),
        ("10m K ramp", 7, "a ramp needs a pace"),
    ],
)
def test_an_error_names_its_column_and_what_was_expected(text, column, expected):
    with pytest.raises(ShorthandError) as caught:
        parse(text)
    assert caught.value.column == column
    assert expected in caught.value.expected


def test_a_pace_is_not_taken_for_a_cue():
    (step,) = parse("tempo:20m 4:05/km")
    assert (step.cue, step.target) == ("tempo", Target("pace_km", low=245, high=245))


def test_the_plain_lines_of_intervals_icu_are_read():
    text = "Warmup\n- 10m 60-70% Pace\n\nMain set 4x\n- 1km 100% Pace\n- jog 2m Z2 HR\n\nCooldown\n- 10m ramp 60-70% Pace\n"
    assert text_of(parse_any(text)) == "10m 60-70%;4x(1km 100%,jog:2m Z2HR);10m 60-70% ramp"


def test_a_bad_plain_line_names_the_column_in_its_line():
    with pytest.raises(ShorthandError) as caught:
        parse_any("- 10m Purple")
    assert caught.value.column == 7


def test_a_cue_that_begins_like_a_repeat_is_a_cue():
    (repeat,) = parse("3x(2x:1m T)")
    assert repeat.parts[0].cue == "2x"


def test_run_and_walk_are_words_for_letters():
    assert parse("8x(1m run,90s walk)") == parse("8x(1m E,90s K)")


def test_walking_and_efforts_have_no_pace_and_count_as_they_should():
    walk, effort = resolve(parse("5m walk;20m RPE6"), PACES)
    assert walk.target == effort.target == StepTarget("none")
    assert (walk.planned_if, effort.planned_if) == (0.5, 0.86)
