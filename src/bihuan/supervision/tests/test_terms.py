"""The clocks of a city: what each source is given, from which day, and that nothing given is taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Denied, Invalid
from bihuan.supervision import actions
from bihuan.supervision.models import ClockVersion, Status
from bihuan.supervision.queries import Filters, item_list
from bihuan.supervision.queries.ladders import ladder_on
from bihuan.supervision.queries.terms import effect, terms_on
from bihuan.supervision.rules.ladders import LADDERS
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.rules.terms import TERMS, Term, checked, read, written
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, moment

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def choose(cast: Cast, name: str, day: date = TODAY) -> ClockVersion:
    rules = TERMS.get(name) or LADDERS[name]
    return actions.put_clocks_in_force(rules=rules, first_day=day, by=cast.office, at=MONDAY)


@pytest.mark.parametrize("name", TERMS)
def test_every_preset_gives_every_source_its_days_and_is_read_as_it_was_written(name: str) -> None:
    terms = TERMS[name]
    assert set(terms.of) == set(SourceType.values)
    assert read(written(checked(terms))) == terms
    assert all(terms.finish(source, TODAY) > TODAY for source in SourceType)


@pytest.mark.parametrize(
    ("start", "end"), [(date(2026, 3, 2), date(2026, 12, 31)), (date(2026, 12, 31), date(2027, 12, 31))]
)
def test_the_end_of_the_year_is_never_the_day_of_dispatch(start: date, end: date) -> None:
    assert TERMS["usual"].finish(SourceType.GOV_REPORT, start) == end


def test_a_version_decides_from_its_day_on_and_never_before(cast: Cast) -> None:
    choose(cast, "710", TODAY + timedelta(7))
    assert terms_on(TODAY).name == terms_on(TODAY + timedelta(6)).name == "usual"
    assert terms_on(TODAY + timedelta(7)).name == "710"
    choose(cast, "13710")
    choose(cast, "710")
    assert terms_on(TODAY).name == "710"
    choose(cast, "strict")
    assert ladder_on(TODAY).name == "strict"
    assert [each for each in differences() if each.kind == "supervision.clockversion"] == []


def test_only_the_office_chooses_and_only_for_today_or_later(cast: Cast) -> None:
    with pytest.raises(Denied):
        actions.put_clocks_in_force(rules=TERMS["710"], first_day=TODAY, by=cast.leader, at=MONDAY)
    with pytest.raises(Invalid):
        choose(cast, "710", TODAY - timedelta(1))


@pytest.mark.parametrize(
    ("finish", "first", "sign", "assign"),
    [(367, 0, 1, 0), (-1, 0, 1, 0), (7, 61, 1, 0), (7, 0, 0, 0), (7, 0, 1, 61)],
)
def test_days_beyond_reason_are_refused(finish: int, first: int, sign: int, assign: int) -> None:
    terms = TERMS["usual"]
    of = dict(terms.of) | {"meeting": Term(finish, first)}
    with pytest.raises(Invalid):
        checked(replace(terms, of=of, sign=sign, assign=assign))


def test_what_was_dispatched_keeps_its_days_and_what_comes_gets_the_new_ones(cast: Cast) -> None:
    with clock.moving(MONDAY):
        before = make_item(cast, Status.DISPATCHED, source_type="meeting", finish_due=None)
        choose(cast, "13710")
        after = make_item(cast, Status.DISPATCHED, source_type="meeting", finish_due=None)
    before.refresh_from_db()
    assert before.finish_due == TODAY + timedelta(20)
    assert after.finish_due == TODAY + timedelta(7)


def test_the_first_report_is_due_by_its_own_clock_even_without_a_cycle(cast: Cast) -> None:
    with clock.moving(MONDAY):
        choose(cast, "13710")
        item = make_item(cast, Status.ACCEPTED, report_cycle="none")
        assert item.report_due == TODAY + timedelta(3)
        actions.report(item=item, by=cast.handler, at=MONDAY, said=Said("已进场。"))
    item.refresh_from_db()
    assert item.report_due is None


def test_what_lies_undispatched_too_long_is_found(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.APPROVED)
    late = moment("2026-03-09")
    for now, found in ((MONDAY, []), (late, [item.pk])):
        page = item_list(cast.office, Filters(group="unassigned"), now.date())
        assert [row.item.pk for row in page.rows] == found


def test_a_preview_says_who_would_have_had_less_or_more(cast: Cast) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.DISPATCHED, source_type="meeting", finish_due=TODAY + timedelta(10))
        make_item(cast, Status.DISPATCHED, source_type="meeting", finish_due=None)
    # What the order itself dates is no matter of the clocks.
    (line,) = effect(cast.office, TERMS["13710"], TODAY)
    assert (line.count, line.earlier, line.later) == (1, 1, 0)
    (line,) = effect(cast.office, TERMS["usual"], TODAY)
    assert (line.count, line.earlier, line.later) == (1, 0, 0)


def test_a_new_version_makes_nothing_late_that_was_filed_before_it(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.APPROVED)
    tomorrow = moment("2026-03-03")
    actions.put_clocks_in_force(rules=TERMS["13710"], first_day=tomorrow.date(), by=cast.office, at=tomorrow)
    with clock.moving(tomorrow):
        fresh = make_item(cast, Status.APPROVED, at=tomorrow)
    found = {
        day: [row.item.pk for row in item_list(cast.office, Filters(group="unassigned"), day).rows]
        for day in (TODAY + timedelta(2), TODAY + timedelta(7))
    }
    assert found[TODAY + timedelta(2)] == [fresh.pk]
    assert sorted(found[TODAY + timedelta(7)]) == sorted([item.pk, fresh.pk])


def test_the_pages_show_choose_and_refuse(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.office, backend=BACKEND)
    assert "13710" in client.get(reverse("supervision:clock_list")).content.decode()
    way = reverse("supervision:clock_new", args=["13710"])
    form = client.get(way).context["form"]
    filled = {name: form[name].value() for name in form.fields} | {"first_day": "2099-01-01", "note": "试行"}
    assert client.post(way, filled | {"shown": "1"}).status_code == 200
    assert client.post(way, filled | {"finish_meeting": "9999", "confirmed": "1"}).status_code == 422
    assert client.post(way, filled | {"confirmed": "1"}).status_code == 302
    assert ClockVersion.objects.get().note == "试行"
    ladder = reverse("supervision:clock_new", args=["patient"])
    waits = {f"wait_{at}": at for at in range(5)} | {"first_day": "2099-01-01"}
    assert client.post(ladder, waits | {"wait_0": "9", "confirmed": "1"}).status_code == 422
    assert client.post(ladder, waits | {"confirmed": "1"}).status_code == 302
    assert client.get(reverse("supervision:clock_new", args=["nothing"])).status_code == 404


def test_an_urgent_instruction_has_fewer_days(cast: Cast) -> None:
    said = {"source_type": "instruction", "finish_due": None}
    with clock.moving(MONDAY):
        usual, urgent = (
            make_item(cast, Status.DISPATCHED, urgency=urgency, **said) for urgency in ("normal", "urgent")
        )
        meeting = make_item(
            cast, Status.DISPATCHED, source_type="meeting", urgency="critical", finish_due=None
        )
    assert usual.finish_due == TODAY + timedelta(15)
    assert urgent.finish_due == TODAY + timedelta(5)
    assert meeting.finish_due == TODAY + timedelta(20)
