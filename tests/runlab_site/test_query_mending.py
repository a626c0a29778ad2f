"""What the mended pipelines answer is what the backend's own answer, and an index can give it."""

from __future__ import annotations

import random

import django_mongodb_backend
import pytest
from django.apps import apps
from django.db import models
from django.db.models import F
from django_mongodb_backend.base import DatabaseWrapper
from django_mongodb_backend.query import MongoQuery

from runlab_site.accounts.models import User
from runlab_site.database import database
from runlab_site.mongo import query_mending
from runlab_site.mongo.fields import StrObjectIdAutoField, StrObjectIdField
from runlab_site.mongo.query_mending import backend_is_null, backend_pipeline, mended_pipeline
from runners.models import Runner, RunnerHistory
from scripts import query_seed
from sessions.models import SessionStatistics

QUERIES_A_MODEL = 25
# Fields that can be filtered and sorted by; documents within documents and pickles cannot.
COMPARED = (
    models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.FloatField,
    models.DateField, models.ForeignKey, StrObjectIdField, StrObjectIdAutoField,
)  # fmt: skip
_MODELS = sorted(
    (one for one in apps.get_models() if one._meta.managed and not one._meta.proxy),
    key=lambda one: one._meta.label,
)


@pytest.fixture
def pipelines(monkeypatch):
    """Every pipeline that is run."""
    run = []

    def noted(query):
        run.append(mended_pipeline(query))
        return run[-1]

    monkeypatch.setattr(MongoQuery, "get_pipeline", noted)
    return run


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """One database for all of this module's comparisons."""
    with django_db_blocker.unblock():
        query_seed.seed()
        yield
        for name in database.raw.list_collection_names():
            if name not in {"django_migrations", "django_content_type", "auth_permission"}:
                database.raw[name].delete_many({})


def test_the_backend_is_still_the_version_that_is_mended():
    assert django_mongodb_backend.__version__ == query_mending.MENDED_VERSION, (
        "Read the new version's query.py and compiler.py, docs/decisions/narrow-documents.md, "
        "sort-before-lookup.md, plain-indexes.md and json-as-stored.md, and leave out what it mends itself."
    )


def test_queries_are_mended_as_soon_as_the_site_is_loaded():
    assert MongoQuery.get_pipeline is mended_pipeline


@pytest.mark.parametrize("model", _MODELS, ids=lambda one: one._meta.label)
def test_a_mended_query_answers_as_the_backends_own(model, seeded, django_db_blocker, monkeypatch):
    made = random.Random(model._meta.label)
    with django_db_blocker.unblock():
        for _ in range(QUERIES_A_MODEL):
            build, words = _any_query(model, made)
            monkeypatch.setattr(MongoQuery, "get_pipeline", mended_pipeline)
            mended = _rows(build())
            monkeypatch.setattr(MongoQuery, "get_pipeline", backend_pipeline)
            assert mended == _rows(build()), words


def _any_query(model, made):
    """A way to build some query anew, and its description."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, COMPARED)]
    names = [field.name for field in fields]
    references = [field for field in fields if isinstance(field, models.ForeignKey)]
    orders = _orders(names, references, made)
    filters = _filters(model, fields, references, made)
    shape = made.choice(["only", "defer", "whole", "related", "values", "annotated", "distinct"])
    chosen = made.sample(names, k=made.randint(1, min(4, len(names))))
    low = made.choice([0, 0, 3])
    high = made.choice([None, low + 7])

    def build():
        rows = model._default_manager.filter(**filters).order_by(*orders, "pk")
        if shape == "only":
            rows = rows.only(*chosen)
        elif shape == "defer":
            rows = rows.defer(*chosen)
        elif shape == "related" and references:
            rows = rows.select_related(*[field.name for field in references])
            rows = rows.only(*chosen, *[field.name for field in references], _key_of(references[0]))
        elif shape == "values":
            rows = rows.values(*chosen)
        elif shape == "annotated":
            rows = rows.annotate(again=F(chosen[0]))
        elif shape == "distinct":
            rows = rows.values(*chosen, "pk").distinct()
        return rows[low:high]

    return build, (shape, filters, orders, chosen, low, high)


def _key_of(reference):
    return f"{reference.name}__{reference.target_field.name}"


def _orders(names, references, made):
    orders = made.sample(names, k=made.randint(0, min(2, len(names))))
    if references and made.random() < 0.3:
        orders.insert(0, f"{made.choice(references).name}__pk")
    return [made.choice(["", "-"]) + name for name in orders]


def _filters(model, fields, references, made):
    """Of its own fields, and now and then of another model's."""
    values = database.raw[model._meta.db_table].aggregate([{"$sort": {"_id": 1}}, {"$limit": 40}])
    some = made.choice(list(values) or [{}])
    field = made.choice(fields)
    found = field.column in some and some[field.column] is not None
    plain = found and isinstance(some[field.column], str | int | float) and not field.is_relation
    filters = {f"{field.name}{made.choice(['', '__gte'])}": some[field.column]} if plain else {}
    if references and made.random() < 0.5:
        reference = made.choice(references)
        if some.get(reference.column) is not None:
            path = made.choice([reference.attname, f"{reference.name}__pk__gte"])
            filters[path] = str(some[reference.column])
    return filters


def _rows(queryset):
    """What came, with related objects, as values that can be compared."""
    return [_plain(row) for row in queryset]


def _plain(row):
    if not isinstance(row, models.Model):
        return row
    related = {name: _loaded(one) for name, one in row._state.fields_cache.items()}
    return _loaded(row) | {"related": related}


def _loaded(row):
    """The fields that were read."""
    return row and {name: value for name, value in row.__dict__.items() if name != "_state"}


@pytest.mark.django_db
def test_only_asks_for_what_it_names(pipelines):
    list(SessionStatistics.objects.filter(sport="running").only("name", "day"))
    assert pipelines == [
        [{"$match": {"sport": "running"}}, {"$project": {"_id": 1, "name": 1, "day": 1}}],
    ]


@pytest.mark.django_db
def test_defer_asks_for_all_else(pipelines):
    list(Runner.objects.defer("personal_bests"))
    (pipeline,) = pipelines
    wanted = {field.column for field in Runner._meta.concrete_fields} - {"personal_bests"}
    assert set(pipeline[-1]["$project"]) == wanted


@pytest.mark.django_db
def test_whole_documents_are_asked_for_without_a_projection(pipelines):
    list(User.objects.all())
    assert pipelines == [[]]


@pytest.mark.django_db
@pytest.mark.parametrize("is_null", [True, False])
def test_null_is_asked_for_once_and_finds_what_the_backend_finds(is_null):
    values = [
        {"a": 1},
        {"a": None},
        {},
        {"a": []},
        {"a": [None]},
        {"a": [1]},
        {"a": {"b": None}},
        {"a": False},
    ]
    found = database.raw["any_values"]
    found.insert_many([{"_id": number} | value for number, value in enumerate(values)])
    mended = DatabaseWrapper.mongo_operators["isnull"]("a", is_null)
    backends = backend_is_null("a", is_null)
    assert mended != backends
    assert list(found.find(mended)) == list(found.find(backends))


@pytest.mark.django_db
def test_a_deferred_field_is_read_when_it_is_used():
    Runner.objects.create(name="Ada", tags=["fast"])
    (runner,) = Runner.objects.only("name")
    assert "tags" in runner.get_deferred_fields()
    assert runner.tags == ["fast"]


@pytest.mark.django_db
def test_the_order_comes_before_what_is_joined(pipelines):
    list(SessionStatistics.objects.select_related("runner").order_by("-start_time")[:5])
    (pipeline,) = pipelines
    kinds = [next(iter(stage)) for stage in pipeline]
    assert kinds[0] == "$sort"
    assert kinds.index("$lookup") < kinds.index("$limit")
    assert "$addFields" not in kinds


@pytest.mark.django_db
def test_a_joined_document_that_is_gone_costs_no_row_of_the_page():
    runner, gone = Runner.objects.create(name="Ada"), Runner.objects.create(name="Gone")
    for number in range(4):
        RunnerHistory.objects.create(
            runner=gone if number == 0 else runner, day=f"2026-01-0{number + 1}", day_number=1,
            load_rtss=0, ctl=0, atl=0, tsb=0, banister_fitness=0, banister_fatigue=0, banister_performance=0,
        )  # fmt: skip
    database.raw["runner"].delete_one({"name": "Gone"})
    page = RunnerHistory.objects.select_related("runner").order_by("day")[:3]
    assert [str(one.day) for one in page] == ["2026-01-02", "2026-01-03", "2026-01-04"]
