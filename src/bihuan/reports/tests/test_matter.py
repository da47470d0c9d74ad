"""The forms of a matter say what is on the record."""

import json

import pytest

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.reports.rendering.word import word
from bihuan.reports.rules.matter import Letterhead, dispatch_notice, handling_sheet, slip_sheet, urge_letter
from bihuan.reports.rules.paper import Paper, balanced, full_day
from bihuan.supervision import actions
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries import Detail, detail, find
from bihuan.supervision.tests.makers import MONDAY, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
BY = Letterhead("云岭市人民政府督查室", "督查员", "0599-2000000")


def seen(item: SupervisionItem, person: Person) -> Detail:
    found = find(person, item.pk, MONDAY.date())
    assert found is not None
    return detail(found, person, MONDAY.date())


def said(paper: Paper) -> str:
    assert word(paper)
    return json.dumps(paper.plain, ensure_ascii=False)


def test_the_notice_names_number_task_units_and_dates() -> None:
    cast = make_cast()
    item = make_item(cast)
    text = said(dispatch_notice(seen(item, cast.head), BY))
    for words in (str(item.number), item.title, item.requirement, cast.lead.short_name, cast.co.short_name):
        assert words in text
    assert f"{item.finish_due.year}年{item.finish_due.month}月{item.finish_due.day}日" in text  # type: ignore[union-attr]
    assert "0599-2000000" in text


def test_the_slip_names_its_number_ground_and_limit() -> None:
    cast = make_cast()
    item = make_move(cast, make_item(cast), "issue_slip")
    slip = item.slips.get()
    text = said(slip_sheet(seen(item, cast.office), slip))
    assert slip.number in text
    assert slip.ground in text
    assert f"{slip.due.month}月{slip.due.day}日" in text


def test_an_old_paper_keeps_the_finish_date_of_its_day() -> None:
    cast = make_cast()
    with clock.moving(MONDAY):
        item = make_move(cast, make_item(cast), "urge")
        first = item.finish_due
        item = make_move(cast, item, "request_extension")
    later = moment("2026-03-05")
    with clock.moving(later):
        asked = item.extension_requests.get()
        item = actions.decide_extension(
            item=item, by=cast.office, at=later, granted=True, ground="同意。", granted_date=asked.wanted_date
        )
    assert item.finish_due != first
    whole = seen(item, cast.office)
    urge = item.reminders.latest("pk")
    old, new = full_day(first), full_day(item.finish_due)
    for paper in (dispatch_notice(whole, BY), urge_letter(whole, urge, BY)):
        assert old in said(paper)
        assert new not in said(paper)


def test_the_handling_sheet_holds_the_whole_timeline() -> None:
    cast = make_cast()
    whole = seen(make_item(cast, "closed"), cast.office)
    paper = handling_sheet(whole)
    tables = [block for block in paper.plain["blocks"] if block["kind"] == "table"]
    assert len(tables[0]["rows"]) == len(whole.timeline)
    assert said(paper)


@pytest.mark.parametrize("length", range(1, 80, 3))
def test_a_title_is_parted_evenly_and_never_inside_the_kind_of_paper(length: int) -> None:
    title = f"关于{'改' * length}的"
    lines = balanced(title, "督办通知").split("\n")
    assert "".join(lines) == f"{title}督办通知"
    assert lines[-1].endswith("的督办通知")
    assert max(map(len, lines)) <= 22
