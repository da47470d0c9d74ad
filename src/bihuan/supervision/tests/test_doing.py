"""What the pages do: moves with evidence, a new matter, several at once, handing over, taking away."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG
from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.people.models import Role, Unit
from bihuan.supervision.forms.filing import UnitsField
from bihuan.supervision.models import Assignment, Report, Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_person, make_unit
from bihuan.supervision.tests.test_pages import as_, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def move(person: Any, item: SupervisionItem, name: str, **said: Any) -> Any:
    return as_(person).post(reverse("supervision:task_move", args=[item.pk, name]), said)


def test_a_matter_goes_all_the_way_round_by_its_pages(cast: Cast) -> None:
    item = make_item(cast, Status.APPROVED)
    evidence = SimpleUploadedFile("现场.txt", "已完成三个小区。".encode())
    steps = [
        (cast.office, "dispatch", {"report_cycle": "weekly"}),
        (cast.handler, "acknowledge", {"handler": cast.handler.pk}),
        (cast.handler, "report", {"text": "完成三个小区", "percent": "25", "evidence": [evidence]}),
        (cast.office, "urge", {"text": "请加快", "unit": cast.lead.pk}),
        (cast.head, "request_extension", {"wanted_date": "2026-05-20", "reason": "汛期", "progress": "过半"}),
        (cast.leader, "decide_extension", {"granted": "yes", "granted_date": "2026-05-20"}),
        (cast.head, "submit", {"text": "全部完成"}),
        (cast.office, "send_back", {"reason": "no_evidence"}),
        (cast.head, "submit", {"text": "全部完成，附验收单"}),
        (cast.office, "send_to_verify", {}),
        (cast.office, "verify", {"method": "site", "result": "true", "text": "现场属实"}),
        (cast.office, "conclude", {"note": "属实", "input_reason": "无需配合"}),
        (cast.office, "close", {"reason": "完成"}),
    ]
    for person, name, said in steps:
        answer = move(person, item, name, **said)
        assert answer.status_code == 302, (name, answer.content.decode()[-3000:])
    item.refresh_from_db()
    assert (item.status, str(item.finish_due)) == (Status.CLOSED, "2026-05-20")
    assert list(differences()) == []
    text = page(cast.mayor, "task_detail", item.pk).content.decode()
    assert all(word in text for word in ("现场.txt", "完成三个小区", "请加快", "现场属实", "改为5月20日"))


def test_evidence_is_open_to_whoever_sees_the_matter_and_to_nobody_else(cast: Cast) -> None:
    item = make_item(cast, Status.ACCEPTED)
    evidence = SimpleUploadedFile("=cmd.txt", "已完成。".encode())
    assert move(cast.handler, item, "report", text="见附件", evidence=[evidence]).status_code == 302
    file = StoredFile.objects.get()
    answer = page(cast.co_head, "task_file", item.pk, file.pk)
    assert b"".join(answer.streaming_content).decode() == "已完成。"
    assert page(cast.stranger, "task_file", item.pk, file.pk).status_code == 404
    other = make_item(cast)
    assert page(cast.office, "task_file", other.pk, file.pk).status_code == 404


def test_a_photo_shows_itself_and_any_other_file_its_name(cast: Cast) -> None:
    item = make_item(cast, Status.ACCEPTED)
    photo = SimpleUploadedFile("现场.png", PNG)
    text = SimpleUploadedFile("清单.txt", "已完成。".encode())
    assert move(cast.handler, item, "report", text="见附件", evidence=[photo, text]).status_code == 302
    shown = page(cast.co_head, "task_detail", item.pk).content.decode()
    file = StoredFile.objects.get(name="现场.png")
    address = reverse("supervision:task_file", args=[item.pk, file.pk])
    assert f'<img src="{address}" width="96" height="64" alt="现场.png" loading="lazy"' in shown
    assert shown.count("<img") == 1


def test_a_refused_move_keeps_neither_words_nor_files(cast: Cast) -> None:
    item = make_item(cast, Status.ACCEPTED)
    evidence = SimpleUploadedFile("坏.txt", b"\x00\x01\x02")
    answer = move(cast.handler, item, "report", text="见附件", evidence=[evidence])
    assert answer.status_code == 422
    assert "见附件" in answer.content.decode()
    assert not Report.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("report", {"text": ""}),
        ("report", {"text": "x", "percent": "101"}),
        ("report", {"text": "x", "percent": "9" * 40}),
        ("report", {"text": "x", "claimed_date": "2027-01-01"}),
        ("report", {"text": "\x00"}),
        ("report", {"text": "字" * 5000}),
        ("submit", {}),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(cast: Cast, name: str, said: dict[str, str]) -> None:
    item = make_item(cast, Status.ACCEPTED)
    person = cast.head if name == "submit" else cast.handler
    answer = move(person, item, name, **said)
    assert answer.status_code == 422
    assert 'class="errs"' in answer.content.decode()


def test_a_move_is_refused_by_person_and_by_state(cast: Cast) -> None:
    item = make_item(cast, Status.ACCEPTED)
    assert move(cast.handler, item, "urge").status_code == 403
    assert move(cast.office, item, "conclude").status_code == 409
    assert move(cast.stranger, item, "urge").status_code == 404
    assert as_(cast.office).get(f"/tasks/{item.pk}/no_such_move/").status_code == 404


def test_a_form_comes_as_a_piece_when_the_page_asks_for_it(cast: Cast) -> None:
    item = make_item(cast)
    way = reverse("supervision:task_move", args=[item.pk, "urge"])
    piece = as_(cast.office).get(way, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "<form" in piece


def filing(cast: Cast, **changes: str) -> dict[str, str]:
    said = {
        "key": "k1",
        "title": "完成城北污水厂提标",
        "requirement": "年底前完成。",
        "source_type": "meeting",
        "leads": f"{cast.lead.short_name}、{cast.other.short_name}",
        "co_units": cast.co.name,
        "report_cycle": "monthly",
        "basis": "市政府常务会议纪要第3期",
        "urgency": "normal",
        "security": "internal",
        "then": "dispatch",
        "is_open": "on",
    }
    return said | changes


def test_a_new_matter_is_filed_numbered_and_dispatched_once(cast: Cast) -> None:
    client, way = as_(cast.office), reverse("supervision:task_new")
    assert client.get(way).status_code == 200
    assert client.post(way, filing(cast)).status_code == 302
    assert client.post(way, filing(cast)).status_code == 302
    item = SupervisionItem.objects.get()
    assert (item.status, bool(item.number)) == (Status.DISPATCHED, True)
    parts = Assignment.objects.order_by("position").values_list("unit_id", "role")
    assert list(parts) == [(cast.lead.pk, "lead"), (cast.other.pk, "lead"), (cast.co.pk, "co")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_open": ""}, "本事项不涉密"),
        ({"leads": "不存在的局"}, "不存在的局"),
        ({"leads": "、"}, "牵头单位"),
        ({"requirement": "按机密件办理"}, "机密"),
        ({"basis": "秘密★长期"}, "秘密★"),
        ({"finish_due": "2020-01-01"}, "2020"),
    ],
)
def test_a_new_matter_is_refused_with_a_reason(cast: Cast, changes: dict[str, str], said: str) -> None:
    answer = as_(cast.office).post(reverse("supervision:task_new"), filing(cast, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SupervisionItem.objects.exists()


def test_a_name_that_two_units_share_is_asked_about(cast: Cast) -> None:
    units = [make_unit(parent=cast.city) for _n in range(2)]
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(short_name="财政局")
    with pytest.raises(ValidationError):
        UnitsField().to_python("财政局")
    assert UnitsField().to_python(units[1].name) == (units[1],)


def test_only_office_and_leaders_write_matters(cast: Cast) -> None:
    way = reverse("supervision:task_new")
    assert as_(cast.head).get(way).status_code == 403
    assert as_(cast.leader).post(way, filing(cast, then="dispatch")).status_code == 422
    assert as_(cast.leader).post(way, filing(cast, then="approve")).status_code == 302


def test_several_matters_are_dispatched_and_each_says_what_became_of_it(cast: Cast) -> None:
    ready, late = make_item(cast, Status.APPROVED), make_item(cast, Status.CLOSED)
    hidden = make_item(cast, Status.APPROVED)
    client, way = as_(cast.office), reverse("supervision:task_bulk")
    said = {"verb": "dispatch", "item": [ready.pk, late.pk]}
    assert client.post(way, said).status_code == 200
    ready.refresh_from_db()
    assert ready.status == Status.APPROVED
    text = client.post(way, said | {"confirmed": "yes"}).content.decode()
    assert "2件中已办1件" in text
    assert "已销号" in text
    ready.refresh_from_db()
    hidden.refresh_from_db()
    assert (ready.status, hidden.status) == (Status.DISPATCHED, Status.APPROVED)
    assert client.post(way, {"verb": "dispatch"}).status_code == 422
    assert client.post(way, {"verb": "merge", "item": [ready.pk]}).status_code == 404


def test_whoever_heads_a_unit_above_may_sign_and_stands_among_those_who_handle_it(cast: Cast) -> None:
    office = make_unit("科室", parent=cast.lead)
    item = make_item(cast, Status.DISPATCHED, leads=(office,), co_units=())
    asked = page(cast.head, "task_move", item.pk, "acknowledge").content.decode()
    assert f'<option value="{cast.head.pk}" selected>' in asked
    assert f'value="{cast.stranger.pk}"' not in asked
    assert move(cast.head, item, "acknowledge", handler=cast.head.pk).status_code == 302


def test_a_large_bulk_wants_its_count_typed(cast: Cast) -> None:
    items = [make_item(cast, Status.DRAFT).pk for _n in range(21)]
    said = {"verb": "approve", "item": items, "confirmed": "yes"}
    client, way = as_(cast.office), reverse("supervision:task_bulk")
    assert client.post(way, said | {"typed": "20"}).status_code == 422
    assert client.post(way, said | {"typed": "21"}).status_code == 200
    assert SupervisionItem.objects.filter(status=Status.APPROVED).count() == 21


def test_a_unit_cannot_act_on_what_it_does_not_see(cast: Cast) -> None:
    item = make_item(cast)
    way = reverse("supervision:task_bulk")
    assert (
        as_(cast.stranger).post(way, {"verb": "urge", "item": [item.pk], "confirmed": "1"}).status_code == 422
    )


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_sheet_holds_what_is_seen_and_no_formula(cast: Cast, form: str) -> None:
    make_item(cast, title="=1+1完成")
    hidden = make_item(cast, Status.DISPATCHED, title="别家的事", leads=(cast.other,), co_units=())
    answer = as_(cast.head).get(reverse("supervision:task_export", args=[form]), {"group": "all"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    # What a spreadsheet would take for a formula is quoted in csv; in xlsx the cell says that it is a text.
    assert rows[1][1] == ("'=1+1完成" if form == "csv" else "=1+1完成")
    assert hidden.title not in content.decode("utf-8", "ignore")
    assert rows[1][5] == cast.lead.short_name
    if form == "xlsx":
        assert rows[1][12].isoformat() == "2026-05-01"
        sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert re.search(r'<c r="B2"[^>]* t="inlineStr"><is><t>=1\+1完成</t>', sheet)


def test_work_goes_from_one_person_to_another_of_the_same_unit(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    heir = make_person(Role.HANDLER, cast.lead, name="接班人")
    client, way = as_(cast.head), reverse("supervision:hand_over")
    query = f"{way}?unit={cast.lead.pk}&person={cast.handler.pk}"
    assert "推进老旧小区改造" in client.get(query).content.decode()
    assert client.post(query, {"successor": cast.co_head.pk}).status_code == 422
    assert client.post(query, {"successor": heir.pk}).status_code == 302
    assert Assignment.objects.get(unit=cast.lead).handler == heir
    assert as_(cast.handler).get(way).status_code == 403


def test_an_administrator_hands_over_without_reading_titles(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    way = f"{reverse('supervision:hand_over')}?unit={cast.lead.pk}&person={cast.handler.pk}"
    answer = as_(cast.system_admin).get(way)
    assert answer.status_code == 200
    assert item.title not in answer.content.decode()


def test_a_slip_is_seen_with_its_matter(cast: Cast) -> None:
    item = make_item(cast)
    assert item.number in page(cast.head, "task_slip", item.pk).content.decode()
    assert page(cast.stranger, "task_slip", item.pk).status_code == 404


def test_every_number_of_the_units_table_opens_its_rows(cast: Cast) -> None:
    made = [make_item(cast, status) for status in (Status.IN_PROGRESS, Status.DISPATCHED, Status.CLOSED)]
    for _n in range(2):
        make_item(cast, Status.DISPATCHED, leads=(cast.co,), co_units=(cast.lead,))
    text = page(cast.office, "unit_report", year="2026").content.decode()
    (row,) = [row for row in text.split("<tr>") if f">{cast.lead.short_name}</th>" in row]
    numbers = re.findall(r'<a class="fig[^"]*" href="([^"]+)"[^>]*><b>(\d+)</b>', row)
    assert [int(number) for _way, number in numbers] == [1, 1, 2, 0]
    for way, number in numbers:
        rows = as_(cast.office).get(html.unescape(way)).content.decode()
        shown = set(re.findall(r'href="/tasks/(\d+)/"', rows))
        assert len(shown) == int(number), way
        assert shown <= {str(item.pk) for item in made}, way


def test_the_units_table_bears_any_year_and_the_list_its_lead(cast: Cast) -> None:
    make_item(cast)
    found = page(cast.office, "task_list", lead=str(cast.lead.pk), year="2026", group="done")
    assert found.status_code == 200
    assert page(cast.office, "unit_report", year="9" * 30).status_code == 200


def test_urging_the_whole_matter_reaches_all_its_units(cast: Cast) -> None:
    item = make_item(cast)
    assert move(cast.office, item, "urge", unit="", text="").status_code == 302
    assert item.reminders.count() == 2


def test_all_that_pass_the_filters_may_be_meant(cast: Cast) -> None:
    ready = [make_item(cast, Status.APPROVED) for _n in range(2)]
    make_item(cast, Status.CLOSED)
    client, way = as_(cast.office), reverse("supervision:task_bulk")
    said = {"verb": "dispatch", "matching": "1", "filters": "group=waiting"}
    text = client.post(way, said).content.decode()
    assert all(f'name="item" value="{item.pk}"' in text for item in ready)
    assert text.count('name="item"') == len(ready)
    assert client.post(way, said | {"filters": "unit=nobody"}).status_code == 422
