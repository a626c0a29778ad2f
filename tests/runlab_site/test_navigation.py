"""Where one may go: by role, and where one is."""

from runlab_site.web.navigation import Place, for_athlete, for_coach, runner_links

RUNNER = "0123456789abcdef01234567"
OTHER = "89abcdef0123456789abcdef"


def current(links):
    return [link.key for link in links if link.is_current]


def test_an_athlete_finds_the_seven_pages_of_running_and_no_jobs():
    links = for_athlete(RUNNER, Place("fitness", RUNNER)).items
    assert [link.key for link in links] == [
        "today",
        "plan",
        "sessions",
        "fitness",
        "critical_speed",
        "zones",
        "upload",
    ]
    assert current(links) == ["fitness"]


def test_a_phone_has_the_daily_pages_in_reach_of_an_athletes_thumb():
    phone = for_athlete(RUNNER, Place()).phone_items
    assert [link.key for link in phone] == ["today", "plan", "sessions", "fitness"]


def test_a_coach_finds_the_athletes_and_where_one_is_among_them():
    navigation = for_coach([(RUNNER, "Mara"), (OTHER, "Elif")], Place("today", OTHER))
    assert current(navigation.athletes) == [OTHER]
    assert current(navigation.items) == []


def test_the_admin_is_offered_only_to_who_may_open_it():
    assert "admin" not in [link.key for link in for_coach([], Place()).items]
    assert "admin" in [link.key for link in for_coach([], Place(), may_administer=True).items]


def test_the_style_guide_is_offered_to_administrators_and_no_tab_of_a_phone_is_spent_on_it():
    assert "styleguide" not in [link.key for link in for_coach([], Place(), may_administer=True).items]
    navigation = for_coach([], Place("styleguide"), is_administrator=True)
    assert current(navigation.items) == ["styleguide"]
    assert "styleguide" not in navigation.phone_keys


def test_a_coach_who_runs_finds_the_own_running():
    links = for_coach([], Place("today", RUNNER), own_runner_id=RUNNER).items
    assert current(links) == ["own"]


def test_every_link_of_a_runner_leads_to_that_runner():
    links = list(runner_links(RUNNER, Place()))
    assert links
    assert all(RUNNER in link.url for link in links)
