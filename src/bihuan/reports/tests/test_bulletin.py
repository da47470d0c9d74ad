"""The bulletin: its numbers are the register's, nobody types one over, and what was issued never changes."""

import hashlib
import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock, sealing
from bihuan.journal.models import Checkpoint, Event
from bihuan.journal.queries import differences
from bihuan.journal.sealed_state import printed_root
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.periods import Period, month_of
from bihuan.people.models import Person, Role
from bihuan.reports import actions
from bihuan.reports.actions.bulletin import values_of
from bihuan.reports.models import Bulletin, BulletinStatus
from bihuan.reports.queries.bulletin import findings
from bihuan.reports.queries.comparing import compared, paper
from bihuan.reports.rendering import measure
from bihuan.reports.rendering.typeset import lacking, pdf
from bihuan.reports.rendering.word import word
from bihuan.reports.rules.bulletin import LONG, checked, filled, names_in, typed
from bihuan.reports.tests.test_rendering import pages
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries import Filters, item_list
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move, make_person, moment

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARCH = month_of(date(2026, 3, 1))
LATER = moment("2026-04-01")


@pytest.fixture
def cast() -> Cast:
    """A city with three matters of March: one late, one closed, one with a slip."""
    with clock.moving(MONDAY):
        cast = make_cast()
        make_item(cast, Status.IN_PROGRESS, finish_due=date(2026, 3, 20))
        make_item(cast, Status.CLOSED)
        make_move(cast, make_item(cast, Status.IN_PROGRESS), "issue_slip")
    return cast


@pytest.fixture
def colleague() -> Person:
    return make_person(Role.SUPERVISOR)


def draft(cast: Cast) -> Bulletin:
    return actions.draft_bulletin(period=MARCH, by=cast.office, at=LATER)


def test_a_draft_counts_what_the_register_shows(cast: Cast) -> None:
    known = values_of(draft(cast))
    assert (known["received"], known["done"], known["overdue"]) == (3, 1, 1)
    assert known[f"received:u{cast.lead.pk}"] == 3
    assert sum(value for name, value in known.items() if name.startswith("slip:")) == 1
    listed = item_list(cast.office, Filters(group="overdue", sent="2026-03"), LATER.date())
    assert len(listed.rows) == known["overdue"]


def test_every_number_leads_to_as_many_rows_as_it_says(cast: Cast, client: Client) -> None:
    client.force_login(cast.office, backend=BACKEND)
    with clock.moving(LATER):
        for each in findings(cast.office, MARCH, LATER.date()).numbers.values():
            name = each.name.split(":")[0]
            if name in ("received", "done", "open", "overdue", "on_time", "no_report"):
                rows = client.get(each.url).context["rows"]
                assert len(rows) == each.value, each.name


def test_the_proposed_text_is_all_names_and_says_only_what_is_known(cast: Cast) -> None:
    bulletin = draft(cast)
    known = values_of(bulletin)
    assert typed(bulletin.text) == []
    assert set(names_in(bulletin.text)) <= set(known)
    text = filled(bulletin.text, known)
    assert "共交办督查事项3件" in text
    # One unit with one concluded matter is neither praised nor blamed.
    assert text.count("不足以比较") == 2
    assert "截至2026年4月1日" in text


def test_a_draft_says_at_which_event_of_the_record_it_was_computed(cast: Cast) -> None:
    last = Event.objects.latest("pk").pk
    bulletin = draft(cast)
    assert (bulletin.position, bulletin.as_of) == (last, LATER.date())
    with clock.moving(LATER):
        make_item(cast, Status.DISPATCHED)
    again = actions.recompute_bulletin(bulletin=bulletin, by=cast.office, at=LATER)
    assert again.position > last
    assert not [each for each in differences() if each.kind == "reports.bulletin"]


def test_words_change_and_numbers_cannot_be_typed_over(cast: Cast) -> None:
    bulletin = draft(cast)
    said = {"title": "三月督查通报", "by": cast.office, "at": LATER}
    edited = actions.edit_bulletin(bulletin=bulletin, text="一、总体情况\n共交办{received}件。", **said)
    assert filled(edited.text, values_of(edited)) == "一、总体情况\n共交办3件。"
    for text in ("共{nothing}件", "共{received件", "", "共}件"):
        with pytest.raises(Invalid):
            actions.edit_bulletin(bulletin=bulletin, text=text, **said)
    with pytest.raises(Invalid):
        actions.edit_bulletin(bulletin=bulletin, text="{received}", **said | {"title": " "})


def test_typed_figures_are_told_from_days_and_numbering() -> None:
    assert typed("2026年3月31日，第3期，督〔2026〕12号\n1. 完成{done}件") == []
    assert typed("完成12件，占35.5%") == ["12", "35.5%"]
    assert checked("{received:u12}", {"received:u12": 1})


def test_whoever_drew_it_up_does_not_issue_it(cast: Cast, colleague: Person) -> None:
    bulletin = draft(cast)
    for person in (cast.office, cast.leader, cast.head, cast.auditor):
        with pytest.raises(Denied):
            actions.issue_bulletin(bulletin=bulletin, by=person, at=LATER)
    issued = actions.issue_bulletin(bulletin=bulletin, by=colleague, at=LATER)
    assert (issued.status, issued.issue) == (BulletinStatus.ISSUED, 1)
    second = actions.issue_bulletin(bulletin=draft(cast), by=cast.mayor, at=LATER)
    assert second.issue == 2


def test_nor_does_whoever_worded_it_last(cast: Cast, colleague: Person) -> None:
    bulletin = draft(cast)
    said = {"title": "改过的通报", "text": "共{received}件。"}
    actions.edit_bulletin(bulletin=bulletin, by=colleague, at=LATER, **said)
    with pytest.raises(Denied):
        actions.issue_bulletin(bulletin=bulletin, by=colleague, at=LATER)
    new_year = moment("2027-01-05")
    issued = actions.issue_bulletin(bulletin=bulletin, by=cast.mayor, at=new_year)
    assert (issued.year, issued.issue) == (2027, 1)


def test_what_was_issued_is_frozen_with_its_hash_in_the_record(cast: Cast, colleague: Person) -> None:
    issued = actions.issue_bulletin(bulletin=draft(cast), by=colleague, at=LATER)
    assert hashlib.sha256(issued.paper.encode()).hexdigest() == issued.paper_hash
    event = Event.objects.get(verb="bulletin.issue")
    assert issued.paper_hash in event.body
    before = json.dumps(paper(issued, LATER.date()).plain, ensure_ascii=False)
    with clock.moving(LATER):
        make_item(cast, Status.DISPATCHED)
    for act in (actions.recompute_bulletin, actions.drop_bulletin):
        with pytest.raises(Conflict):
            act(bulletin=issued, by=cast.office, at=LATER)
    with pytest.raises(Conflict):
        actions.edit_bulletin(bulletin=issued, title="新", text="新", by=cast.office, at=LATER)
    assert json.dumps(paper(issued, date(2027, 1, 1)).plain, ensure_ascii=False) == before


def test_an_issue_bears_the_root_of_the_record_and_keeps_it(
    cast: Cast, colleague: Person, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    while sealing.seal(at=clock.now()):
        pass
    root = printed_root()
    assert root.endswith(Checkpoint.objects.latest("pk").root)
    issued = actions.issue_bulletin(bulletin=draft(cast), by=colleague, at=LATER)
    while sealing.seal(at=clock.now()):
        pass
    assert printed_root() != root
    said = docx.Document(BytesIO(word(paper(issued, date(2027, 1, 1)))))
    assert sum(root in each.text for each in said.paragraphs) == 1


def test_an_issue_is_taken_back_within_seconds_and_its_number_is_free(
    cast: Cast, colleague: Person, client: Client
) -> None:
    bulletin, seconds = draft(cast), timedelta(seconds=1)
    client.force_login(colleague, backend=BACKEND)
    with clock.moving(LATER):
        page = client.post(f"/bulletins/{bulletin.pk}/issue/", follow=True).content.decode()
    way = f"/bulletins/{bulletin.pk}/take_back/"
    assert f'action="{way}"' in page
    for who, moment_ in ((cast.office, LATER), (colleague, LATER + 13 * seconds)):
        with pytest.raises(Conflict):
            actions.take_back_bulletin(bulletin=bulletin, by=who, at=moment_)
    with clock.moving(LATER + 9 * seconds):
        assert client.post(way).status_code == 302
    bulletin.refresh_from_db()
    assert (bulletin.status, bulletin.issue, bulletin.paper_hash) == ("draft", None, "")
    assert Event.objects.latest("pk").verb == "bulletin.take_back"
    assert not [each for each in differences() if each.kind == "reports.bulletin"]
    assert actions.issue_bulletin(bulletin=bulletin, by=colleague, at=LATER).issue == 1


def test_asked_again_it_shows_what_has_changed_since(cast: Cast, client: Client) -> None:
    bulletin = draft(cast)
    late = SupervisionItem.objects.get(finish_due=date(2026, 3, 20))
    actions_of = compared(bulletin, cast.office, LATER.date(), again=True)
    assert all(each.difference == 0 for each in actions_of)
    SupervisionItem.objects.filter(pk=late.pk).update(open_due=date(2026, 5, 1), finish_due=date(2026, 5, 1))
    changed = {
        each.name: each.difference for each in compared(bulletin, cast.office, LATER.date(), again=True)
    }
    assert changed["overdue"] == -1
    client.force_login(cast.office, backend=BACKEND)
    with clock.moving(LATER):
        page = client.get(f"/bulletins/{bulletin.pk}/?compare=1").content.decode()
        api = client.get(f"/api/v1/bulletins/{bulletin.pk}").json()
    assert "−1" in page
    assert {each["name"]: each["difference"] for each in api["numbers"]}["overdue"] == -1
    assert changed["received"] == 0


def test_gaps_of_the_loop_are_among_its_numbers_and_in_its_text(cast: Cast) -> None:
    with clock.moving(moment("2026-03-03")):
        make_item(cast, Status.DISPATCHED)
        make_item(cast, Status.APPROVED)
    bulletin = draft(cast)
    known = values_of(bulletin)
    assert (known["gap:unassigned"], known["gap:unsigned"], known["gap:unverified"]) == (1, 1, 1)
    assert "提出未交办{gap:unassigned}件" in bulletin.text


def test_all_numbers_can_be_turned_to(cast: Cast, client: Client) -> None:
    bulletin = draft(cast)
    client.force_login(cast.office, backend=BACKEND)
    seen: list[str] = []
    for start in ("", "60", "9999", "x"):
        shown = client.get(f"/bulletins/{bulletin.pk}/", {"start": start}).context["shown"]
        seen += [each.name for each in shown] if start in ("", "60") else []
    assert len(seen) == len(set(seen)) == min(120, bulletin.figures.count())


@pytest.mark.parametrize("period", [month_of(date(2027, 1, 1)), Period(date(2024, 1, 1), date(2026, 3, 31))])
def test_a_period_that_has_not_begun_or_is_too_long_is_refused(cast: Cast, period: Period) -> None:
    with pytest.raises(Invalid):
        actions.draft_bulletin(period=period, by=cast.office, at=LATER)
    with pytest.raises(Denied):
        actions.draft_bulletin(period=MARCH, by=cast.leader, at=LATER)


def test_drafts_are_for_those_who_see_the_city_and_issues_for_all_who_work_here(
    cast: Cast, colleague: Person
) -> None:
    bulletin = draft(cast)

    def readers() -> set[str]:
        people = {"office": cast.office, "mayor": cast.mayor, "head": cast.head, "admin": cast.system_admin}
        return {name for name, person in people.items() if Bulletin.objects.visible_to(person).exists()}

    assert readers() == {"office", "mayor"}
    actions.issue_bulletin(bulletin=bulletin, by=colleague, at=LATER)
    assert readers() == {"office", "mayor", "head"}


def test_the_file_is_laid_out_with_its_annexes(cast: Cast, client: Client) -> None:
    bulletin = draft(cast)
    client.force_login(cast.office, backend=BACKEND)
    answer = client.get(reverse("reports:bulletin_file", args=[bulletin.pk, "docx"]))
    document = docx.Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cast.lead.short_name in cells
    assert any("附件" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.skipif(bool(lacking()), reason="there are no Chinese fonts here")
def test_the_text_of_the_pdf_keeps_to_its_lines(cast: Cast) -> None:
    bulletin = draft(cast)
    bulletin.text = "\n".join(["一、总体情况", *["加快推进各项督查事项，确保按时办结、按时反馈。" * 6] * 30])
    found = pages(pdf(paper(bulletin, LATER.date())))
    assert len(found) > 4
    assert max(len(page) for page in found[1:5]) <= measure.LINES


def test_a_long_text_is_warned_about_and_too_long_a_one_is_not_issued(
    cast: Cast, colleague: Person, client: Client
) -> None:
    bulletin = draft(cast)
    said = {"bulletin": bulletin, "title": "长文", "by": cast.office, "at": LATER}
    client.force_login(cast.office, backend=BACKEND)
    actions.edit_bulletin(text="督" * (LONG + 1), **said)
    page = client.get(reverse("reports:bulletin_detail", args=[bulletin.pk])).content.decode()
    assert 'role="status"' in page
    actions.edit_bulletin(text="督" * 6_000, **said)
    with pytest.raises(Invalid):
        actions.issue_bulletin(bulletin=bulletin, by=colleague, at=LATER)


def test_the_pages_lead_from_the_months_to_the_issue(cast: Cast, colleague: Person, client: Client) -> None:
    client.force_login(cast.office, backend=BACKEND)
    with clock.moving(LATER):
        assert client.post("/bulletins/new/", {"first": "2026-03", "last": "2025-01"}).status_code == 422
        assert client.post("/bulletins/new/", {"first": "2026-03", "last": "2026-03"}).status_code == 302
        bulletin = Bulletin.objects.get()
        way = reverse("reports:bulletin_detail", args=[bulletin.pk])
        assert "received" in client.get(f"{way}?compare=1").content.decode()
        wrong = {"title": "题", "text": "{nothing}"}
        assert client.post(f"{way}edit/", wrong).status_code == 422
        assert client.post(f"{way}edit/", wrong | {"text": "共{received}件。"}).status_code == 302
        assert client.post(f"{way}issue/").status_code == 403
        assert client.post(f"{way}explode/").status_code == 422
        client.force_login(colleague, backend=BACKEND)
        assert client.post(f"{way}issue/").status_code == 302
        client.force_login(cast.head, backend=BACKEND)
        page = client.get(way).content.decode()
    assert "共3件。" in page
    assert "compare=1" not in page


def test_a_bulletin_costs_few_questions(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    bulletin = draft(cast)
    client.force_login(cast.office, backend=BACKEND)
    way = reverse("reports:bulletin_detail", args=[bulletin.pk])
    client.get(way)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"{way}?compare=1")
