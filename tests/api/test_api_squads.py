"""squads/ with members and invitations."""

from __future__ import annotations

import pytest

from runlab_site.accounts.models import User
from runners.models import Invitation, Runner, Squad, SquadMember

pytestmark = pytest.mark.django_db

SQUADS = "/api/v1/squads/"


def test_a_coach_makes_renames_and_deletes_squads(people, client_of):
    client = client_of(people.coach)
    made = client.post(SQUADS, {"name": "Trail"})
    assert made.status_code == 201, made.content
    assert made.json()["coach"] == people.coach.pk
    assert client.patch(made["Location"], {"name": "Mountains"}).json()["name"] == "Mountains"
    assert [one["name"] for one in client.get(SQUADS).json()["results"]] == ["Coach's squad", "Mountains"]
    assert client.delete(made["Location"]).status_code == 204
    assert client.get(made["Location"]).status_code == 404


def test_an_athlete_has_no_squads_and_makes_none(people, client_of):
    client = client_of(people.athlete)
    assert client.get(SQUADS).json()["results"] == []
    assert client.post(SQUADS, {"name": "Mine"}).status_code == 403


def test_who_leaves_the_last_squad_is_no_longer_seen(people, client_of):
    client = client_of(people.coach)
    squad = Squad.objects.get(coach=people.coach)
    members = f"{SQUADS}{squad.pk}/members/"
    assert [one["runner"] for one in client.get(members).json()["results"]] == [people.runner.pk]
    assert client.delete(f"{members}{people.runner.pk}/").status_code == 204
    assert client.get(f"/api/v1/runners/{people.runner.pk}/").status_code == 404
    assert client_of(people.athlete).get(f"/api/v1/runners/{people.runner.pk}/").status_code == 200


def test_who_is_in_another_squad_of_the_coach_stays_seen(people, client_of):
    client = client_of(people.coach)
    second = Squad.objects.create(coach=people.coach, name="Second")
    SquadMember.objects.create(squad=second, runner=people.runner)
    first = Squad.objects.exclude(pk=second.pk).get(coach=people.coach)
    assert client.delete(f"{SQUADS}{first.pk}/").status_code == 204
    assert client.get(f"/api/v1/runners/{people.runner.pk}/").json()["squads"] == [second.pk]
    assert client.delete(f"{SQUADS}{second.pk}/").status_code == 204
    assert client.get(f"/api/v1/runners/{people.runner.pk}/").status_code == 404


def invite(client, squad: Squad, **body) -> dict:
    answer = client.post(f"{SQUADS}{squad.pk}/invitations/", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_invitation_is_accepted_once_and_its_link_is_shown_once(people, client_of):
    coach = client_of(people.coach)
    squad = Squad.objects.create(coach=people.coach, name="Second")
    made = invite(coach, squad, email="New@Example.com")
    listed = coach.get(f"{SQUADS}{squad.pk}/invitations/").json()["results"]
    assert (listed[0]["email"], "token" in listed[0]) == ("new@example.com", False)
    assert made["token"] in made["url"]
    new = client_of(User.objects.create_user("new@example.com", name="New"))
    accept = f"/api/v1/invitations/{made['token']}/accept/"
    joined = new.post(accept)
    assert joined.status_code == 200, joined.content
    assert joined.json()["squad"] == squad.pk
    assert coach.get(f"/api/v1/runners/{joined.json()['runner']}/").json()["squads"] == [squad.pk]
    assert new.post(accept).status_code == 404


def test_the_invited_person_takes_over_the_profile_the_coach_made(people, client_of):
    coach = client_of(people.coach)
    profile = coach.post("/api/v1/runners/", {"name": "Clara"}).json()
    made = invite(
        coach, Squad.objects.get(coach=people.coach), email="clara@example.com", runner=profile["id"]
    )
    clara = User.objects.create_user("clara@example.com")
    assert (
        client_of(clara).post(f"/api/v1/invitations/{made['token']}/accept/").json()["runner"]
        == profile["id"]
    )
    assert Runner.objects.get(pk=profile["id"]).user_id == clara.pk


def test_an_athlete_with_a_profile_joins_with_it(people, client_of):
    coach = client_of(people.coach)
    profile = coach.post("/api/v1/runners/", {"name": "Double"}).json()
    made = invite(
        coach, Squad.objects.get(coach=people.coach), email="berta@example.com", runner=profile["id"]
    )
    joined = client_of(people.foreign_athlete).post(f"/api/v1/invitations/{made['token']}/accept/")
    assert joined.json()["runner"] == people.foreign_runner.pk
    assert Runner.objects.get(pk=people.foreign_runner.pk).coach_id == people.foreign_coach.pk


@pytest.mark.parametrize(
    "body", [{"email": "no address"}, {}, {"email": "a@example.com", "runner": "0" * 24}]
)
def test_an_invitation_that_cannot_be_is_400(people, client_of, body):
    squad = Squad.objects.get(coach=people.coach)
    assert client_of(people.coach).post(f"{SQUADS}{squad.pk}/invitations/", body).status_code == 400
    assert Invitation.objects.count() == 0


def test_someone_with_an_account_is_not_invited_to_take_over_a_profile(people, client_of):
    squad = Squad.objects.get(coach=people.coach)
    body = {"email": "anna@example.com", "runner": people.runner.pk}
    assert client_of(people.coach).post(f"{SQUADS}{squad.pk}/invitations/", body).status_code == 409


def test_a_withdrawn_invitation_is_worthless(people, client_of):
    coach, squad = client_of(people.coach), Squad.objects.get(coach=people.coach)
    made = invite(coach, squad, email="new@example.com")
    assert coach.delete(f"{SQUADS}{squad.pk}/invitations/{made['id']}/").status_code == 204
    new = client_of(User.objects.create_user("new@example.com"))
    assert new.post(f"/api/v1/invitations/{made['token']}/accept/").status_code == 404
