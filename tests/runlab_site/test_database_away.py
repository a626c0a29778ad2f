"""What a person reads while the database does not answer."""

from __future__ import annotations

import json

import pytest
from django.test import RequestFactory
from pymongo.errors import AutoReconnect, NotPrimaryError, OperationFailure

from runlab_site.api.errors import server_error

AWAY = (AutoReconnect("gone"), NotPrimaryError("elections"), OperationFailure("no space", 14031))


def answer_to(error: Exception, path: str):
    """What Django asks for while it handles an error that nothing caught."""
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_pages_say_that_it_will_be_back_in_a_moment(error):
    answer = answer_to(error, "/jobs/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Back in a moment" in answer.content.decode()


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_the_api_says_so_as_a_problem(error):
    answer = answer_to(error, "/api/v1/jobs/")
    assert (answer.status_code, json.loads(answer.content)["type"]) == (503, "/problems/unavailable")


def test_a_fault_of_ours_is_500():
    answer = answer_to(KeyError("x"), "/jobs/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
