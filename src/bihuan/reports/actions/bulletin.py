"""Bulletins: drawn up, worded, computed anew, issued, dropped. What was issued never changes."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import translation
from django.utils.translation import gettext as _

from bihuan.intake.models import SourceType
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, before
from bihuan.journal.sealed_state import printed_root
from bihuan.kernel import canonical
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.periods import Period
from bihuan.people.models import Person, Role
from bihuan.reports.models import Bulletin, BulletinFigure, BulletinStatus
from bihuan.reports.queries.bulletin import MOST_OVERDUE, Findings, findings, position
from bihuan.reports.queries.matter import OFFICE
from bihuan.reports.queries.standings import league_annexes
from bihuan.reports.rules.bulletin import (
    MOVES,
    TOO_LONG,
    Named,
    checked,
    filled,
    known_in,
    paper_of,
    proposed,
)
from bihuan.reports.rules.paper import full_day
from bihuan.supervision.actions.outgoing import HELD
from bihuan.supervision.queries.figures import COLUMNS

LONGEST_TITLE, LONGEST_TEXT = 120, 20_000
LONGEST_PERIOD = 366
# A unit is praised or named only when its share lies clearly beside the average.
AHEAD, NEAR, BEHIND = "above", "near", "below"


@transaction.atomic
def draft_bulletin(*, period: Period, by: Person, at: datetime, title: str = "") -> Bulletin:
    """Draw up the bulletin of whole months: its numbers as of now, its tables, a proposed text."""
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Bulletins are drawn up by the supervision office."))
    today = clock.day_of(at)
    if period.first > today:
        raise Invalid(_("The period has not begun yet."))
    if (period.last - period.first).days > LONGEST_PERIOD:
        raise Invalid(_("A bulletin is about one year at the most."))
    found = _found(by, period, today)
    bulletin = Bulletin(
        title=_title(title or f"关于{_words(period)}督查事项办理情况的通报"),
        first=period.first,
        last=period.last,
        text=_proposed(found),
        as_of=today,
        position=position(),
        annexes=_annexes(found, today, by),
        by=by,
        at=at,
        year=today.year,
    )
    bulletin.save(force_insert=True)
    _keep(bulletin, found)
    _record("bulletin.draft", Change(bulletin), by, {"position": bulletin.position})
    return bulletin


@transaction.atomic
def edit_bulletin(*, bulletin: Bulletin, title: str, text: str, by: Person, at: datetime) -> Bulletin:
    """Word a draft anew. Its numbers stay the names in braces."""
    row = _begin("edit", bulletin, by)
    was = before(row)
    row.title = _title(title)
    row.text = checked(_text(text), values_of(row))
    row.worded_by = by
    row.save(update_fields=["title", "text", "worded_by"])
    _record("bulletin.edit", was, by, {"length": len(row.text)})
    return row


@transaction.atomic
def recompute_bulletin(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """Compute all numbers and tables of a draft anew, at a new position of the record; its text stays."""
    row = _begin("recompute", bulletin, by)
    was, today = before(row), clock.day_of(at)
    found = _found(by, Period(row.first, row.last), today)
    checked(row.text, known_in(row, {name: each.value for name, each in found.numbers.items()}))
    row.position, row.as_of, row.annexes = position(), today, _annexes(found, today, by)
    row.save(update_fields=["position", "as_of", "annexes"])
    _keep(row, found)
    _record("bulletin.recompute", was, by, {"position": row.position})
    return row


@transaction.atomic
def issue_bulletin(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """Issue a bulletin: it gets its number, and the paper is kept as it is, with its hash in the record."""
    year = clock.day_of(at).year
    # Locked in one order while the next number is taken: two who issue at once wait for each other.
    same = Bulletin.objects.select_for_update().filter(Q(year=year) | Q(pk=bulletin.pk)).order_by("pk")
    list(same.values_list("pk", flat=True))
    row = _begin("issue", bulletin, by)
    was, known = before(row), values_of(row)
    if len(filled(row.text, known)) > TOO_LONG:
        raise Invalid(
            _("The text has more than %(most)s characters. Shorten it before it is issued.")
            % {"most": TOO_LONG}
        )
    row.year = year
    row.issue = (Bulletin.objects.filter(year=year).aggregate(top=Max("issue"))["top"] or 0) + 1
    row.status = MOVES.moves["issue"].end(row.status)
    row.issued_by, row.issued_at = by, at
    row.paper = json.dumps(
        paper_of(row, known, f"{settings.CITY}{OFFICE}", clock.day_of(at), printed_root()).plain,
        ensure_ascii=False,
        sort_keys=True,
    )
    row.paper_hash = hashlib.sha256(row.paper.encode()).hexdigest()
    row.save()
    _record(
        "bulletin.issue", was, by, {"issue": row.issue, "sha256": row.paper_hash, "position": row.position}
    )
    return row


@transaction.atomic
def take_back_bulletin(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """Make an issue undone that one has sent out some seconds ago: a draft again, its number free.

    The record keeps both. Refused when another bulletin has got a number since.
    """
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    is_own = row.status == BulletinStatus.ISSUED and row.issued_by_id == by.pk
    later = Bulletin.objects.filter(year=row.year, issue__gt=row.issue or 0)
    if not is_own or row.issued_at is None or at > row.issued_at + HELD or later.exists():
        raise Conflict(_("This has gone out and can no longer be taken back."))
    was = before(row)
    row.status, row.issue, row.issued_by, row.issued_at = BulletinStatus.DRAFT, None, None, None
    row.paper = row.paper_hash = ""
    row.save()
    _record("bulletin.take_back", was, by, {})
    return row


@transaction.atomic
def drop_bulletin(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """Put a draft aside."""
    row = _begin("drop", bulletin, by)
    was = before(row)
    row.status = MOVES.moves["drop"].end(row.status)
    row.save(update_fields=["status"])
    _record("bulletin.drop", was, by, {})
    return row


def values_of(bulletin: Bulletin) -> dict[str, Any]:
    """What the text of a bulletin may name: its numbers as they were computed, and their day."""
    return known_in(bulletin, dict(bulletin.figures.values_list("name", "value")))


def _begin(name: str, bulletin: Bulletin, by: Person) -> Bulletin:
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    MOVES.check(name, row, by)
    return row


def _found(by: Person, period: Period, today: date) -> Findings:
    # Labels that enter the text and the tables are Chinese whatever the office's screen says.
    with translation.override("zh-hans"):
        return findings(by, period, today)


def _keep(bulletin: Bulletin, found: Findings) -> None:
    bulletin.figures.all().delete()
    BulletinFigure.objects.bulk_create(
        BulletinFigure(bulletin=bulletin, name=name, value=each.value) for name, each in found.numbers.items()
    )


def _proposed(found: Findings) -> str:
    with translation.override("zh-hans"):
        sources = [
            (source.value, str(source.label))
            for source in SourceType
            if f"received:{source.value}" in found.numbers
        ]
    bands = {
        name: [
            (place.line.unit.pk, place.line.unit.short_name) for place in found.ranking.bands.get(name, ())
        ]
        for name in (AHEAD, BEHIND)
    }
    is_judged = any(found.ranking.bands.get(name) for name in (AHEAD, NEAR, BEHIND))
    return proposed(_words(found.period), sources, Named(bands[AHEAD], bands[BEHIND], is_judged))


def _annexes(found: Findings, today: date, by: Person) -> str:
    with translation.override("zh-hans"):
        heads = [str(column.label) for column in COLUMNS.values()]
    units = {
        "title": "各单位办理情况表",
        "heads": ["单位", *heads],
        "rows": [
            [line.unit.short_name, *(str(line.figures[name].value) for name in COLUMNS)]
            for line in found.lines
        ],
        "widths": [4, *[2] * len(heads)],
        "numbers": list(range(1, len(heads) + 1)),
    }
    late = {
        "title": f"本期交办事项中逾期最久的{MOST_OVERDUE}件"
        if found.has_more_late
        else "本期交办的逾期事项清单",
        "heads": ["编号", "事项", "牵头单位", "办结时限", "逾期天数"],
        "rows": [
            [
                item.number or "",
                item.title,
                item.lead_name or "",
                full_day(item.finish_due),
                str((today - item.finish_due).days) if item.finish_due else "",
            ]
            for item in found.late
        ],
        "widths": [4, 9, 4, 4, 2],
        "numbers": [4],
    }
    tables = [table for table in (units, late) if table["rows"]]
    return json.dumps([*tables, *league_annexes(by, found.period)], ensure_ascii=False)


def _words(period: Period) -> str:
    first, last = (f"{day.year}年{day.month}月" for day in (period.first, period.last))
    return first if first == last else f"{first}至{last}"


def _title(text: str) -> str:
    said = canonical.text(text).strip()
    if not said or len(said) > LONGEST_TITLE:
        raise Invalid(_("A bulletin has a title of at most %(most)s characters.") % {"most": LONGEST_TITLE})
    return said


def _text(text: str) -> str:
    said = canonical.text(text).replace("\r\n", "\n").strip()
    if not said:
        raise Invalid(_("A bulletin needs a text."))
    if len(said) > LONGEST_TEXT:
        raise Invalid(_("The text has more than %(most)s characters.") % {"most": LONGEST_TEXT})
    return said


def _record(verb: str, thing: Change, by: Person, payload: dict[str, Any]) -> None:
    role = Role.SUPERVISOR if by.access.has(Role.SUPERVISOR) else Role.LEADER
    journal.record(verb=verb, thing=thing, by=by, claim=Claim(payload, role=role))
