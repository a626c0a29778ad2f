"""Words of rooms without Django are known to translators, each as it is said inside a line."""

from __future__ import annotations

from training.pages.translated_words import WORDS, translated
from training.planning.library import PURPOSES
from training.planning.shorthand import parse
from training.planning.step_lines import EFFORTS, StepGroup, step_lines
from training.planning.steps import resolve
from training.planning.zones import LETTERS, Paces

PACES = Paces(cs_mps=4.0, d_prime_m=200.0, goal_speed_mps=3.9)
LETTERS_ALONE = "; ".join(f"10m {letter}" for letter in LETTERS)
ENDS = "lap E; hr<120 R; hr>150 E; 6m 70-90% ramp; 10m RPE6; 20m free"


def in_brackets(words):
    return f"[{words}]"


def lines_of(shorthand, say):
    return step_lines(resolve(parse(shorthand), PACES), say)


def names(lines):
    for line in lines:
        yield from names(line.lines) if isinstance(line, StepGroup) else (line.name,)


def test_every_word_that_steps_are_told_in_stands_in_the_table():
    asked = []
    for letter in LETTERS:
        lines_of(
            f"15m {letter}; 3m V; {ENDS}; {LETTERS_ALONE}; 10m {letter}",
            lambda words: asked.append(words) or words,
        )
    assert set(asked) <= WORDS
    assert "until the heart rate is below {bpm}" in asked


def test_what_efforts_and_workouts_are_for_stands_in_the_table():
    assert {effort.name for effort in EFFORTS.values()} < WORDS
    assert {effort.feel for effort in EFFORTS.values()} < WORDS
    assert set(PURPOSES.values()) < WORDS


def test_each_word_of_a_step_is_said_by_itself_and_small_inside_the_line():
    lines = lines_of("15m E; 5x(3m V, 2m R); 10m RPE6; 6m 70-90% ramp; 10m E", in_brackets)
    assert list(names(lines)) == [
        "[Warm-up], [easy]", "[Fast]", "[Recovery]", "[Effort 6 of 10]", "[Getting faster]", "[Cool-down], [easy]",
    ]  # fmt: skip


def test_what_a_coach_typed_is_not_looked_up():
    assert translated("Hill by the mill") == "Hill by the mill"
