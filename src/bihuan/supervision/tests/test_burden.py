"""What is asked of a unit in a month, counted so that every number opens into its rows."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.forms import BooleanField, TypedChoiceField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.forms.moves import AcknowledgeForm, EvidenceField, MoveForm
from bihuan.supervision.forms.reporting import ProgressForm, ReportForm
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries.burden import FIELDS, LABELS, Asked, burden_report
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_order

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def numbers(person: Person, day: date = TODAY) -> dict[str, dict[str, int]]:
    lines = burden_report(Asked(person, month_of(day), TODAY))
    for line in lines:
        assert all(figure.is_true() for figure in line.figures.values())
    return {
        line.unit.short_name if line.unit else "": {k: f.value for k, f in line.figures.items() if f.value}
        for line in lines
    }


def test_each_unit_is_counted_for_what_was_asked_of_itself(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS, finish_due=date(2026, 4, 30), basis="纪要第3期")
    found = numbers(cast.office)
    assert found[cast.lead.short_name] == {"signatures": 1, "reports": 1, "owed": 1, "fields": 7}
    assert found[cast.co.short_name] == {"signatures": 1, "fields": 1}
    assert found[""] == {"signatures": 2, "reports": 1, "owed": 1, "fields": 8}
    assert numbers(cast.office, date(2026, 4, 1))[cast.co.short_name] == {"inputs": 1, "fields": 3}


def test_fields_are_those_of_the_forms() -> None:
    def asked(form: type[MoveForm]) -> int:
        # What is taken over by reference is not asked again.
        free = BooleanField | EvidenceField | TypedChoiceField
        return sum(not isinstance(field, free) for field in form.base_fields.values())

    assert FIELDS["signatures"] == asked(AcknowledgeForm)
    assert FIELDS["reports"] == FIELDS["owed"] == asked(ProgressForm)
    assert FIELDS["inputs"] == asked(ReportForm)


def test_what_is_asked_twice_is_found_by_its_words(cast: Cast) -> None:
    for title in ("改造小区", "改造小区", "改造管网"):
        make_item(cast, Status.IN_PROGRESS, title=title)
    make_item(cast, Status.CLOSED, title="改造管网")
    make_item(cast, Status.DISPATCHED, title="改造小区", leads=(cast.other,), co_units=())
    found = numbers(cast.office)
    assert found[cast.lead.short_name]["twice"] == found[""]["twice"] == 1


def test_nobody_asks_for_regular_reports_without_saying_why(cast: Cast) -> None:
    order = make_order(cast, basis=" ")
    with pytest.raises(Invalid, match="依据"):
        actions.file_item(by=cast.office, at=MONDAY, order=order)
    item = make_item(cast, Status.APPROVED, basis="", report_cycle="none")
    with pytest.raises(Invalid, match="依据"):
        actions.dispatch(item=item, by=cast.office, at=MONDAY, report_cycle="weekly")
    actions.dispatch(item=item, by=cast.office, at=MONDAY)


def test_the_fields_open_into_what_they_are_made_of(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    page = as_(cast.office).get("/tasks/burden/", {"what": "fields", "unit": cast.lead.pk}).content.decode()
    assert page.count("<tr>") == 2 + len(FIELDS)


def test_regular_reports_without_an_end_or_a_basis_are_found(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS, basis="纪要第3期")
    assert "endless" not in numbers(cast.office)[""]
    # As some that were asked for in earlier years.
    SupervisionItem.objects.filter(pk=make_item(cast, Status.IN_PROGRESS).pk).update(basis="")
    make_item(cast, Status.LONG_TERM, basis="纪要第3期")
    make_item(cast, Status.IN_PROGRESS, report_cycle="none")
    assert numbers(cast.office)[""]["endless"] == 2


def test_a_unit_reads_its_own_numbers_and_a_leader_those_of_his_units(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    assert set(numbers(cast.head)) == {"", cast.lead.short_name}
    assert set(numbers(cast.leader)) == {"", cast.lead.short_name}
    assert set(numbers(cast.stranger)) == {""}
    assert set(numbers(cast.mayor)) == {"", cast.lead.short_name, cast.co.short_name}


def test_the_page_opens_every_number_and_a_program_reads_the_same(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    office = as_(cast.office)
    with CaptureQueriesContext(connection) as seen:
        assert office.get("/tasks/burden/").status_code == 200
    assert len(seen) <= 12
    of_unit = f"unit={cast.lead.pk}&month={TODAY:%Y-%m}"
    page = office.get("/tasks/burden/").content.decode()
    for name in LABELS:
        address = f"/trace/figures/supervision.asked_{name}/?{of_unit}"
        assert (escape(address) in page) == bool(numbers(cast.office)[cast.lead.short_name].get(name))
        assert office.get(address).status_code == 200
    fields = office.get(f"/tasks/burden/?what=fields&{of_unit}").content.decode()
    assert escape(f"/trace/figures/supervision.asked_signatures/?{of_unit}") in fields
    signatures = f"/trace/figures/supervision.asked_signatures/?{of_unit}"
    assert item.title in as_(cast.head).get(signatures).content.decode()
    assert item.title not in as_(cast.stranger).get(signatures).content.decode()
    assert as_(cast.stranger).get(f"/tasks/burden/?what=fields&{of_unit}").status_code == 404
    assert as_(cast.head).get("/tasks/burden/?month=2026-13&unit=x").status_code == 200
    api = office.get("/api/v1/tasks/burden").json()
    assert api[0]["figures"]["signatures"] == 2
