"""Every template loads the tags that it uses."""

from __future__ import annotations

from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def test_every_template_compiles():
    wrong, names = {}, sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html"))
    for name in names:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            wrong[name] = str(error)
    assert len(names) > 100
    assert wrong == {}
