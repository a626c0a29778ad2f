"""The API's own description: the committed schema, its pages under our policy, and examples that run."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
import schemathesis
import yaml
from django.test import Client

from runlab_site.accounts.models import SCOPES, ApiKey
from runlab_site.api.docs import openapi_document
from tests import fit_files
from tests.conftest import BASE_DIR

pytestmark = pytest.mark.django_db

COMMITTED = BASE_DIR / "docs" / "openapi.yaml"
PAGE = BASE_DIR / "docs" / "api.md"
EXAMPLES = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)


def plain(document: dict) -> dict:
    return yaml.safe_load(yaml.safe_dump(document, sort_keys=True, allow_unicode=True, width=120))


def test_the_committed_schema_is_what_the_code_describes():
    """RUNLAB_WRITE_OPENAPI=1 writes it anew; look at what changed: v1 only grows."""
    described = plain(openapi_document())
    if os.environ.get("RUNLAB_WRITE_OPENAPI"):
        COMMITTED.write_text(yaml.safe_dump(described, sort_keys=True, allow_unicode=True, width=120))
    assert yaml.safe_load(COMMITTED.read_text()) == described


def test_the_schema_describes_itself_without_a_warning(capsys):
    openapi_document()
    assert "Warning" not in capsys.readouterr().err


def test_the_schema_is_openapi_31_that_a_client_can_load():
    document = plain(openapi_document())
    assert document["openapi"].startswith("3.1")
    schema = schemathesis.openapi.from_dict(document)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())


def test_every_operation_says_what_it_does_which_scope_it_needs_and_how_it_refuses():
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            scopes = [names for one in operation["security"] for key, names in one.items() if key == "ApiKey"]
            assert scopes, (method, path)
            assert set(scopes[0]) <= set(SCOPES), (method, path)
            assert {"400", "401", "403", "404", "429"} <= set(operation["responses"]), (method, path)


def test_the_schema_is_served_to_everybody():
    answer = Client().get("/api/schema/?format=json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Runlab API"


def test_the_pages_have_no_inline_script_or_style_and_nothing_of_others():
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r'(?:src|href)="https?:', page)
    script = re.search(r'src="(/api/docs/\?script=?)"', page)
    assert script
    code = Client().get(script[1])
    assert code["Content-Type"].startswith("application/javascript")
    assert b"/api/schema/" in code.content


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: re.sub(r"\W+", "-", text[:60]))
def test_the_examples_of_the_page_run(people, port, run_of, tmp_path, example):
    session = run_of(people.runner, "before.fit", seconds=600, start=fit_files.START.replace(day=1))
    (tmp_path / "morning.fit").write_bytes(fit_files.run(seconds=600))
    _, key = ApiKey.issue(people.coach, "examples", list(SCOPES))
    variables = {
        "RUNLAB": f"http://127.0.0.1:{port}",
        "KEY": key,
        "RUNNER": people.runner.pk,
        "SESSION": session.pk,
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example],
        cwd=tmp_path,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() or any(tmp_path.glob("*.parquet"))
