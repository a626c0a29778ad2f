"""The style guide shows every template component, each in some states, and asks no database for it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from runlab_site.accounts.models import User
from runlab_site.web.samples import all_samples, specimen, tokens
from runlab_site.web.styleguide import StyleguideView
from tests.house.test_template_directions import FILES, TEMPLATES

COMPONENTS = {str(file.relative_to(TEMPLATES)) for file in FILES if file.parent.name == "components"}
SAMPLES = list(enumerate(all_samples(), start=1))


@pytest.fixture
def request_of_an_administrator():
    request = RequestFactory().get("/styleguide/")
    request.user = User(pk="0" * 24, name="Ada Root", is_superuser=True, is_staff=True)
    return request


def test_every_component_has_a_sample_and_no_sample_is_of_something_else():
    assert {sample.template for _, sample in SAMPLES} == COMPONENTS


def test_no_state_of_a_component_is_named_twice():
    counts = Counter((sample.template, sample.state) for _, sample in SAMPLES)
    assert [pair for pair, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("number", "sample"), SAMPLES, ids=lambda one: getattr(one, "state", None))
def test_a_sample_renders_without_a_database_and_says_no_word_of_the_machine(
    number, sample, request_of_an_administrator
):
    html = specimen(sample, number, request_of_an_administrator)
    words = render_to_string(sample.template, dict(sample.context), request_of_an_administrator)
    assert not re.search(r"\b(None|nan|undefined)\b", re.sub(r"<[^>]*>", " ", words))
    assert bool(html.strip()) != sample.state.endswith("none")


def test_samples_on_one_page_share_no_id_and_lead_nowhere(request_of_an_administrator):
    page = "".join(specimen(sample, number, request_of_an_administrator) for number, sample in SAMPLES)
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert len(ids) > 20
    assert [name for name, count in ids.items() if count > 1] == []
    assert set(re.findall(r'<a\b[^>]*?\shref="([^"]*)"', page)) == {"#"}
    assert not re.search(r'\s(action|formaction|hx-post)="', page)
    references = set(re.findall(r'\s(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"', page))
    assert set(" ".join(references).split()) <= set(ids)
    modules = {file.stem for file in (TEMPLATES.parent / "static" / "js").glob("*.js")}
    assert {"comments", "plan_chart"} <= set(re.findall(r'\sdata-module="([^"]+)"', page)) <= modules


def test_the_page_shows_every_token_and_every_component(request_of_an_administrator):
    answer = StyleguideView.as_view()(request_of_an_administrator)
    context = answer.context_data
    assert {token.name for token in (*context["colours"], *context["sizes"])} == {
        token.name for token in tokens()
    }
    assert {"ink", "zone-5", "radius-card", "font"} <= {token.name for token in tokens()}
    assert [component.template for component in context["components"]] == sorted(COMPONENTS)
