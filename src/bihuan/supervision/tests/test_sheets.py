"""Units answer on a sheet that the house gave out: checked cell by cell, reported once, refused in words."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Report, SupervisionItem
from bihuan.supervision.queries import sheets
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.rules.sheets import Answer, Key, judged, key_text, read_key, tidy
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move
from bihuan.supervision.tests.sheets import filled, typed

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def new() -> list[Report]:
    return list(Report.objects.all())


def one() -> Report:
    (report,) = new()
    return report


def book_of(person: Person) -> bytes:
    return client_of(person).get("/tasks/answers/book/").content


def hand_in(person: Person, content: bytes, name: str = "反馈.xlsx") -> Any:
    return client_of(person).post("/tasks/answers/", {"file": SimpleUploadedFile(name, content)})


def test_a_filled_in_workbook_is_checked_and_reported_once(cast: Cast) -> None:
    first, second = (make_item(cast, "accepted") for _each in range(2))
    cells = {"F4": "已完成三个小区。", "G4": "45%", "H4": "2026-03-01", "F5": "已开工。"}
    answer = hand_in(cast.head, typed(book_of(cast.head), cells))
    page = client_of(cast.head).get(answer["Location"]).content.decode()
    assert "已完成三个小区" in page
    assert len(new()) == 0
    done = client_of(cast.head).post(answer["Location"]).content.decode()
    assert "2 / 2" in done or "已反馈 2 件" in done
    found = {report.item_id: report for report in new()}
    assert set(found) == {first.pk, second.pk}
    reports = sorted(found.values(), key=lambda report: report.text)
    assert sorted((r.text, r.percent, r.claimed_date) for r in reports if r.percent) == [
        ("已完成三个小区。", 45, date(2026, 3, 1))
    ]
    again = client_of(cast.head).post(answer["Location"]).content.decode()
    assert len(new()) == 2
    assert "已有人" in again or "0" in again
    page = client_of(cast.head).get(answer["Location"]).content.decode()
    assert "已有人反馈" in page


def test_wrong_cells_are_named_and_given_back_with_marks(cast: Cast) -> None:
    make_item(cast, "accepted")
    cells = {"F4": "已开工。", "G4": "一半", "H4": "昨天"}
    answer = hand_in(cast.head, typed(book_of(cast.head), cells))
    page = client_of(cast.head).get(answer["Location"]).content.decode()
    for name in ("G4", "H4"):
        assert f">{name}<" in page
    back = client_of(cast.head).post(f"{answer['Location']}marked/").content
    sheet = openpyxl.load_workbook(BytesIO(back)).active
    assert sheet["G4"].fill.fgColor.rgb == "00FFF3D6"
    assert "2026-06-30" in str(sheet.cell(4, sheet.max_column).value)
    client_of(cast.head).post(answer["Location"])
    assert len(new()) == 0


def test_rows_may_be_sorted_left_out_and_moved(cast: Cast) -> None:
    make_item(cast, "accepted")
    kept = make_item(cast, "accepted")
    book = openpyxl.load_workbook(BytesIO(book_of(cast.head)))
    sheet = book.active
    sheet.delete_rows(4)
    sheet.insert_rows(2)
    sheet.insert_cols(1)
    sheet["G5"] = "已完成。"
    stream = BytesIO()
    book.save(stream)
    answer = hand_in(cast.head, stream.getvalue())
    client_of(cast.head).post(answer["Location"])
    assert one().item_id == kept.pk


def test_a_word_form_is_taken_like_a_row(cast: Cast) -> None:
    item = make_item(cast, "accepted")
    form = client_of(cast.handler).get(f"/tasks/{item.pk}/form.docx").content
    for letter, words in (("A", "已完成三个小区。"), ("B", "缺少资金"), ("E", "60")):
        form = filled(form, letter, words)
    answer = hand_in(cast.handler, form, "反馈.docx")
    client_of(cast.handler).post(answer["Location"])
    report = one()
    assert report.text == "已完成三个小区。\n存在问题：缺少资金"
    assert report.percent == 60


def test_what_this_house_has_not_given_out_is_refused(cast: Cast) -> None:
    make_item(cast, "accepted")
    empty = openpyxl.Workbook()
    stream = BytesIO()
    empty.save(stream)
    assert hand_in(cast.head, stream.getvalue()).status_code == 422
    assert hand_in(cast.head, b"PK\x03\x04 nothing").status_code == 422
    assert hand_in(cast.head, "第一行\t第二行".encode(), "a.txt").status_code == 422
    forged = typed(book_of(cast.head), {"F4": "已开工。", "J4": "BH1.WzEsMSwwXQ:abc:def"})
    page = client_of(cast.head).get(hand_in(cast.head, forged)["Location"]).content.decode()
    assert "标识已被改动" in page


def test_another_units_sheet_and_a_doubled_row_report_nothing(cast: Cast) -> None:
    make_item(cast, "accepted")
    book = typed(book_of(cast.head), {"F4": "已开工。"})
    answer = hand_in(cast.stranger, book)
    client_of(cast.stranger).post(answer["Location"])
    assert len(new()) == 0
    assert client_of(cast.head).get(answer["Location"]).status_code == 404
    read = openpyxl.load_workbook(BytesIO(book))
    for column in range(1, 11):
        read.active.cell(5, column).value = read.active.cell(4, column).value
    stream = BytesIO()
    read.save(stream)
    page = client_of(cast.head).get(hand_in(cast.head, stream.getvalue())["Location"]).content.decode()
    assert "出现了两次" in page


def test_who_reports_meanwhile_makes_the_row_worthless(cast: Cast) -> None:
    item = make_item(cast, "accepted")
    answer = hand_in(cast.head, typed(book_of(cast.head), {"F4": "已开工。"}))
    make_move(cast, SupervisionItem.objects.get(pk=item.pk), "report", at=MONDAY)
    client_of(cast.head).post(answer["Location"])
    assert len(new()) == 1


def test_only_answers_can_be_written_and_nothing_is_a_formula(cast: Cast) -> None:
    make_item(cast, "accepted", title="=1+1")
    sheet = openpyxl.load_workbook(BytesIO(book_of(cast.head))).active
    assert sheet.protection.sheet
    assert [cell.column_letter for cell in sheet[4] if not cell.protection.locked] == ["F", "G", "H", "I"]
    assert sheet["B4"].data_type == "s"
    assert sheet.column_dimensions["J"].hidden


def test_the_api_gives_checks_and_reports(cast: Cast) -> None:
    make_item(cast, "accepted")
    client = client_of(cast.head)
    book = typed(client.get("/api/v1/tasks/answers/book").content, {"F4": "已开工。", "G4": 101})
    file = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.xlsx", book)}).json()
    said = {"file_id": file["id"]}
    checked = client.post("/api/v1/tasks/answers/check", said, content_type="application/json").json()
    assert [fault["cell"] for fault in checked["lines"][0]["faults"]] == ["G4"]
    assert client.post("/api/v1/tasks/answers/report", said, content_type="application/json").json() == []
    other = client_of(cast.stranger).post(
        "/api/v1/tasks/answers/check", said, content_type="application/json"
    )
    assert other.status_code == 404


def test_a_bulk_of_rows_costs_few_questions(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _each in range(30):
        make_item(cast, "accepted")
    cells = {f"F{row}": "已开工。" for row in range(4, 34)}
    answer = hand_in(cast.head, typed(book_of(cast.head), cells))
    client = client_of(cast.head)
    for way in ("/tasks/answers/", answer["Location"]):
        client.get(way)
        with django_assert_max_num_queries(12):
            client.get(way)


@pytest.mark.parametrize(
    ("name", "cell", "kept"),
    [
        ("percent", "45%", "45"),
        ("percent", "0.45", "45"),
        ("percent", "４５", "45"),
        ("percent", "45.0", "45"),
        ("percent", "about half", "about half"),
        ("claimed_date", "2026年3月1日", "2026-03-01"),
        ("claimed_date", "2026/3/1", "2026-03-01"),
        ("claimed_date", "2026-02-30", "2026-02-30"),
        ("is_unchanged", "是", "on"),
        ("is_unchanged", "否", ""),
        ("text", " 已开工 ", "已开工"),
    ],
)
def test_cells_are_read_as_people_write_them(name: str, cell: str, kept: str) -> None:
    assert tidy(name, cell) == kept


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"text": ""}, ["text"]),
        ({"text": "长" * 4001}, ["text"]),
        ({"text": "好", "percent": "101"}, ["percent"]),
        ({"text": "好", "percent": "²"}, ["percent"]),
        ({"text": "好", "claimed_date": "2026-02-30"}, ["claimed_date"]),
        ({"text": "好", "claimed_date": "2026-03-03"}, ["claimed_date"]),
        ({"text": "好", "is_unchanged": "on", "percent": "20"}, ["percent"]),
        ({"text": "好", "percent": "10", "is_unchanged": "on"}, []),
    ],
)
def test_each_fault_names_its_field(cells: dict[str, str], fields: list[str]) -> None:
    said, faults = judged(Answer(None, cells, 1), False, 10, date(2026, 3, 2))
    assert [name for name, _words in faults] == fields
    assert (said is None) == bool(fields)


def test_a_key_is_read_back_and_no_other_is() -> None:
    key = Key(7, 8, 9)
    assert read_key(key_text(key)) == key
    for forged in ("", "BH1.", "BH1.abc", key_text(key)[:-1], key_text(key).replace("BH1", "BH2")):
        assert read_key(forged) is None


def test_what_is_refused_says_so(cast: Cast) -> None:
    item = make_item(cast, "dispatched")
    assert client_of(cast.head).get(f"/tasks/{item.pk}/form.docx").status_code == 403
    assert sheets.asked_of(cast.head, TODAY) == []
    with pytest.raises(Invalid):
        actions.report(item=make_item(cast, "accepted"), by=cast.head, at=MONDAY, said=Said(""))
