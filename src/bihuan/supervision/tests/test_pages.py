"""The pages of supervision: who sees them, what they refuse, and what they cost."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.journal import clock
from bihuan.journal.sealing import seal
from bihuan.people.models import Person
from bihuan.supervision.models import Level, Rung, Status, SupervisionItem
from bihuan.supervision.queries import COLUMNS
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item, make_move

pytestmark = pytest.mark.django_db
# Of the twelve that a page may ask, one goes to the clock, which stands still here.
BUDGET = 11
SEEING = ("office", "leader", "mayor", "head", "handler", "co_head", "auditor")
# More than a page shows at first.
MANY = 60
BLIND = ("other_leader", "stranger", "system_admin")


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(person: Person, name: str, *args: Any, **query: str) -> Any:
    return as_(person).get(reverse(f"supervision:{name}", args=args), query)


@pytest.mark.parametrize("who", SEEING)
def test_whoever_has_to_do_with_a_matter_reads_its_page(cast: Cast, who: str) -> None:
    item = make_item(cast)
    answer = page(getattr(cast, who), "task_detail", item.pk)
    assert answer.status_code == 200
    assert item.title in answer.content.decode()


@pytest.mark.parametrize("who", BLIND)
def test_a_matter_does_not_exist_for_others(cast: Cast, who: str) -> None:
    item = make_item(cast)
    assert page(getattr(cast, who), "task_detail", item.pk).status_code == 404
    assert page(getattr(cast, who), "task_move", item.pk, "urge").status_code == 404
    assert item.title not in page(getattr(cast, who), "task_list", group="all").content.decode()


@pytest.mark.parametrize("status", list(WAY))
def test_a_matter_has_a_page_in_every_state(cast: Cast, status: str) -> None:
    item = make_item(cast, status)
    answer = page(cast.office, "task_detail", item.pk)
    assert answer.status_code == 200
    assert item.get_status_display() in answer.content.decode()


@pytest.mark.once("sqlite")
@pytest.mark.parametrize("status", list(WAY))
def test_every_button_leads_to_a_form_and_no_other_does(cast: Cast, status: str) -> None:
    item = make_item(cast, status)
    for person in (cast.office, cast.mayor, cast.head, cast.co_head):
        is_seen = SupervisionItem.objects.visible_to(person).exists()
        open_, client = MOVES.open_to(item, person), as_(person)
        for name in MOVES.moves:
            code = client.get(reverse("supervision:task_move", args=[item.pk, name])).status_code
            expected = (200,) if name in open_ else (403, 409)
            assert code in (expected if is_seen else (404,)), (person, name)


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "9" * 40},
        {"unit": "x"},
        {"group": "nothing"},
        {"q": "\x00"},
        {"q": "字" * 5000},
        {"q": "%_'\""},
        {"after": "9999-99-99.1"},
        {"after": "2026-01-01." + "9" * 30},
        {"before": "\x00"},
        {"status": "open'--"},
        {"show": "\x00"},
    ],
)
def test_a_hostile_address_does_no_harm(cast: Cast, query: dict[str, str]) -> None:
    item = make_item(cast)
    assert page(cast.office, "task_list", **query).status_code in (200, 422)
    assert page(cast.office, "task_detail", item.pk, **query).status_code == 200


def test_an_impossible_number_is_no_matter(cast: Cast) -> None:
    assert as_(cast.office).get(f"/tasks/{'9' * 30}/").status_code == 404
    assert as_(cast.office).get(f"/tasks/{'9' * 30}/files/{'9' * 30}/").status_code == 404


def test_a_filter_that_is_not_understood_is_said(cast: Cast) -> None:
    make_item(cast)
    assert "已忽略" in page(cast.office, "task_list", unit="x").content.decode()


def test_each_filter_stands_in_words_and_is_taken_away_by_itself(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED)
    query = {"group": "asking", "lead": str(cast.lead.pk), "status": "dispatched", "sent": "2026-03"}
    shown = page(cast.office, "task_list", **query)
    words = {chip.name: str(chip.words) for chip in shown.context["chips"]}
    assert words == {
        "group": "延期或异议待定",
        "lead": cast.lead.short_name,
        "status": "已交办",
        "sent": "2026年3月",
    }
    text = shown.content.decode()
    assert "没有符合条件的事项。" in text
    assert 'href="?group=asking&amp;status=dispatched&amp;sent=2026-03"' in text
    assert "清除“视图：延期或异议待定”" in text
    del query["group"]
    assert item.title in page(cast.office, "task_list", **query).content.decode()


def test_a_phrase_finds_a_matter_by_its_words(cast: Cast) -> None:
    make_item(cast, title="完成城北污水厂提标")
    assert "城北污水厂" in page(cast.office, "task_list", q="污水").content.decode()
    assert "城北污水厂" not in page(cast.office, "task_list", q="桥梁").content.decode()


def test_strangers_are_sent_to_sign_in() -> None:
    answer = Client().get(reverse("supervision:task_list"))
    assert answer.status_code == 302


@pytest.mark.parametrize("who", ["office", "leader", "head", "handler", "auditor"])
def test_the_register_keeps_its_budget_however_long_it_is(cast: Cast, who: str) -> None:
    make_item(cast)
    first = queries(getattr(cast, who), "task_list")
    for _n in range(4):
        make_item(cast, Status.DISPATCHED)
    assert queries(getattr(cast, who), "task_list") == first <= BUDGET


@pytest.mark.parametrize("status", list(WAY))
def test_the_page_of_a_matter_keeps_its_budget(cast: Cast, status: str) -> None:
    item = make_item(cast, status)
    for person in (cast.office, cast.leader, cast.head, cast.handler, cast.auditor):
        assert queries(person, "task_detail", item.pk) <= BUDGET, person


def test_the_units_table_stays_light_and_every_number_opens(cast: Cast) -> None:
    for _n in range(3):
        make_item(cast, Status.DISPATCHED)
    shown = page(cast.office, "unit_report", view="numbers").content.decode()
    row = shown[shown.index("<tbody>") : shown.index("</tbody>")]
    assert cast.lead.short_name in row
    # A row, its unit, a cell for every number, and a link for each that is not nothing.
    assert len(re.findall("<[a-z]", row)) <= 2 + 2 * len(COLUMNS)
    ways = re.findall(r'<td class="num"><a class="fig" href="([^"]+)">(\d+)</a></td>', row)
    assert [number for _way, number in ways] == ["3", "3"]
    assert row.count('<td class="num mut">0</td>') == len(COLUMNS) - len(ways)
    for way, number in ways:
        rows = as_(cast.office).get(way.replace("&amp;", "&")).content.decode()
        assert rows.count("推进老旧小区改造") >= int(number)


def queries(person: Person, name: str, *args: Any) -> int:
    """Count them on the second visit: the first one may prolong the session."""
    client = as_(person)
    client.get(reverse(f"supervision:{name}", args=args))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(reverse(f"supervision:{name}", args=args))
    return len(caught)


@pytest.mark.parametrize(("finish", "is_said"), [("2026-05-09", False), ("2026-05-16", True)])
def test_a_finish_date_that_is_no_working_day_is_called_so(cast: Cast, finish: str, is_said: bool) -> None:
    # The first is a Saturday that is worked in exchange for a holiday, the second an ordinary one.
    item = make_item(cast, Status.DISPATCHED, finish_due=date.fromisoformat(finish))
    said = page(cast.head, "task_detail", item.pk).content.decode()
    assert ("非工作日" in said) is is_said


def test_a_search_for_one_character_says_that_two_are_needed(cast: Cast) -> None:
    make_item(cast, Status.DISPATCHED)
    said = page(cast.office, "task_list", q="改").content.decode()
    assert "至少输入两个字" in said


def test_a_long_history_shows_its_newest_events_first_and_the_rest_when_asked(cast: Cast) -> None:
    item = make_item(cast, "in_progress")
    for _n in range(MANY):
        make_move(cast, item, "urge")
    client = Client()
    client.force_login(cast.office)
    page = reverse("supervision:task_detail", args=[item.pk])
    short, whole = client.get(page).text, client.get(f"{page}?all=1").text
    assert "查看更早的" in short
    assert "查看更早的" not in whole
    assert short.count("<li><time") < whole.count("<li><time")
    assert whole.count("<li><time") >= MANY


def test_answered_rungs_beyond_a_dozen_open_on_demand(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    make_move(cast, item, "urge")
    Rung.objects.bulk_create(
        Rung(item=item, unit=cast.lead, clock="report", level=Level.HEAD, at=MONDAY, answered_at=MONDAY)
        for _number in range(15)
    )
    short, whole = (page(cast.office, "task_detail", item.pk, **query) for query in ({}, {"all": "1"}))
    assert [len(answer.context["past_rungs"]) for answer in (short, whole)] == [12, 15]
    assert ("all=1#h-lad" in short.content.decode(), "all=1#h-lad" in whole.content.decode()) == (True, False)


def test_a_handling_slip_says_where_its_closing_stands_in_the_record(cast: Cast, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    item = make_item(cast, Status.CLOSED)
    before = page(cast.office, "task_slip", item.pk).content.decode()
    seal(at=MONDAY)
    answer = page(cast.office, "task_slip", item.pk)
    [found], after = answer.context["seals"], answer.content.decode()
    assert (found.words in before, found.words in after) == (False, True)
    assert after.count("<svg") == before.count("<svg") + 1
