"""Each role's desk: what stands on it, that its numbers are true and open, and what it costs."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.home import queries
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.forms.filters import FilterForm
from bihuan.supervision.models import Status
from bihuan.supervision.queries import overview, selected
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
# What a page may ask; the day comes with the reader's rights.
BUDGET = 12
ROLES = ("leader", "mayor", "office", "head", "handler", "co_head", "auditor", "system_admin")
STATES = (
    Status.DISPATCHED,
    Status.IN_PROGRESS,
    Status.EXTENDING,
    Status.DISPUTED,
    Status.SUBMITTED,
    Status.CLOSED,
)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def cost(person: Person) -> int:
    client = as_(person)
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/").status_code == 200
    return len(caught)


def test_every_desk_keeps_its_budget_however_much_lies_on_it(cast: Cast) -> None:
    for status in STATES:
        make_item(cast, status)
    first = {who: cost(getattr(cast, who)) for who in ROLES}
    for status in STATES:
        make_item(cast, status)
    assert {who: cost(getattr(cast, who)) for who in ROLES} == first
    assert max(first.values()) <= BUDGET, first


@pytest.mark.parametrize("who", [who for who in ROLES if who != "system_admin"])
def test_every_number_is_true_and_leads_to_its_rows(cast: Cast, who: str) -> None:
    for status in STATES:
        make_item(cast, status)
    person, today = getattr(cast, who), MONDAY.date()
    whole = queries.with_ways(overview(person, today, queries.own_columns))
    spans, units = [*whole.year.months, whole.year.whole], queries.standings(person, today)
    found = list(whole.figures.values())
    for span in spans:
        found += [span.sent, span.ended, span.on_time]
    for unit in units:
        found += [*unit.now.values(), unit.ended, unit.on_time]
    for figure in found:
        assert figure.is_true(), figure.name
        asked = {name: values[0] for name, values in parse_qs(urlsplit(figure.url).query).items()}
        form = FilterForm(asked, person)
        rows = selected(person, form.filters(), today)
        assert form.errors == {}
        assert rows.count() == figure.value, figure.url
    assert all(each.share.is_true() for each in (*spans, *units))


def test_a_month_counts_what_was_sent_and_ended_in_it(cast: Cast) -> None:
    make_item(cast, Status.CLOSED)
    make_item(cast, Status.DISPATCHED)
    year = overview(cast.office, MONDAY.date()).year
    assert [month.sent.value for month in year.months] == [0] * 11 + [2]
    assert (year.this.ended.value, year.this.on_time.value, year.this.share.value) == (1, 1, 100.0)
    assert year.last.share.value is None


def test_an_administrator_reads_no_business_text(cast: Cast) -> None:
    item = make_item(cast)
    assert item.title not in as_(cast.system_admin).get("/").content.decode()


def test_a_unit_sees_what_it_owes_and_a_stranger_nothing(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED)
    assert [each.duty for each in queries.owed(cast.head, MONDAY.date())] == [queries.Duty.SIGN]
    assert [each.duty for each in queries.owed(cast.co_head, MONDAY.date())] == [queries.Duty.SIGN]
    assert queries.owed(cast.stranger, MONDAY.date()) == []
    assert item.title in as_(cast.head).get("/").content.decode()


def test_a_signed_matter_owes_report_and_result(cast: Cast) -> None:
    make_item(cast, Status.ACCEPTED)
    duties = {each.duty for each in queries.owed(cast.handler, MONDAY.date())}
    assert duties == {queries.Duty.REPORT, queries.Duty.FINISH}


def test_a_leader_sees_the_results_that_wait_for_him_and_what_followed_his_instructions(cast: Cast) -> None:
    item = make_item(cast, Status.SUBMITTED, leader=cast.leader)
    make_item(cast, Status.SUBMITTED)
    told = actions.instruct(
        item=make_item(cast, Status.ACCEPTED), by=cast.leader, at=MONDAY, text="举一反三。"
    )
    actions.dispatch(item=actions.approve(item=told, by=cast.office, at=MONDAY), by=cast.office, at=MONDAY)
    make_move(cast, make_move(cast, told, "acknowledge"), "report", at=MONDAY)
    desk = as_(cast.leader).get("/").content.decode()
    tile = re.search(r'<a class="kpi" href="([^"]*group=to_conclude[^"]*)".*?<b>(\d+)</b>', desk, re.DOTALL)
    assert tile
    assert tile[2] == "1"
    assert f'href="/tasks/{item.pk}/"' in as_(cast.leader).get(tile[1]).content.decode()
    assert queries.instructions(cast.leader, MONDAY.date())[0].item.said_text in desk


def test_an_extension_is_granted_from_the_desk_and_leads_back_to_it(cast: Cast) -> None:
    item = make_item(cast, Status.EXTENDING)
    client = as_(cast.leader)
    form = client.get("/").content.decode().split(f'action="/tasks/{item.pk}/decide_extension/"')[1]
    said = dict(re.findall(r'name="(granted|granted_date|next)" value="([^"]*)"', form.split("</form>")[0]))
    answer = client.post(f"/tasks/{item.pk}/decide_extension/", said)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    item.refresh_from_db()
    assert str(item.finish_due) == said["granted_date"]


def test_an_appeal_stands_on_the_desk_of_whoever_decides_it(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED)
    with clock.moving(moment("2026-03-05")):
        actions.tick(at=moment("2026-03-05"))
        mark = item.marks.earliest("pk")
        actions.appeal(item=item, by=cast.head, at=moment("2026-03-05"), mark=mark, text="当日系统停用。")
        for who in (cast.office, cast.leader):
            desk = as_(who).get("/").content.decode()
            assert f'href="/tasks/{item.pk}/decide_appeal/?mark={mark.pk}"' in desk
        assert "decide_appeal" not in as_(cast.head).get("/").content.decode()


def test_a_unit_finds_a_button_beside_what_it_may_do_now(cast: Cast) -> None:
    unsigned, working = make_item(cast, Status.DISPATCHED), make_item(cast, Status.IN_PROGRESS)
    desk = as_(cast.head).get("/").content.decode()
    for item, move in ((unsigned, "acknowledge"), (working, "submit")):
        assert f'class="btn sm" href="/tasks/{item.pk}/{move}/"' in desk
    assert f'href="/tasks/{unsigned.pk}/submit/"' not in desk


def test_a_leader_sees_requests_with_the_ways_to_answer(cast: Cast) -> None:
    item = make_item(cast, Status.EXTENDING)
    text = as_(cast.leader).get("/").content.decode()
    assert f"/tasks/{item.pk}/decide_extension/?granted=no" in text
    assert "汛期停工" in text
    assert "第1次申请" in text
    refused = actions.decide_extension(
        item=item, by=cast.office, at=MONDAY, granted=False, ground="理由不足。", granted_date=None
    )
    make_move(cast, refused, "request_extension")
    assert "第2次申请" in as_(cast.leader).get("/").content.decode()
