"""What came of a job, in one line."""

from datetime import UTC, datetime, timedelta

from runlab_site.jobs.outcome import job_pace, job_words
from runlab_site.models import BackgroundJob


def job(**fields):
    return BackgroundJob(**{"status": "completed", "message": "Done."} | fields)


def test_of_files_the_outcomes_are_counted_and_what_is_none_is_left_out():
    counts = {"received": 26, "processed": 9, "duplicate": 17, "rejected": 0}
    assert job_words(job(result={"counts": counts})) == "9 added, 17 you already have"


def test_of_an_analysis_the_new_bests_are_named_at_most_three():
    improved = [
        {"distance_m": metres, "before_s": None, "after_s": metres / 4} for metres in (400, 1000, 3000, 5000)
    ]
    assert (
        job_words(job(result={"improved": improved}))
        == "New best 400 m 1:40, 1 km 4:10, 3 km 12:30 and 1 more"
    )


def test_without_a_new_best_it_says_so():
    assert job_words(job(result={"improved": []})) == "No new best"


def test_while_it_runs_it_says_how_far_it_is():
    assert job_words(job(status="running", message="Reading a.fit")) == "Reading a.fit"


NOW = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)


def test_while_it_runs_it_says_how_fast_it_gets_on_and_how_long_it_will_take():
    begun = NOW - timedelta(minutes=2)
    assert (
        job_pace(job(status="running", progress_percent=25, started_at=begun), NOW)
        == "12 % a minute, 6:00 left"
    )


def test_of_what_has_hardly_begun_or_has_ended_nothing_is_foretold():
    begun = NOW - timedelta(minutes=2)
    assert job_pace(job(status="running", progress_percent=1, started_at=begun), NOW) == ""
    assert job_pace(job(status="pending", progress_percent=0, started_at=None), NOW) == ""
    assert job_pace(job(status="completed", progress_percent=100, started_at=begun), NOW) == ""
