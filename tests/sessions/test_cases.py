"""The recordings of ../shared/cases through the API: every figure lies in the range that index.csv gives."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from tests.conftest import SHARED_DIR
from tests.jobs import work_off_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.corpus]

CASES = SHARED_DIR / "cases"


def cases() -> list[Any]:
    index = CASES / "index.csv"
    if not index.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"No cases at {index}"))]
    rows = csv.DictReader(index.read_text().splitlines())
    return [pytest.param(row, id=row["case"]) for row in rows]


class Uploaded:
    """What the API says after the files of a case were uploaded one after another to a runner of its own."""

    def __init__(self, files: list[str]) -> None:
        user = User.objects.create_user("runner@example.com", name="Runner")
        create_minimal_runner_for_user(user)
        self.client = APIClient()
        self.client.force_login(user)
        self.uploads = [self._upload(f"{name}.fit") for name in files]
        self.sessions = self._get("/api/v1/sessions/")["results"]

    def _upload(self, name: str) -> dict[str, Any]:
        file = SimpleUploadedFile(name, (CASES / name).read_bytes())
        answer = self.client.post("/api/v1/uploads/", {"files": [file]}, format="multipart")
        work_off_jobs()
        return self._get(f"/api/v1/uploads/{answer.json()['upload']}/")

    def _get(self, url: str) -> Any:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.content)
        return answer.json()

    def session(self, sport: str | None = None) -> dict[str, Any]:
        """The only session, or that of a sport."""
        (found,) = [one for one in self.sessions if sport is None or one["sport"] == sport]
        return self._get(f"/api/v1/sessions/{found['id']}/")

    def under(self, part: str) -> Any:
        """statistics/, laps/ or best-efforts/ of the session."""
        found = self._get(f"/api/v1/sessions/{self.session()['id']}/{part}/")
        return found["results"] if isinstance(found, dict) and "results" in found else found

    def value(self, field: str) -> Any:
        """The value of session.FIELD, statistics.FIELD or SPORT.FIELD."""
        where, name = field.split(".")
        if where == "statistics":
            return self.under("statistics")[name]
        return self.session(None if where == "session" else where)[name]


def holds(rule: str, uploaded: Uploaded) -> bool:
    """Whether a rule of the README of cases holds."""
    kind, *rest = rule.split(":")
    judges = {
        "best": _has_best,
        "no_best": _has_no_best,
        "no_warning": lambda text: not any(text in said for said in uploaded.session()["warnings"]),
        "laps_offset": lambda *ends: all(
            within(lap["start_offset_s"], *ends) for lap in uploaded.under("laps")
        ),
        "second_held": lambda: is_second_held(uploaded),
        "present": lambda field: uploaded.value(field) is not None,
        "ratio": lambda fields, *ends: within(quotient(uploaded, fields), *ends),
        "session.start_time": lambda *parts: is_near(uploaded.value("session.start_time"), *parts),
        "session.sport": lambda sport: uploaded.session()["sport"] == sport,
    }
    if kind in {"best", "no_best"}:
        return judges[kind](uploaded, *rest)
    if kind in judges:
        return judges[kind](*rest)
    return is_in_range(uploaded.value(kind), *rest)


def is_in_range(value: float | None, *ends: str) -> bool:
    if ends[0].startswith("null|"):
        return value is None or within(value, ends[0].removeprefix("null|"), ends[1])
    return within(value, *ends)


def within(value: float | None, low: str, high: str) -> bool:
    return value is not None and float(low) <= value <= float(high)


def quotient(uploaded: Uploaded, fields: str) -> float:
    one, other = map(uploaded.value, fields.split("/"))
    return one / other


def is_near(moment: str, *parts: str) -> bool:
    wanted = datetime.fromisoformat(":".join(parts[:-1]))
    return abs((datetime.fromisoformat(moment) - wanted).total_seconds()) <= float(parts[-1])


def _has_best(uploaded: Uploaded, metres: str, low: str, high: str) -> bool:
    efforts = [one for one in uploaded.under("best-efforts") if one["distance_m"] == float(metres)]
    return any(within(one["time_s"], low, high) for one in efforts)


def _has_no_best(uploaded: Uploaded, metres: str) -> bool:
    efforts = [one for one in uploaded.under("best-efforts") if one["distance_m"] == float(metres)]
    return not any(one["is_personal_best"] for one in efforts)


def is_second_held(uploaded: Uploaded) -> bool:
    (file,) = uploaded.uploads[1]["files"]
    return file["status"] == "duplicate" or any("overlap" in text for text in file["warnings"])


@pytest.mark.parametrize("case", cases())
def test_every_figure_of_a_case_lies_in_its_range(case):
    uploaded = Uploaded(case["case"].split("+"))
    failed = [rule for rule in case["expected"].split(";") if not holds(rule, uploaded)]
    assert not failed, [(rule, uploaded.sessions) for rule in failed]
