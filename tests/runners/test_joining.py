"""An athlete with an account joins a coach by code, link or invitation, sees who sees what, and leaves at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runners.models import Invitation, Runner, Squad, SquadCode, SquadMember
from runners.selectors import visible_runners
from runners.services.invitations import invite_to_squad
from runners.services.joining import accept_offer, make_code, open_offer
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from runners.squads.coaches import coaches_of

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-odd-one"


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def coach(db):
    return User.objects.create_user("tom@example.org", PASSWORD, name="Tom Coach", is_coach=True)


@pytest.fixture
def squad(coach):
    return Squad.objects.create(coach=coach, name="Morning club")


@pytest.fixture
def runner(db):
    return create_minimal_runner_for_user(
        User.objects.create_user("ada@example.org", PASSWORD, name="Ada Quick")
    )


def signed_in(user, kind=Client):
    client = kind()
    client.force_login(user)
    return client


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("written", ["{0}", " {1} ", "{2}"])
def test_a_code_is_found_however_it_is_written(squad, written):
    code = make_code(squad)
    text = written.format(code.code, code.code.lower(), f"{code.code[:4]}-{code.code[4:]}")
    assert open_offer(text) == code


def test_a_code_ends_by_time_and_by_the_coach(squad):
    code = make_code(squad)
    SquadCode.objects.filter(pk=code.pk).update(expires_at=code.created_at - timedelta(seconds=1))
    assert open_offer(code.code) is None
    other = make_code(squad)
    other.delete()
    assert open_offer(other.code) is None


def test_a_code_lets_many_in_and_the_first_coach_stays_the_coach(squad, runner):
    first = User.objects.create_user("first@example.org", is_coach=True)
    join_squad_of(first, runner)
    code = make_code(squad)
    accept_offer(code, runner.user)
    accept_offer(code, User.objects.create_user("new@example.org", name="Newcomer"))
    assert squad.members.count() == 2
    assert Runner.objects.get(pk=runner.pk).coach_id == first.pk
    assert [one.name for one in coaches_of(Runner.objects.get(pk=runner.pk))] == ["first", "Tom Coach"]


def test_by_page_a_code_is_typed_on_the_profile_looked_at_and_accepted(squad, coach, runner):
    code, client = make_code(squad), signed_in(runner.user)
    profile = f"/runners/{runner.pk}/profile/"
    assert "Nobody but you" in text_of(client.get(profile))
    shown = client.post("/join/", {"code": f"{code.code[:4]} {code.code[4:]}".lower()}, follow=True)
    assert "Tom Coach invites you" in text_of(shown)
    assert "Check-ins, except those you mark as private" in shown.content.decode()
    assert not visible_runners(coach).exists()  # looking is not accepting
    done = client.post(f"/join/{code.code}/", {"answer": "accept"})
    assert done["Location"] == profile
    assert visible_runners(coach).get() == runner
    shown = text_of(client.get(profile))
    assert "Tom Coach" in shown
    assert "Coach since" in shown
    assert "Health data" in shown


def test_declining_shares_nothing_and_ends_an_invitation_but_no_code(squad, coach, runner):
    client, code = signed_in(runner.user), make_code(squad)
    client.post(f"/join/{code.code}/", {"answer": "decline"})
    assert open_offer(code.code) == code
    _, token = invite_to_squad(squad, "ada@example.org")
    client.post(f"/join/{token}/", {"answer": "decline"})
    assert not Invitation.objects.exists()
    assert not visible_runners(coach).exists()


def test_the_link_of_an_invitation_serves_who_has_an_account_already(squad, runner):
    _, token = invite_to_squad(squad, "ada@example.org")
    client = signed_in(runner.user)
    assert client.get(f"/invitations/{token}/")["Location"] == f"/join/{token}/"
    client.post(f"/join/{token}/", {"answer": "accept"})
    assert squad.members.get().runner == runner
    assert "This code has ended" in text_of(client.get(f"/join/{token}/"))


def test_a_visitor_with_the_link_makes_an_account_and_is_asked_then(squad, settings):
    code, client = make_code(squad), Client()
    assert client.get(f"/join/{code.code}/")["Location"] == "/sign-up/"
    assert "Tom Coach invites you" in text_of(client.get("/sign-up/"))
    typed = {
        "name": "Nina", "email": "nina@example.org", "password": PASSWORD, "time_zone": "UTC", "units": "km",
    }  # fmt: skip
    assert client.post("/sign-up/", typed)["Location"] == f"/join/{code.code}/"
    assert not squad.members.exists()
    client.post(f"/join/{code.code}/", {"answer": "accept"})
    assert squad.members.get().runner.name == "Nina"


def test_leaving_ends_the_coachs_rights_at_once(squad, coach, runner):
    accept_offer(make_code(squad), runner.user)
    by_coach, today = signed_in(coach), f"/runners/{runner.pk}/profile/"
    assert by_coach.get(today).status_code == 200
    leave = f"/runners/{runner.pk}/coaches/{coach.pk}/leave/"
    assert by_coach.post(leave).status_code == 403
    assert "sees nothing of yours any more" in text_of(signed_in(runner.user).post(leave, follow=True))
    assert by_coach.get(today).status_code == 404
    assert signed_in(runner.user).post(leave).status_code == 404


def test_a_coach_makes_and_withdraws_codes_and_lets_athletes_plan(squad, coach, runner):
    client = signed_in(coach)
    client.post(f"/squads/{squad.pk}/codes/")
    code = squad.codes.get()
    accept_offer(code, runner.user)
    shown = text_of(client.get("/squads/"))
    assert code.code in shown
    assert f"/join/{code.code}/" in shown
    member = f"/squads/{squad.pk}/members/{runner.pk}/"
    assert "Ada Quick makes plans too" in text_of(client.post(member, {"do": "allow"}, follow=True))
    assert SquadMember.objects.get().athlete_may_plan
    client.post(member, {"do": "forbid"})
    assert not SquadMember.objects.get().athlete_may_plan
    client.post(f"/squads/{squad.pk}/codes/{code.pk}/withdraw/")
    assert open_offer(code.code) is None
    client.post(member, {"do": "remove"})
    assert not visible_runners(coach).exists()


def test_a_coach_without_a_squad_gets_one_with_the_first_code(coach):
    client = signed_in(coach)
    assert "Let your athletes in" in text_of(client.get("/squads/"))
    client.post("/squads/")
    assert Squad.objects.get(coach=coach).codes.count() == 1


def test_by_api_a_code_is_made_used_and_withdrawn(squad, coach, runner):
    by_coach, by_athlete = signed_in(coach, APIClient), signed_in(runner.user, APIClient)
    codes = f"/api/v1/squads/{squad.pk}/codes/"
    made = by_coach.post(codes)
    assert made.status_code == 201, made.content
    assert made.json()["url"].endswith(f"/join/{made.json()['code']}/")
    joined = by_athlete.post(f"/api/v1/invitations/{made.json()['code']}/accept/")
    assert joined.json() == {"runner": str(runner.pk), "squad": str(squad.pk)}
    assert by_coach.delete(made["Location"]).status_code == 204
    assert by_athlete.post(f"/api/v1/invitations/{made.json()['code']}/accept/").status_code == 404


def test_by_api_the_coach_allows_planning_and_the_athlete_leaves(squad, coach, runner):
    accept_offer(make_code(squad), runner.user)
    by_coach, by_athlete = signed_in(coach, APIClient), signed_in(runner.user, APIClient)
    url = f"/api/v1/squads/{squad.pk}/members/{runner.pk}/"
    assert by_athlete.patch(url, {"athlete_may_plan": True}, format="json").status_code == 403
    allowed = by_coach.patch(url, {"athlete_may_plan": True}, format="json")
    assert allowed.json()["athlete_may_plan"] is True
    other = create_minimal_runner_for_user(User.objects.create_user("other@example.org"))
    accept_offer(make_code(squad), other.user)
    assert by_athlete.delete(url.replace(runner.pk, other.pk)).status_code == 404
    assert by_athlete.delete(url).status_code == 204
    assert by_coach.get(f"/api/v1/runners/{runner.pk}/").status_code == 404
    assert by_athlete.get(f"/api/v1/runners/{runner.pk}/").json()["coaches"] == []
