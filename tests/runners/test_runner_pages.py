"""What a runner's pages say: form and ramp in words, Critical Speed with its band, invitations."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.explanations.figures import find_why
from runners.explanations.popover import page_why
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.pages.critical_speed.context import CriticalSpeedPage
from runners.pages.critical_speed.log import pace_change_s
from runners.pages.fitness.context import form_word, ramp_state
from runners.physiology.training_load import SessionLoad
from runners.physiology.vdot import vdot_time
from runners.runner_history_processor import SportLoad, update_history
from runners.services import invitations
from runners.services.forecasts import RaceResult, update_forecasts
from runners.services.heart_rate_zones import ObservedRate, refresh_zones, update_observed_max
from runners.services.personal_best_rows import BestEffortOfSession
from runners.services.personal_bests import exclude_best, type_best, update_personal_bests
from runners.services.runner_service import create_minimal_runner_for_user
from runners.services.standings import facts_of_day, record_standing
from tests.fit_files import START
from tests.runners.fitted_model import update_model

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
    assert form_word(tsb) == word


def test_a_newcomer_is_warned_at_half_the_rise():
    assert ramp_state(3.0, days_count=400) == "ok"
    assert ramp_state(3.0, days_count=100) == "warn"
    assert ramp_state(4.5, days_count=100) == "bad"


def test_r_squared_never_prints_as_one():
    record = CriticalSpeedRecord(r2=0.99999, points=[], critical_speed_mps=4.0, w_prime_m=200)
    page = CriticalSpeedPage(record, None, [record], [], None)
    assert page.r2 == "0.9999"


def test_a_faster_speed_is_a_change_with_a_minus():
    # 4:10 to 4:05 the kilometre.
    change = pace_change_s(1000 / 245 - 1000 / 250, 1000 / 245, "km")
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


# Pages as they come from the server ---------------------------------------------------------------------


@pytest.fixture
def opened(db):
    """Opens a page of an athlete with sixty days of history: opened("fitness/") -> its HTML."""
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    runner = create_minimal_runner_for_user(user)
    loads = [
        SportLoad(
            SessionLoad(
                f"{n:024x}", START, DAY - timedelta(days=59 - n), 60.0 if n % 7 else None, n % 4 == 0
            ),
            "running",
        )
        for n in range(60)
        if n % 3
    ]
    update_history(runner, loads, date.min, DAY)
    client = Client()
    client.force_login(user)

    def page(path: str, **posted: str) -> str:
        url = f"/runners/{runner.pk}/{path}"
        answer = client.post(url, posted, follow=True) if posted else client.get(url)
        assert answer.status_code in {200, 422}, answer.content
        return answer.content.decode()

    page.runner = runner
    return page


def test_the_fitness_page_shows_monotony_strain_and_what_is_estimated_or_unknown_and_no_ratio(opened):
    html = opened("fitness/")
    for name in ("monotony", "strain", "estimated", "unknown"):
        assert f'data-name="{name}"' in html
    assert "Estimated load" in html
    assert "Load unknown" in html
    assert 'data-name="ratio"' not in html


def test_the_acute_chronic_ratio_is_shown_to_who_asks_and_is_no_alarm(opened):
    html = opened("fitness/?ratio=show")
    assert 'data-name="ratio"' in html
    assert "raises no alarm" in html
    alerts = facts_of_day(opened.runner, DAY).alerts
    assert not [one for one in alerts if "ratio" in one.code]


def test_the_fitness_page_says_why_there_is_no_forecast_and_no_fitted_model(opened):
    update_model(opened.runner, [])
    update_forecasts(opened.runner, [], DAY)
    html = opened(f"fitness/?distance_m=10000&race_day={DAY}")
    assert "Add a race or a test" in html
    assert "a race or a test of the last year" in html
    assert "The model needs 5 races or tests" in html
    assert "The default parameters of Morton 1990" in html


def test_forecasts_stand_side_by_side_with_their_range_and_the_fit_with_its_quality(opened):
    races = [
        RaceResult(
            f"{n:024x}", 5000.0, vdot_time(45.0 + n / 3, 5000.0), DAY - timedelta(days=50 - 8 * n), "race"
        )
        for n in range(6)
    ]
    update_model(opened.runner, races)
    update_forecasts(opened.runner, races, DAY)
    html = opened("fitness/")
    headings = re.findall(r'<th scope="col"\s+class="number">\s*([^<]+?)\s*</th>', html)
    for name in ("VDOT", "Riegel", "Cameron", "Critical Speed"):
        assert name in headings
    assert "Middle of the methods" in html
    assert "reconstructed from what was run by then" in html
    assert "left out one by one, races are foretold within" in html
    assert "why/race_time_10000m/" in html


@pytest.mark.parametrize(
    "figure",
    [
        "ctl",
        "atl",
        "tsb",
        "ramp",
        "monotony",
        "strain",
        "estimated_share",
        "max_heart_rate",
        "heart_rate_zones",
        "best_5000m",
    ],
)
def test_each_figure_has_its_why(opened, figure):
    html = opened(f"why/{figure}/")
    assert "<h2>Why" in html
    assert "Formula " in html


def test_a_day_that_nobody_knew_says_so_and_shows_what_is_computed_of_it_now(opened):
    record_standing(opened.runner, DAY)
    html = opened(f"fitness/as-known/?day={DAY - timedelta(days=5)}")
    assert "data-nothing-known" in html
    assert "Sessions known" in html
    assert "data-nothing-known" not in opened(f"fitness/as-known/?day={DAY}")
    assert "As known on that day" in opened("fitness/as-known/?day=nonsense")


def test_weeks_are_summed_up(opened):
    html = opened("fitness/summaries/?by=week")
    assert html.count('<th scope="row"') >= 8
    assert "unknown" in html
    assert html.count('<th scope="row"') > opened("fitness/summaries/?by=season").count('<th scope="row"')


def test_zones_follow_other_percentages_and_wrong_ones_are_refused(opened):
    percents = {f"zone_{n}_percent": str(value) for n, value in enumerate((65, 75, 85, 92, 100), start=1)}
    opened("zones/percents/", **percents)
    opened.runner.refresh_from_db()
    maximum = opened.runner.heart_rate_zones[-1]["to_bpm"]
    assert opened.runner.heart_rate_zones[0]["to_bpm"] == pytest.approx(0.65 * maximum, abs=0.1)
    assert "must end above where it begins" in opened(
        "zones/percents/", **percents | {"zone_2_percent": "60"}
    )


def test_bests_that_contradict_are_named_as_a_pair_and_an_excluded_one_stays_visible(opened):
    runner = opened.runner
    efforts = [
        BestEffortOfSession(1000.0, 300.0, 0.0, "a" * 24, START, DAY),
        BestEffortOfSession(5000.0, 1200.0, 0.0, "b" * 24, START, DAY),
        BestEffortOfSession(5000.0, 1100.0, 0.0, "c" * 24, START, DAY),
    ]
    exclude_best(runner, "c" * 24, 5000.0, DAY)
    type_best(runner, 10_000.0, 2500.0, DAY)
    update_personal_bests(runner, efforts)
    html = opened("zones/")
    assert "left out" in html
    assert "typed" in html
    assert html.count("best-contradiction") == 1
    contradiction = next(row["contradiction"] for row in runner.personal_bests if row["distance_m"] == 1000.0)
    assert "1000 m" in contradiction
    assert "5 km" in contradiction


def test_the_highest_heart_rate_seen_stands_beside_the_estimate_and_never_replaces_it(opened):
    runner = opened.runner
    update_observed_max(runner, [ObservedRate(191.0, DAY, "a" * 24), ObservedRate(203.0, DAY, "b" * 24)])
    refresh_zones(runner)
    html = opened("zones/")
    assert "203" in html
    assert "above the one in use" in html
    assert runner.max_heart_rate_bpm is None
    assert runner.heart_rate_zones[-1]["to_bpm"] == pytest.approx(211 - 0.64 * 35, abs=0.05)
