"""What may be done to schemes and tables, by whom and when; and that what is published stays as it is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices.models import Notice
from bihuan.people.models import Role
from bihuan.people.tests import makers as people
from bihuan.standings import actions
from bihuan.standings.models import Appeal, Entry, Line, LinePart, Status, Table
from bihuan.standings.tests import makers
from bihuan.standings.tests.makers import LATER, NOON, Board, points
from bihuan.supervision.models import SupervisionItem

pytestmark = pytest.mark.django_db


def rows_of(table: Table) -> list[Any]:
    """Everything that a published table says, as it stands in the database."""
    lines = Line.objects.filter(table=table).order_by("pk")
    return [
        *Table.objects.filter(pk=table.pk).values_list(),
        *Entry.objects.filter(table=table).order_by("pk").values_list(),
        *lines.values_list(),
        *LinePart.objects.filter(line__in=lines).order_by("pk").values_list(),
    ]


def test_a_table_goes_from_numbers_to_publication(board: Board) -> None:
    table = makers.make_frozen(board)
    # 60 × 60% + 60 × 40% × (8.2 − 5.1) ÷ (8.2 − 5.1), and 40 of 40 for the other part.
    first = table.lines.get(unit=board.units[0])
    assert (first.score, first.place, first.best, first.worst) == (points(100), 1, 1, 1)
    second = table.lines.get(unit=board.units[1])
    assert [part.points for part in second.parts.order_by("pk")] == [points(46.84), points(24)]
    assert table.preview_to == date(2026, 4, 9)
    table = actions.publish(table=table, by=board.leader, at=LATER)
    assert table.status == Status.PUBLISHED
    events = Event.objects.filter(thing_kind="standings.table").order_by("pk")
    verbs = list(events.values_list("verb", flat=True))
    assert verbs == ["table.open", *["table.enter"] * 6, "table.freeze", "table.publish"]


def test_what_is_missing_is_listed_and_never_nought(board: Board) -> None:
    table = makers.make_table(board)
    for unit, number in zip(board.units, (8.2, 6.5, None), strict=True):
        makers.enter(board, table, unit, "growth", number)
        makers.enter(board, table, unit, "spend", 5)
    table = makers.make_frozen(board, table)
    line = table.lines.get(unit=board.units[2])
    assert (line.score, line.place, line.band) == (None, None, "listed")
    assert line.parts.get(part__code="growth").trouble == "missing"


def test_those_of_the_units_are_told_when_a_preview_begins(board: Board) -> None:
    table = makers.make_frozen(board)
    told = Notice.objects.filter(verb="table.freeze")
    assert {notice.person_id for notice in told} == {head.pk for head in board.heads}
    assert {notice.url for notice in told} == {reverse("standings:table_detail", args=[table.pk])}


def test_nothing_is_frozen_in_which_a_number_was_forgotten(board: Board) -> None:
    table = makers.make_table(board)
    makers.enter(board, table, board.units[0], "growth", 8)
    with pytest.raises(Conflict, match="5"):
        actions.freeze(table=table, by=board.office, at=NOON)


WRONG: dict[str, Callable[[Board], Any]] = {
    "a part without points": lambda board: makers.make_version(board, makers.typed_part(weight=0)),
    "two parts of one code": lambda board: makers.make_version(
        board, makers.typed_part(), makers.typed_part()
    ),
    "an input without a source": lambda board: makers.make_version(board, makers.typed_part(inputs=())),
    "a figure that there is not": lambda board: makers.make_version(
        board, makers.typed_part(inputs=(actions.NewInput("value", "figure", figure="supervision.smiles"),))
    ),
    "a formula that calls for names from elsewhere": lambda board: makers.make_version(
        board,
        makers.typed_part(
            method="formula",
            settings={"text": "__import__(x)", "least": "0"},
            inputs=(actions.NewInput("x"),),
        ),
    ),
    "a group of one": lambda board: actions.set_group(
        name="一", units=board.units[:1], by=board.office, at=NOON
    ),
    "a missing number without its cause": lambda board: makers.enter(
        board, makers.make_table(board), board.units[0], "growth", cause=" "
    ),
    "a number without its source": lambda board: makers.enter(
        board, makers.make_table(board), board.units[0], "growth", 1, source=" "
    ),
    "a share of nought": lambda board: makers.enter(
        board, makers.make_table(board), board.units[0], "growth", counted=0, whole=0
    ),
    "a share above the whole": lambda board: makers.enter(
        board, makers.make_table(board), board.units[0], "growth", counted=3, whole=2
    ),
    "a pledge for today": lambda board: makers.make_pledge(
        board, makers.make_published(board), board.units[2], days=0
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_makes_no_sense_is_refused(board: Board, case: str) -> None:
    events = Event.objects.count
    with pytest.raises(Invalid):
        WRONG[case](board)
    assert not Event.objects.filter(verb="scheme.write", payload__content__contains="smiles").exists()
    assert events() < 40


def test_a_scheme_is_written_anew_in_a_version_that_says_why(board: Board) -> None:
    first = makers.make_version(board)
    order = actions.NewVersion(parts=(makers.typed_part(weight=100),))
    said = {"scheme": first.scheme, "order": order, "by": board.office, "at": NOON}
    with pytest.raises(Invalid):
        actions.write_scheme(**said)
    second = actions.write_scheme(**said, reason="投资项并入项目考核。")
    assert (second.number, first.scheme.versions.count()) == (2, 2)
    table = makers.make_table(board, first)
    assert table.version_id == first.pk
    actions.retire_scheme(scheme=first.scheme, by=board.office, at=NOON)
    with pytest.raises(Conflict):
        actions.open_table(version=second, group=board.group, period=makers.MONTH, by=board.office, at=NOON)


def test_one_table_for_one_scheme_group_and_time(board: Board) -> None:
    table = makers.make_table(board)
    with pytest.raises(Conflict):
        makers.make_table(board, table.version)
    actions.drop(table=table, by=board.office, at=NOON, reason="分组有误。")
    assert makers.make_table(board, table.version).pk != table.pk


def test_a_leader_publishes_after_five_working_days_and_with_every_objection_answered(board: Board) -> None:
    table = makers.make_frozen(board)
    last_day = LATER - timedelta(days=1)
    with pytest.raises(Conflict):
        actions.publish(table=table, by=board.leader, at=last_day)
    with pytest.raises(Denied):
        actions.publish(table=table, by=board.office, at=LATER)
    said = {"table": table, "unit": board.units[1], "text": "统计口径有误。"}
    appeal = actions.appeal(**said, by=board.heads[1], at=last_day)
    with pytest.raises(Conflict):
        actions.publish(table=table, by=board.leader, at=LATER)
    actions.answer(appeal=appeal, accepted=False, text="口径与办法一致。", by=board.office, at=LATER)
    assert actions.publish(table=table, by=board.leader, at=LATER).publisher == board.leader


def test_whoever_froze_a_table_does_not_publish_it(board: Board) -> None:
    people.actions.grant_role(person=board.office, role=Role.LEADER, unit=None, by=None, at=NOON)
    board.office.forget_access()
    table = makers.make_frozen(board)
    with pytest.raises(Denied):
        actions.publish(table=table, by=board.office, at=LATER)


def test_an_accepted_objection_leads_to_another_freezing_and_the_first_lines_stay(board: Board) -> None:
    table = makers.make_frozen(board)
    said = {"table": table, "unit": board.units[2], "text": "漏计一个项目。"}
    appeal = actions.appeal(**said, by=board.heads[2], at=NOON)
    actions.answer(appeal=appeal, accepted=True, text="情况属实。", by=board.office, at=NOON)
    with pytest.raises(Conflict):
        actions.publish(table=table, by=board.leader, at=LATER)
    table = actions.thaw(table=table, by=board.office, at=NOON, reason="申诉属实。")
    makers.enter(board, table, board.units[2], "spend", 13)
    table = makers.make_frozen(board, table)
    rounds = Line.objects.filter(table=table, unit=board.units[2]).order_by("round")
    assert [line.score != rounds[1].score for line in rounds] == [True, False]
    assert list(Line.objects.filter(table=table).current().values_list("round", flat=True)) == [2, 2, 2]


@pytest.mark.parametrize("who", ["stranger", "other", "office", "leader"])
def test_only_the_unit_itself_objects_to_its_line(board: Board, who: str) -> None:
    table = makers.make_frozen(board)
    person = {"stranger": board.stranger, "other": board.heads[0]}.get(who) or getattr(board, who)
    with pytest.raises(Denied):
        actions.appeal(table=table, unit=board.units[1], text="不对。", by=person, at=NOON)
    assert not Appeal.objects.exists()


def test_objections_end_with_the_preview_and_are_made_once(board: Board) -> None:
    table = makers.make_frozen(board)
    said = {"table": table, "unit": board.units[1], "text": "不对。", "by": board.heads[1]}
    with pytest.raises(Conflict):
        actions.appeal(**said, at=LATER)
    appeal = actions.appeal(**said, at=NOON)
    with pytest.raises(Conflict):
        actions.appeal(**said, at=NOON)
    answered = {"appeal": appeal, "accepted": False, "by": board.office, "at": NOON}
    actions.answer(**answered, text="一致。")
    with pytest.raises(Conflict):
        actions.answer(**answered, text="再答。")


PATHS: dict[str, Callable[[Board, Table], Any]] = {
    "fill": lambda board, table: actions.fill(table=table, by=board.office, at=LATER),
    "enter": lambda board, table: makers.enter(board, table, board.units[0], "growth", 99),
    "freeze": lambda board, table: actions.freeze(table=table, by=board.office, at=LATER),
    "thaw": lambda board, table: actions.thaw(table=table, by=board.office, at=LATER, reason="改。"),
    "publish": lambda board, table: actions.publish(table=table, by=board.leader, at=LATER),
    "drop": lambda board, table: actions.drop(table=table, by=board.office, at=LATER, reason="不要了。"),
    "appeal": lambda board, table: actions.appeal(
        table=table, unit=board.units[0], text="不对。", by=board.heads[0], at=LATER
    ),
    "answer": lambda board, table: actions.answer(
        appeal=table.appeals.get(), accepted=True, text="改。", by=board.office, at=LATER
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_no_way_of_writing_changes_a_published_table(board: Board, path: str) -> None:
    table = makers.make_frozen(board)
    said = {"table": table, "unit": board.units[0], "text": "口径有误。"}
    appeal = actions.appeal(**said, by=board.heads[0], at=NOON)
    actions.answer(appeal=appeal, accepted=False, text="一致。", by=board.office, at=NOON)
    table = actions.publish(table=table, by=board.leader, at=LATER)
    before, events = rows_of(table), Event.objects.count()
    with pytest.raises(Conflict):
        PATHS[path](board, table)
    assert rows_of(table) == before
    assert Event.objects.count() == events


def test_every_move_that_writes_into_a_table_is_tried_on_a_published_one() -> None:
    assert set(PATHS) == set(actions.MOVES.moves) - {"correct", "pledge"}


def test_another_group_or_version_changes_nothing_of_what_is_published(board: Board) -> None:
    table = makers.make_published(board)
    before = rows_of(table)
    units = [*board.units[:2], people.unit()]
    actions.set_group(name="县区", units=units, by=board.office, at=LATER, group=board.group)
    order = actions.NewVersion(parts=(makers.typed_part(weight=100),))
    actions.write_scheme(
        scheme=table.version.scheme, order=order, reason="换办法。", by=board.office, at=LATER
    )
    assert rows_of(table) == before


def test_a_correction_is_another_table_and_the_old_one_stays(board: Board) -> None:
    table = makers.make_published(board)
    before = rows_of(table)
    said = {"table": table, "by": board.office, "at": LATER}
    with pytest.raises(Invalid):
        actions.correct(**said, reason=" ")
    again = actions.correct(**said, reason="乙县漏报一个项目。")
    makers.enter(board, again, board.units[1], "spend", 10)
    with pytest.raises(Conflict):
        actions.correct(**said, reason="再来。")
    again = actions.freeze(table=again, by=board.office, at=LATER)
    again = actions.publish(table=again, by=board.leader, at=LATER + timedelta(days=9))
    assert rows_of(table) == before
    assert again.corrects == table
    assert Table.objects.visible_to(board.stranger).filter(status=Status.PUBLISHED).count() == 2


def test_a_pledge_files_a_matter_with_the_unit_the_words_and_the_day(board: Board) -> None:
    table = makers.make_published(board)
    row = makers.make_pledge(board, table, board.units[2])
    assert row.matter.finish_due == row.due
    assert [part.unit for part in row.matter.assignments.all()] == [board.units[2]]
    assert "下季度把投资进度赶上来" in row.matter.title
    with pytest.raises(Conflict):
        makers.make_pledge(board, table, board.units[2])
    own = {"table": table, "text": "加快项目开工。", "due": date(2026, 6, 30), "at": LATER}
    actions.pledge(**own, unit=board.units[1], by=board.heads[1])
    with pytest.raises(Denied):
        actions.pledge(**own, unit=board.units[0], by=board.heads[1])
    assert SupervisionItem.objects.count() == 2


WHO_SEES = {
    "office": (True, True, True),
    "leader": (True, True, True),
    "auditor": (True, True, True),
    "head": (False, True, True),
    "stranger": (False, False, True),
}


@pytest.mark.parametrize("who", WHO_SEES)
def test_who_sees_a_table_before_and_after_publication(board: Board, who: str) -> None:
    person = board.heads[0] if who == "head" else getattr(board, who)
    sees_all = who in ("office", "leader", "auditor")
    opened, frozen, published = WHO_SEES[who]
    table = makers.make_filled(board)

    def seen() -> tuple[bool, int, int]:
        lines, entries = Line.objects.visible_to(person), Entry.objects.visible_to(person)
        return Table.objects.visible_to(person).exists(), lines.count(), entries.count()

    assert seen() == (opened, 0, 6 if sees_all else 0)
    table = makers.make_frozen(board, table)
    assert seen() == (frozen, 3 if sees_all else int(frozen), 6 if sees_all else 2 * int(frozen))
    actions.publish(table=table, by=board.leader, at=LATER)
    assert seen() == (published, 3, 6)


def test_the_database_itself_refuses_a_line_that_contradicts_itself(board: Board) -> None:
    table = makers.make_frozen(board)
    line = table.lines.get(unit=board.units[0])
    for wrong in ({"score": None}, {"best": 2, "worst": 1}, {"low": 5, "high": 4}, {"place": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Line.objects.filter(pk=line.pk).update(**wrong)


def test_a_table_of_eighty_units_is_kept_frozen_and_corrected(board: Board) -> None:
    units = [people.unit() for _number in range(80)]
    said = {"name": "全部部门", "by": board.office, "at": NOON}
    with pytest.raises(Invalid):
        actions.set_group(units=[*units, people.unit()], **said)
    board.group = actions.set_group(units=units, **said)
    table = makers.make_table(board, makers.make_version(board, makers.typed_part(weight=100)))
    for place, unit in enumerate(units):
        makers.enter(board, table, unit, "growth", place)
    table = actions.freeze(table=table, by=board.office, at=NOON)
    table = actions.publish(table=table, by=board.leader, at=LATER)
    again = actions.correct(table=table, by=board.office, at=LATER, reason="漏报。")
    assert again.entries.count() == table.lines.count() == 80
