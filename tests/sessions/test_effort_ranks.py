"""The place of a session's efforts among all of its runner's, by kept times and by reading: the same."""

import numpy as np
import pytest

from sessions.analysis.packed_times import pack_times, place_among
from sessions.models import EffortTimes, SessionStatistics
from sessions.selectors import effort_ranks
from sessions.services import scale_squad
from sessions.services.scale_squad import ScaleOrder
from tests.sessions.services.test_scale_squad import END


def test_the_place_of_a_time_is_one_more_than_the_number_of_lower_ones():
    times = [float(one) for one in np.round(np.random.default_rng(1).uniform(180, 400, 5000), 2)]
    packed = pack_times([*times, times[0]])
    for time_s in (*times[:50], 1.0, 999.0):
        assert place_among(packed, time_s) == 1 + sum(one < time_s for one in [*times, times[0]])
    assert len(packed) < 4 * len(times)


@pytest.mark.django_db
def test_kept_times_give_the_ranks_that_reading_every_session_gives():
    (runner,) = scale_squad.seed(ScaleOrder(1, 80, 1, END))
    sessions = list(SessionStatistics.objects.filter(runner=runner))
    kept = [effort_ranks(session) for session in sessions]
    EffortTimes.objects.all().delete()
    assert kept == [effort_ranks(session) for session in sessions]
    assert sorted(ranks[1000.0] for ranks in kept) == list(range(1, 81))


@pytest.mark.django_db
def test_ranks_read_one_document_a_distance_whatever_the_number_of_sessions(django_assert_num_queries):
    (runner,) = scale_squad.seed(ScaleOrder(1, 80, 1, END))
    session = SessionStatistics.objects.filter(runner=runner).latest("start_time")
    with django_assert_num_queries(1):
        assert effort_ranks(session)
    assert EffortTimes.objects.filter(runner=runner).count() == 5


@pytest.mark.django_db
def test_a_session_that_does_not_count_for_bests_has_no_rank():
    (runner,) = scale_squad.seed(ScaleOrder(1, 5, 1, END))
    session = SessionStatistics.objects.filter(runner=runner).first()
    session.excluded_from_bests = True
    assert effort_ranks(session) == {}
