"""What counts against a unit has the unit's own side beside it, and an appeal with a clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.intake.models import Document, Proposal
from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied
from bihuan.kernel.periods import year_of
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Mark, MarkKind, ReviewPoint, Status, SupervisionItem
from bihuan.supervision.queries.gaps import LABELS, Scope, gap_page, gap_report
from bihuan.supervision.queries.marks import mark_figures
from bihuan.supervision.queries.months import ON_TIME
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
READERS = ("office", "leader", "mayor", "head", "handler", "co_head", "stranger", "auditor", "system_admin")


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def one_mark(cast: Cast, kind: str) -> Mark:
    """A mark of a kind, left by what really leaves it."""
    late = moment("2026-06-01")
    if kind == MarkKind.UNSIGNED:
        make_item(cast, Status.DISPATCHED)
        actions.tick(at=late)
    elif kind == MarkKind.LATE_REPORT:
        item = make_item(cast)
        actions.report(item=item, by=cast.head, at=late, said=Said("迟了。"))
    elif kind == MarkKind.RETURNED:
        make_item(cast, Status.RETURNED)
    elif kind == MarkKind.LATE_FINISH:
        item = make_item(cast, Status.ACCEPTED, report_cycle="none")
        item = actions.submit(item=item, by=cast.head, at=late, said=Said("办完了。"))
        given = {"review": ReviewPoint.values, "input_reason": "不需要。"}
        actions.conclude(item=item, by=cast.office, at=late, **given)
    elif kind == MarkKind.FOUND_FALSE:
        item = make_item(cast, Status.TO_VERIFY)
        actions.verify(item=item, by=cast.office, at=MONDAY, method="site", result="false", text="没通电。")
    else:
        make_move(cast, make_item(cast, Status.CLOSED), "relapse")
    return Mark.objects.get(kind=kind, unit=cast.lead)


OFFICE_MADE = (MarkKind.RETURNED, MarkKind.FOUND_FALSE, MarkKind.RELAPSED)


@pytest.mark.parametrize("kind", list(MarkKind))
def test_a_granted_appeal_lifts_a_mark_from_every_count_but_not_from_the_record(
    cast: Cast, kind: str
) -> None:
    mark = one_mark(cast, kind)
    at = moment(mark.day, 15)
    with clock.moving(at):
        actions.explain(item=mark.item, by=cast.handler, at=at, mark=mark, text="当日停电。")
        with pytest.raises(Conflict):
            actions.explain(item=mark.item, by=cast.head, at=at, mark=mark, text="再说一遍。")
        actions.appeal(item=mark.item, by=cast.head, at=at, mark=mark, text="停电不由本单位负责。")
        ruling = {"item": mark.item, "at": at, "mark": mark, "granted": True, "ground": "供电公司证明属实。"}
        decider = cast.office
        if kind in OFFICE_MADE:
            with pytest.raises(Denied):
                actions.decide_appeal(by=cast.office, **ruling)
            decider = cast.leader
        item = actions.decide_appeal(by=decider, **ruling)
    figures = mark_figures(cast.office, cast.lead, year_of(mark.day), mark.day)
    assert figures[kind].value == 0
    assert (item.late_reports, item.returns) == (0, 0)
    if kind == MarkKind.LATE_FINISH:
        assert SupervisionItem.objects.filter(ON_TIME).get() == item
        assert item.finish_first < item.finish_due
    days = "first=2026-01-01&last=2026-12-31"
    opened = as_(cast.office).get(f"/tasks/units/{cast.lead.pk}/?{days}&kind={kind}")
    # What a number opens is what it counts; what an appeal has lifted stands among all marks.
    assert opened.context["pager"].rows == []
    assert dict(opened.context["figures"])[MarkKind(kind).label].url == f"?{days}&kind={kind}"
    page = as_(cast.head).get(f"/tasks/{item.pk}/").content.decode()
    for words in ("当日停电。", "停电不由本单位负责。", "供电公司证明属实。", "申诉成立"):
        assert words in page
    assert (
        "当日停电。"
        in as_(cast.office)
        .get(f"/tasks/units/{cast.lead.pk}/?first=2026-01-01&last=2026-12-31")
        .content.decode()
    )
    assert list(differences()) == []


def test_a_refused_appeal_leaves_the_mark_counting(cast: Cast) -> None:
    mark = one_mark(cast, MarkKind.UNSIGNED)
    at = moment(mark.day, 15)
    actions.appeal(item=mark.item, by=cast.head, at=at, mark=mark, text="不应计入。")
    actions.decide_appeal(
        item=mark.item, by=cast.office, at=at, mark=mark, granted=False, ground="没有依据。"
    )
    assert mark_figures(cast.office, cast.lead, year_of(mark.day), mark.day)["unsigned"].value == 1
    with pytest.raises(Conflict):
        actions.appeal(item=mark.item, by=cast.head, at=at, mark=mark, text="再次申诉。")


@pytest.mark.parametrize(("days", "is_open"), [(7, True), (8, False)])
def test_an_appeal_is_made_within_five_working_days_and_decided_within_five(
    cast: Cast, days: int, is_open: bool
) -> None:
    mark = one_mark(cast, MarkKind.RETURNED)
    at = MONDAY + timedelta(days=days)
    if not is_open:
        with pytest.raises(Conflict):
            actions.appeal(item=mark.item, by=cast.head, at=at, mark=mark, text="不应计入。")
        return
    actions.appeal(item=mark.item, by=cast.head, at=at, mark=mark, text="不应计入。")
    assert mark.item.appeals.get().decide_by == at.date() + timedelta(7)


def test_a_unit_speaks_only_about_its_own_marks(cast: Cast) -> None:
    mark = one_mark(cast, MarkKind.RETURNED)
    with pytest.raises(Exception, match="本单位"):
        actions.explain(item=mark.item, by=cast.co_head, at=MONDAY, mark=mark, text="不是我们。")


def test_marks_and_gaps_are_the_measure_of_their_rows_for_everybody(cast: Cast) -> None:
    for status in WAY:
        make_item(cast, status)
    late = moment("2026-06-01")
    actions.tick(at=late)
    for name in READERS:
        person: Person = getattr(cast, name)
        figures = list(mark_figures(person, cast.lead, year_of(late.date()), late.date()).values())
        for line in gap_report(Scope(person, year_of(late.date()), late.date())):
            assert set(line.figures) == set(LABELS)
            figures += line.figures.values()
        for figure in figures:
            assert figure.is_true(), (name, figure.name, figure.value, figure.measure(figure.rows))


def test_what_a_gap_opens_is_walked_to_its_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.supervision.queries.gaps.PAGE", 2)
    drafts = [make_item(cast, Status.DRAFT).pk for _n in range(4)]
    document = Document.objects.create(
        title="纪要", text="抓好落实。" * 9, source_type="meeting", by=cast.office, created_at=MONDAY
    )
    tasks = [
        Proposal.objects.create(
            document=document, start=n, end=n + 1, title=f"任务{n}", requirement="抓好落实。", confidence=90
        ).pk
        for n in range(3)
    ]
    scope, seen, after = Scope(cast.office, year_of(MONDAY.date()), MONDAY.date()), [], ""
    for _page in range(9):
        page = gap_page(scope, "unassigned", None, after)
        assert len(page.items) + len(page.proposals) <= 2
        seen += [each.pk for each in (*page.items, *page.proposals)]
        after = page.after
        if not after:
            break
    assert seen == [*reversed(drafts), *reversed(tasks)]


@pytest.mark.parametrize(("unit", "status"), [("999999", 404), ("", 200), ("x", 200)])
def test_the_rows_of_an_unknown_unit_are_not_found(cast: Cast, unit: str, status: int) -> None:
    assert as_(cast.office).get(f"/tasks/gaps/?gap=unsigned&unit={unit}").status_code == status


def test_each_gap_counts_what_did_not_go_on(cast: Cast) -> None:
    for status in ("draft", "approved", "dispatched", "accepted", "in_progress", "submitted", "closed"):
        make_item(cast, status)
    verified = make_move(cast, make_item(cast, Status.TO_VERIFY), "verify")
    make_move(cast, verified, "conclude")
    total, line = gap_report(Scope(cast.office, year_of(MONDAY.date()), MONDAY.date()))
    expected = {"unassigned": 2, "unsigned": 1, "unreported": 1, "unreviewed": 1, "unverified": 1}
    expected["undecided"] = 0
    assert {name: figure.value for name, figure in total.figures.items()} == expected
    assert (line.unit, {name: figure.value for name, figure in line.figures.items()}) == (cast.lead, expected)


@pytest.mark.parametrize(("days", "gapes"), [(0, 0), (1, 1)])
def test_an_appeal_gapes_from_the_day_after_it_had_to_be_decided(cast: Cast, days: int, gapes: int) -> None:
    mark = one_mark(cast, MarkKind.RETURNED)
    appealed = actions.appeal(item=mark.item, by=cast.head, at=MONDAY, mark=mark, text="不应计入。")
    day = appealed.appeals.get().decide_by + timedelta(days)
    scope = Scope(cast.office, year_of(day), day)
    assert [line.figures["undecided"].value for line in gap_report(scope)] == [gapes] * 2
    assert [item.pk for item in gap_page(scope, "undecided", None, "").items] == [mark.item_id] * gapes
    said = {"mark": mark, "granted": False, "ground": "退回有据。"}
    actions.decide_appeal(item=mark.item, by=cast.leader, at=MONDAY + timedelta(1), **said)
    assert gap_report(scope)[0].figures["undecided"].value == 0


def test_the_pages_keep_their_budget_and_every_number_opens(cast: Cast) -> None:
    client = as_(cast.office)
    counts = []
    for _n in range(2):
        for status in ("draft", "dispatched", "accepted", "submitted", "closed", "returned"):
            make_item(cast, status)
        paths = ("/tasks/gaps/?first=2026-03-01&last=2026-03-31", f"/tasks/units/{cast.lead.pk}/", "/checks/")
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            counts.append(len(caught))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12
    item = make_item(cast, Status.RETURNED)
    mark = item.marks.get()
    actions.appeal(item=item, by=cast.head, at=MONDAY, mark=mark, text="不应计入。")
    with clock.moving(moment("2026-03-20")):
        client = as_(cast.office)
        shown = client.get("/tasks/gaps/?first=2026-03-01&last=2026-03-31")
        for _label, figure in shown.context["total"]:
            assert "推进老旧小区改造" in client.get(figure.url).content.decode()
