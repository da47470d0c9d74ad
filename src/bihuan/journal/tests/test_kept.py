"""A statement that is kept finds what the queryset would find, whatever is filled in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from bihuan.journal.kept import MOST_FORMS, Kept, Uncomposable, kept
from bihuan.people.models import Person, Post, RoleGrant, Unit
from bihuan.people.tests import makers

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def units() -> list[Unit]:
    return [makers.unit(f"第{n}局") for n in range(5)]


@kept
def _named(*, name: str) -> QuerySet[Unit]:
    return Unit.objects.filter(short_name=name)


@kept
def _among(order: str, *, units: frozenset[int]) -> QuerySet[Any, Any]:
    return Unit.objects.filter(pk__in=units).order_by(order).values_list("pk", flat=True)


@kept
def _posts(*, day: date | None, unit: int) -> QuerySet[Post]:
    open_then = Q(to_date=None) if day is None else Q(from_date__lte=day)
    return Post.objects.filter(open_then, unit_id=unit).select_related("person", "unit")


@kept
def _granted(*, at: datetime) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(granted_at__lt=at)


@kept
def _either(*, one: int, other: int) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in={one, other}).order_by("pk")


def test_words_numbers_and_sets_are_filled_in(units: list[Unit]) -> None:
    for unit in units:
        assert _named(name=unit.short_name) == [unit]
    assert _named(name="没有这个局") == []
    keys = [unit.pk for unit in units]
    for size in range(6):
        assert _among("pk", units=keys[:size]) == keys[:size]
        assert _among("-pk", units=keys[:size]) == keys[:size][::-1]


def test_days_moments_and_nothing_are_filled_in(units: list[Unit]) -> None:
    person = makers.person("handler", units[0], name="王一")
    post = Post.objects.create(person=person, unit=units[0], title="科员", from_date=THEN.date())
    assert _posts(day=THEN.date(), unit=units[0].pk) == [post]
    assert _posts(day=THEN.date() - timedelta(1), unit=units[0].pk) == []
    assert _posts(day=None, unit=units[0].pk) == [post]
    assert _posts(day=None, unit=units[1].pk) == []
    (grant,) = RoleGrant.objects.filter(person=person)
    assert _granted(at=grant.granted_at) == []
    assert _granted(at=grant.granted_at + timedelta(milliseconds=1)) == [grant]


def test_rows_come_with_what_was_selected_beside_them(units: list[Unit]) -> None:
    person = makers.person("handler", units[0], name="王一")
    Post.objects.create(person=person, unit=units[0], title="科员", from_date=THEN.date())
    (post,) = _posts(day=None, unit=units[0].pk)
    with CaptureQueriesContext(connection) as asked:
        assert (post.person.name, post.unit.short_name) == ("王一", units[0].short_name)
    assert len(asked) == 0


def test_equal_values_may_fall_together(units: list[Unit]) -> None:
    first, second = units[0], units[1]
    assert _either(one=first.pk, other=second.pk) == [first, second]
    assert _either(one=first.pk, other=first.pk) == [first]
    assert _either(one=second.pk, other=first.pk) == [first, second]


def test_a_reader_is_filled_in_with_his_units() -> None:
    mine = kept(_of_mine)
    units = [makers.unit(f"第{n}局") for n in range(3)]
    for unit in (*units, *units):
        assert mine(person=makers.person("handler", unit)) == [unit]
    assert mine(person=makers.person("auditor")) == []


def _of_mine(*, person: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=person.access.units)


def test_a_value_that_was_computed_with_is_refused() -> None:
    with pytest.raises(Uncomposable, match="computed from a value"):
        kept(_next)(unit=1)


def _next(*, unit: int) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=unit + 1)


def test_a_value_that_decided_the_form_is_refused() -> None:
    with pytest.raises(Uncomposable, match="decides the form"):
        kept(_either_way)(day=THEN.date())


def _either_way(*, day: date) -> QuerySet[Post]:
    found = Post.objects.filter(from_date=day)
    return found if day.year < 1010 else found.order_by("pk")


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(Uncomposable, match="float"):
        _named(name=1.5)


def test_there_are_never_more_statements_than_allowed() -> None:
    question = Kept(_limited)
    for limit in range(1, MOST_FORMS + 20):
        question(limit, name="没有")
    assert len(question._statements) == MOST_FORMS
    with CaptureQueriesContext(connection) as asked:
        question(3, name="没有")
    assert asked[0]["sql"].endswith("LIMIT 3")


def _limited(limit: int, *, name: str) -> QuerySet[Unit]:
    return Unit.objects.filter(short_name=name)[:limit]
