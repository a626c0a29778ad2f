"""What a runner's pages say: form and ramp in words, Critical Speed with its band, invitations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.pages import critical_speed, fitness
from runners.services import invitations
from runners.whys import find_why, page_why

DAY = date(2026, 11, 24)
TYPED = {
    "name": "Ines",
    "email": "ines@example.org",
    "password": "a-long-and-odd-one",
    "time_zone": "Europe/Oslo",
    "units": "km",
    "birth_date": None,
}


@pytest.mark.parametrize(
    ("tsb", "word"), [(12, "Fresh"), (0, "Balanced"), (-10.5, "Loaded"), (-25.1, "Deep fatigue")]
)
def test_form_is_said_in_a_word(tsb, word):
    assert fitness.form_word(tsb) == word


def test_a_newcomer_is_warned_at_half_the_rise():
    assert fitness.ramp_state(3.0, days_count=400) == "ok"
    assert fitness.ramp_state(3.0, days_count=100) == "warn"
    assert fitness.ramp_state(4.5, days_count=100) == "bad"


def test_r_squared_never_prints_as_one():
    record = CriticalSpeedRecord(r2=0.99999, points=[], critical_speed_mps=4.0, w_prime_m=200)
    page = critical_speed.CriticalSpeedPage(record, None, [record], [], None)
    assert page.r2 == "0.9999"


def test_a_faster_speed_is_a_change_with_a_minus():
    # 4:10 to 4:05 the kilometre.
    change = critical_speed.pace_change_s(1000 / 245 - 1000 / 250, 1000 / 245, "km")
    assert change == pytest.approx(-5)


@pytest.mark.django_db(transaction=True)
def test_the_weights_shown_by_a_why_give_the_figure_it_explains():
    runner = Runner.objects.create(name="Mara")
    common = {"runner": runner, "phase": "settled", "source": "sessions", "formula_version": "1", "tsb": 0}
    banister = {"banister_fitness": 0, "banister_fatigue": 0, "banister_performance": 0}
    yesterday, today = 40.0, 40.0 + (80 - 40) * (1 - 2.718281828459045 ** (-1 / 42))
    for number, (ctl, load) in enumerate(((yesterday, 0), (today, 80)), start=1):
        day = DAY + timedelta(days=number)
        RunnerHistory.objects.create(
            day=day, day_number=number, load_rtss=load, ctl=ctl, atl=ctl, **common, **banister
        )
    why = page_why(find_why(runner, DAY, "ctl"), "km")
    assert why.formula == "40.0 + (80.0 \u2212 40.0) × 0.0235 = 40.9"


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_used_once_and_hands_the_profile_over():
    coach = User.objects.create_user("tom@example.org", "a-long-and-odd-one", is_coach=True)
    runner = Runner.objects.create(name="Ines", coach=coach)
    invitation, token = invitations.invite_athlete(runner, "Ines@Example.org", coach)
    assert token not in str(vars(invitation))
    user = invitations.sign_up(TYPED, invitations.open_invitation(token))
    assert Runner.objects.get(pk=runner.pk).user_id == user.pk
    assert invitations.open_invitation(token) is None
    with pytest.raises(invitations.InvitationProblem):
        invitations.sign_up(TYPED | {"email": "second@example.org"}, invitation)
    assert not User.objects.filter(email="second@example.org").exists()


@pytest.mark.django_db(transaction=True)
def test_who_has_an_account_cannot_be_invited_again():
    coach = User.objects.create_user("tom@example.org", "a-long-and-odd-one", is_coach=True)
    runner = Runner.objects.create(name="Ines", user=coach)
    with pytest.raises(invitations.InvitationProblem, match="has an account"):
        invitations.invite_athlete(runner, "ines@example.org", coach)
