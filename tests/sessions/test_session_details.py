"""A session's summary and its heavy parts: two documents of one id that come, change and go together."""

from datetime import timedelta
from importlib import import_module

import bson
import pytest
from django.db import connection

from runlab_site.database import database
from runlab_site.mongo.packed import unpack
from runners.services.runner_service import create_runner_with_defaults
from sessions.models import SessionDetail, SessionStatistics
from sessions.services import scale_squad
from sessions.services.scale_squad import ScaleOrder
from tests.sessions.services.test_scale_squad import END

pytestmark = pytest.mark.django_db
PARTS = ("measured", "judged", "laps", "figures", "missing")
MOST_BYTES_OF_A_SUMMARY = 3072


@pytest.fixture
def session():
    scale_squad.seed(ScaleOrder(1, 2, 1, END, is_whole=True))
    return SessionStatistics.objects.get(fit__isnull=False)


def raw(name, session):
    return database.collection(name).find_one({"_id": bson.ObjectId(session.pk)})


def test_a_summary_is_small_and_its_parts_lie_apart(session):
    summary = raw("sessionStatistics", session)
    assert not set(PARTS) & set(summary)
    assert len(bson.encode(summary)) <= MOST_BYTES_OF_A_SUMMARY
    assert set(unpack(raw("sessionDetails", session)["content"])) == set(PARTS)


def test_a_list_of_sessions_reads_no_details(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [(one.name, one.best_efforts) for one in SessionStatistics.objects.all()]
    assert len(names) == 2
    one = SessionStatistics.objects.get(pk=session.pk)
    with django_assert_num_queries(1):
        assert one.figures["distance_m"]
        assert one.judged["load"]


def test_a_part_that_is_set_is_stored_with_the_session_and_the_others_stay(session):
    figures = session.figures
    changed = SessionStatistics.objects.get(pk=session.pk)
    changed.missing = {"ascent_m": "no altitude"}
    changed.save()
    again = SessionStatistics.objects.get(pk=session.pk)
    assert (again.missing, again.figures) == ({"ascent_m": "no altitude"}, figures)
    session.refresh_from_db()
    assert session.missing == {"ascent_m": "no altitude"}


def test_a_new_session_has_empty_parts(session):
    runner = create_runner_with_defaults(name="Ada", time_zone="UTC")
    new = SessionStatistics(runner=runner, start_time=session.start_time + timedelta(days=1))
    assert (new.figures, new.laps) == ({}, [])


@pytest.mark.parametrize("of_many", [True, False])
def test_a_session_that_is_deleted_takes_its_details_along(session, of_many):
    if of_many:
        SessionStatistics.objects.all().delete()
        assert not SessionDetail.objects.exists()
    else:
        session.delete()
        assert not SessionDetail.objects.filter(pk=session.pk).exists()


def test_the_migration_moves_what_lies_in_the_session_and_a_second_turn_changes_nothing(session):
    migration = import_module("sessions.migrations.0006_move_session_details")
    before = (raw("sessionStatistics", session), unpack(raw("sessionDetails", session)["content"]))
    with connection.schema_editor() as editor:
        migration.move_back(None, editor)
        database.collection("sessionDetails").delete_many({})
        database.collection("sessionStatistics").update_many(
            {}, {"$unset": {"work": "", "observed_max_heart_rate_bpm": ""}}
        )
        assert set(PARTS) <= set(raw("sessionStatistics", session))
        for _ in range(2):
            migration.move(None, editor)
            after = (raw("sessionStatistics", session), unpack(raw("sessionDetails", session)["content"]))
            assert after == before
