"""Each code that a room says has words in its app's catalogue, and no words are of a code that nobody says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from runlab_site.jobs.registry import handler_of, known_types, words_of
from runlab_site.jobs.words import WORDS as JOBS
from runners.physiology.words import WORDS as RUNNERS
from sessions.analysis.words import WORDS as SESSIONS
from training.planning.words import WORDS as TRAINING

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = {"runlab_site": JOBS, "runners": RUNNERS, "sessions": SESSIONS, "training": TRAINING}
HOLD_WORDS = {"words.py", "file_words.py", "rule_words.py"}


def said_in(app: str) -> tuple[set[str], set[str], set[str]]:
    """Codes given to `WORDS.say`, beginnings of those put together there, and every text in the app's own code."""
    codes, beginnings, texts = set[str](), set[str](), set[str]()
    for path in sorted((ROOT / app).rglob("*.py")):
        if path.name in HOLD_WORDS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("WORDS.say")):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant):
                codes.add(str(code.value))
            elif isinstance(code, ast.JoinedStr) and isinstance(code.values[0], ast.Constant):
                beginnings.add(str(code.values[0].value))
    return codes, beginnings, texts


@pytest.mark.parametrize("app", CATALOGUES)
def test_every_code_that_is_said_has_words(app):
    codes, beginnings, _ = said_in(app)
    assert codes
    assert codes - CATALOGUES[app].codes == set()
    for beginning in beginnings:
        assert any(code.startswith(beginning) for code in CATALOGUES[app].codes)


@pytest.mark.parametrize("app", CATALOGUES)
def test_every_code_with_words_is_said(app):
    _, beginnings, texts = said_in(app)
    unsaid = {code for code in CATALOGUES[app].codes if not code.startswith(tuple(beginnings) or "\0")}
    assert unsaid - texts == set()


@pytest.mark.parametrize("app", sorted(CATALOGUES.keys() - {"runlab_site"}))
def test_no_code_of_a_job_has_other_words_in_the_app_that_handles_it(app):
    assert JOBS.codes & CATALOGUES[app].codes == set()


@pytest.mark.parametrize("job_type", known_types())
def test_each_job_is_told_by_the_catalogue_of_the_app_that_handles_it(job_type):
    assert words_of(job_type) is CATALOGUES[handler_of(job_type).__module__.split(".", 1)[0]]
