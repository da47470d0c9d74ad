from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from bihuan.breakdown.models import TaskBreakdown
from bihuan.home.city import history, names
from bihuan.home.city.behaviour import UNITS_BY_MANNER
from bihuan.home.city.multiply import multiply
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel import canonical
from bihuan.notices.models import Notice
from bihuan.people.models import Person, RoleGrant
from bihuan.supervision.models import Status, SupervisionItem

LAST_DAY = date(2026, 9, 30)


@pytest.mark.once("sqlite")
@pytest.mark.django_db
def test_a_month_of_the_city_is_a_true_record_and_leaves_work_on_every_desk() -> None:
    world = history.live(until=LAST_DAY, seed=1, days=27)
    assert not world.refused
    assert not list(differences())
    lived = Event.objects.exclude(verb="calendar.seed_year").order_by("id")
    times = list(lived.values_list("at", flat=True))
    # What one table brings happens at one moment, and so do the months of a round and a list of codes.
    assert all(one <= other for one, other in pairwise(times))
    single = list(lived.exclude(verb__in=("project.fill", "projects.add_code")).values_list("at", flat=True))
    assert len(set(single)) > 0.9 * len(single)
    assert TaskBreakdown.objects.get().status == "confirmed"
    assert times[-1].date() <= LAST_DAY + timedelta(days=1)
    head = Person.objects.get(username="juzhang")
    seen = set(SupervisionItem.objects.visible_to(head).values_list("status", flat=True))
    assert {Status.DISPATCHED, Status.RETURNED, Status.SUBMITTED, Status.EXTENDING, Status.DISPUTED} <= seen
    assert SupervisionItem.objects.visible_to(head).overdue(LAST_DAY).exists()
    assert set(names.ACCOUNTS) <= set(Person.objects.values_list("username", flat=True))
    firsts = {grant.role: grant.person.username for grant in RoleGrant.objects.order_by("-id")}
    assert firsts["head"] == "juzhang"
    assert firsts["handler"] == "lianluo"
    unread = [clock.day_of(notice.created_at) for notice in Notice.objects.unread()]
    assert unread
    assert min(unread) > LAST_DAY - timedelta(days=8)
    _copies_have_a_true_record_of_their_own()


def _copies_have_a_true_record_of_their_own() -> None:
    before, items = Event.objects.count(), SupervisionItem.objects.count()
    multiply(copies=1)
    assert SupervisionItem.objects.count() == 2 * items
    assert not list(differences())
    last: dict[tuple[str, int], str] = {}
    rows = Event.objects.order_by("thing_kind", "thing_id", "version")
    for kind, pk, previous, leaf, body in rows.values_list(
        "thing_kind", "thing_id", "previous", "leaf", "body"
    ):
        assert previous == last.get((kind, pk), canonical.NO_EVENT)
        assert f'"prv":"{previous}"' in body
        assert f'"obj":"{kind}:{pk}"' in body
        assert leaf == canonical.leaf_hash(body.encode())
        last[kind, pk] = leaf
    assert rows.count() > before


def test_every_unit_whose_manner_is_written_down_is_a_unit_of_the_city() -> None:
    known = {unit.short for unit in names.units()}
    assert {short for shorts in UNITS_BY_MANNER.values() for short in shorts.split()} <= known


def test_the_manners_are_described() -> None:
    page = (Path(settings.ROOT) / "docs" / "domain" / "city.md").read_text()
    for manner, shorts in UNITS_BY_MANNER.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{manner.name}` |"))
        assert all(short in row for short in shorts.split())
