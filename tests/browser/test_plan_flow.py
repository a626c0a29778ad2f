"""A coach's way with a plan, and the athlete's, in a real browser."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import fitdecode
import icalendar
import pytest

from scripts.page_walk import go, settle
from tests.browser.steps import MADE, PHONE_PX, make_plan, overhang_px, press, serious_on, wait_for_analysis

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def athlete(site):
    """An athlete of the coach with weeks of runs and a Critical Speed from them; only this file plans."""
    return site.athlete


def downloaded(page, link):
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def headings(page):
    page.get_by_role("button", name="View as table").click()
    return page.locator("#plan-table th[scope=col]").all_inner_texts()


def test_a_coach_makes_compares_publishes_undoes_and_downloads_and_the_athlete_follows(
    site, signed_in, athlete
):
    coach, theirs, runner = signed_in(site.coach), signed_in(athlete), athlete["runner"]
    wait_for_analysis(theirs, site)
    make_plan(coach, site, runner)
    plan_url = coach.url

    # The candidates on one chart: load, fitness and form of each; what each gives up; why each workout.
    shown = headings(coach)
    candidates = sum(text.startswith("Load: ") for text in shown)
    assert candidates >= 1
    assert sum(text.startswith(("Fitness: ", "Form: ")) for text in shown) == 2 * candidates
    assert coach.locator("[data-chart] canvas").count() == 3
    if candidates == 1:  # no other way to train differs on enough days: the page says so
        assert coach.get_by_text("There is one plan to choose").first.is_visible()
    else:
        assert coach.get_by_text("Gives up:").first.is_visible()
        press(coach, "Take this one")
    workout = coach.locator("details.plan-workout").first
    workout.locator("summary").click()
    assert workout.locator(".plan-why li").first.is_visible()

    # The athlete sees nothing until it is published, and nothing again once that is undone.
    go(theirs, f"{site.url}/runners/{runner}/plan/")
    assert theirs.get_by_text("No plan yet").first.is_visible()
    press(coach, "Publish")
    assert coach.get_by_text("Published", exact=True).is_visible()
    press(coach, "Undo")
    assert coach.get_by_text("Draft", exact=True).is_visible()
    press(coach, "Publish")

    # Files for the watch and the calendar.
    workout = coach.locator("details.plan-workout").first
    workout.locator("summary").click()
    data = downloaded(coach, workout.get_by_role("link", name="FIT for the watch"))
    with fitdecode.FitReader(data) as reader:
        assert any(getattr(frame, "name", "") == "workout_step" for frame in reader)
    calendar = icalendar.Calendar.from_ical(downloaded(coach, coach.get_by_role("link", name="Calendar")))
    assert len(calendar.walk("VEVENT")) > 20
    assert downloaded(coach, coach.get_by_role("link", name="FIT files of the week").first)[:2] == b"PK"

    # Today's workout and the weeks ahead.
    go(theirs, f"{site.url}/runners/{runner}/")
    assert theirs.get_by_role("heading", name="Today's workout").is_visible()
    theirs.get_by_role("link", name="The weeks ahead").click()
    settle(theirs)
    assert theirs.get_by_role("heading", name="Week 2").is_visible()
    assert theirs.get_by_role("link", name="Change").count() == 0

    # A change is seen in the differences first, and by the athlete once it is published.
    go(coach, plan_url)
    workout = coach.locator("details.plan-workout").nth(3)
    workout.locator("summary").click()
    workout.get_by_role("link", name="Change").click()
    coach.get_by_label("Steps").fill("33m E")
    coach.get_by_label("Name").fill("Thirty-three")
    coach.get_by_role("button", name="Rewrite").click()
    coach.wait_for_url(MADE)
    assert coach.get_by_text("Race time by the forecast").first.is_visible()
    coach.get_by_role("link", name="1 day changed since it was published").click()
    settle(coach)
    assert coach.get_by_text("Thirty-three").is_visible()
    assert coach.get_by_role("rowheader", name="As changed").is_visible()
    theirs.reload()
    assert theirs.get_by_text("Thirty-three").count() == 0
    press(coach, "Publish")
    theirs.reload()
    assert theirs.get_by_text("Thirty-three").first.is_visible()
    assert coach.problems == []
    assert theirs.problems == []


def test_what_was_done_stands_in_the_athletes_plan(site, signed_in, athlete):
    """A run of the plan's day is paired with its workout when it comes in."""
    coach, theirs, runner = signed_in(site.coach), signed_in(athlete), athlete["runner"]
    wait_for_analysis(theirs, site)
    make_plan(coach, site, runner)
    press(coach, "Publish")
    days = coach.request.get(f"{site.url}/api/v1/plans/{coach.url.rstrip('/').rsplit('/')[-1]}/days/").json()
    due = next(
        row for row in days["results"] if row["id"] and row["day"] < datetime.now(UTC).date().isoformat()
    )
    go(theirs, f"{site.url}/runners/{runner}/sessions/new/")
    token = next(one["value"] for one in theirs.context.cookies() if one["name"] == "csrftoken")
    typed = {
        "runner": runner,
        "start_time": f"{due['day']}T07:00:00Z",
        "sport": "running",
        "timer_time_s": due["target_time_s"],
        "distance_m": due["target_distance_m"],
    }
    answer = theirs.request.post(
        f"{site.url}/api/v1/sessions/", data=typed, headers={"X-CSRFToken": token, "Referer": site.url}
    )
    assert answer.status == 201, answer.text()
    for _ in range(60):
        go(theirs, f"{site.url}/runners/{runner}/plan/")
        if theirs.get_by_text("As planned, ").count():
            break
        theirs.wait_for_timeout(1000)
    theirs.get_by_text("behind", exact=False).first.click()
    assert theirs.get_by_text(re.compile("As planned, 100 %")).first.is_visible()
    # Others look at this athlete's runs, too.
    made = f"{site.url}/api/v1/sessions/{answer.json()['id']}/"
    assert theirs.request.delete(made, headers={"X-CSRFToken": token, "Referer": site.url}).status == 204
    assert theirs.problems == []


def test_a_workout_is_drawn_while_it_is_typed_and_a_mistake_is_named_with_its_column(site, signed_in):
    coach = signed_in(site.coach)
    go(coach, f"{site.url}/workouts/")
    assert coach.locator("svg.wp").count() >= 58
    coach.get_by_role("link", name="New workout").click()
    coach.get_by_label("Name").fill("Ladder")
    coach.get_by_label("Steps").fill("@5x(1km C,90s R)")
    coach.locator("#preview svg.wp").wait_for()
    assert coach.locator("#preview svg.wp rect").count() == 12
    coach.get_by_label("Steps").fill("@5x400 V")
    coach.locator("#preview .form-error").wait_for()
    assert "Column 4: expected" in coach.locator("#preview").inner_text()
    coach.get_by_label("Steps").fill("@{3..6}x(1km C,90s R)")
    coach.locator("#preview svg.wp").wait_for()
    coach.get_by_role("button", name="Save").click()
    coach.wait_for_url(re.compile(r"/workouts/[0-9a-f]{24}/"))
    small = coach.locator(".figures").inner_text()
    coach.get_by_label("Level").select_option("1")
    coach.get_by_role("button", name="Show").click()
    coach.wait_for_url(re.compile("level=1"))
    assert coach.locator(".figures").inner_text() != small
    data = downloaded(coach, coach.get_by_role("link", name="FIT for a watch"))
    with fitdecode.FitReader(data) as reader:
        frames = [f for f in reader if isinstance(f, fitdecode.FitDataMessage)]
    steps = [f for f in frames if f.name == "workout_step"]
    assert [f.get_value("duration_type") for f in steps][3] == "repeat_until_steps_cmplt"
    assert coach.problems == []


def test_the_pages_of_a_plan_pass_axe_and_fit_a_phone(site, signed_in, athlete):
    """With a followed plan, a change of it, a proposal and a template."""
    coach, runner = signed_in(site.coach), athlete["runner"]
    wait_for_analysis(coach, site)
    make_plan(coach, site, runner)
    press(coach, "Publish")
    plan_url = coach.url
    change_a_workout(coach)
    coach.get_by_label("Name").fill("Twelve weeks")
    press(coach, "Save")
    proposal_url = propose_a_later_race(coach, plan_url)
    go(coach, plan_url)
    workout_url = coach.locator(f"a[href*='{urlsplit(plan_url).path}workouts/']").first.get_attribute("href")
    pages = [
        plan_url,
        f"{plan_url}differences/",
        f"{site.url}{workout_url}",
        f"{plan_url}adapt/",
        proposal_url,
        f"{site.url}/runners/{runner}/plan/new/",
        f"{site.url}/plan-templates/",
        f"{site.url}/workouts/",
    ]
    found = {url: problems for url in pages if (problems := seen_on(coach, url))}
    theirs = signed_in(athlete)
    for url in (f"{site.url}/runners/{runner}/plan/", f"{site.url}/runners/{runner}/"):
        if problems := seen_on(theirs, url):
            found[f"athlete {url}"] = problems
    assert found == {}
    assert coach.problems == []


def change_a_workout(page):
    """The fourth gets other steps, not published yet."""
    workout = page.locator("details.plan-workout").nth(3)
    workout.locator("summary").click()
    workout.get_by_role("link", name="Change").click()
    page.get_by_label("Steps").fill("33m E")
    page.get_by_role("button", name="Rewrite").click()
    page.wait_for_url(MADE)
    settle(page)


def propose_a_later_race(page, plan_url):
    """The address of the proposal that a race a week later brings."""
    go(page, f"{plan_url}adapt/")
    later = date.fromisoformat(page.get_by_label("Race day").input_value()) + timedelta(days=7)
    page.get_by_label("Race day").fill(later.isoformat())
    page.get_by_role("button", name="Show the proposal").click()
    page.wait_for_url(re.compile("/proposals/"))
    return page.url


def seen_on(page, url):
    """What axe finds serious on a page, and how far it reaches beyond a phone's edge."""
    page.set_viewport_size({"width": 1440, "height": 900})
    assert go(page, url).status == 200
    problems = serious_on(page)
    page.set_viewport_size({"width": PHONE_PX, "height": 900})
    over = overhang_px(page)
    return [*problems, *([f"{over} px too wide"] if over > 0 else [])]
