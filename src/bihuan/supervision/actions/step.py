"""One move under way: lock the matter, ask the table, remember what was, change, write the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.kept import kept
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, Claim, before, plain
from bihuan.kernel import canonical
from bihuan.kernel.errors import Invalid
from bihuan.kernel.states import Move
from bihuan.people.models import Person
from bihuan.supervision.actions.outgoing import LEAVES, changed, columns_now, outgoing
from bihuan.supervision.models import DONE, LIVE, Assignment, Clock, Rung, Status, SupervisionItem
from bihuan.supervision.rules.clocks import is_reporting_over
from bihuan.supervision.rules.ladders import ANSWERED_BY_HAND
from bihuan.supervision.rules.moves import MOVES, acting_as, live_parts
from bihuan.supervision.rules.owed import owed_dates

# Characters. A requirement or a report is a page or two; a document belongs into an attachment.
LONGEST_TEXT = 10_000


def lock(item: SupervisionItem) -> SupervisionItem:
    """Return the matter as it stands now, with its parts; nobody else changes it until we are done."""
    rows = _locked(pk=item.pk)
    if not rows:
        raise SupervisionItem.DoesNotExist
    row: SupervisionItem = rows[0]
    parts = Assignment.objects.filter(item=item.pk)
    parts._result_cache = _parts(item=row.pk)
    for part in parts:
        part.item = row
    # What prefetch_related would do, at a third of its cost: every move of the house comes through here.
    row._prefetched_objects_cache = {"assignments": parts}  # type: ignore[attr-defined]
    return row


@kept
def _locked(*, pk: int) -> QuerySet[SupervisionItem]:
    return SupervisionItem.objects.select_for_update().filter(pk=pk)


@kept
def _parts(*, item: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(item_id=item)


@kept
def _rungs(*, item: int) -> QuerySet[Rung]:
    return Rung.objects.filter(item_id=item).order_by("pk")


def _save(row: Model, was: Mapping[str, Any]) -> None:
    """Write the columns that have changed and no others."""
    if names := changed(row, was):
        row.save(update_fields=names)


@dataclass
class Step:
    """A permitted move of a locked matter, with everything remembered as it was before."""

    move: Move
    item: SupervisionItem
    by: Person
    at: datetime
    was: Change
    changes: list[Change] = field(default_factory=list)
    _loaded: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._loaded[id(self.item)] = columns_now(self.item)

    @property
    def today(self) -> date:
        return clock.day_of(self.at)

    def remember(self, row: Model) -> None:
        """Note a row that belongs to the matter before it is changed."""
        self.changes.append(before(row))
        self._loaded.setdefault(id(row), columns_now(row))

    def add(self, row: Model) -> None:
        """Keep a new row that belongs to the matter."""
        row.save(force_insert=True)
        self.changes.append(Change(row))

    def land(
        self,
        *,
        end: str | None = None,
        part: Assignment | None = None,
        payload: Mapping[str, Any] | None = None,
        claimed_date: date | None = None,
    ) -> SupervisionItem:
        """Put the matter into its next state, save what changed and write the one event of this move."""
        self.item.status = end or self.move.end(self.item.status)
        if is_reporting_over(self.item):
            self.item.report_due = None
        if self.item.status in DONE:
            self.item.slip_rank, self.item.slip_due, self.item.is_slip_signed = 0, None, False
        self._settle_rungs(part)
        back = self._way_back() if self.move.name in LEAVES else []
        _save(self.item, self._loaded[id(self.item)])
        for change in self.changes:
            if change.was is not None:
                _save(change.thing, self._loaded[id(change.thing)])
        self._repeat_due()
        event = journal.record(
            verb=f"item.{self.move.name}",
            thing=self.was,
            by=self.by,
            parts=self.changes,
            claim=Claim(
                payload or {},
                claimed_date=claimed_date,
                unit_id=part.unit_id if part else None,
                role=acting_as(self.by, self.item, part),
            ),
        )
        if back:
            outgoing(event, self.item, self.by, self.at, back).save(force_insert=True)
        return self.item

    def _way_back(self) -> list[tuple[Model, Mapping[str, Any] | None]]:
        """How each row gets back to what it was before this move."""
        rows = [(change.thing, change.was is None) for change in (self.was, *self.changes)]
        return [(row, None if is_new else changed(row, self._loaded[id(row)])) for row, is_new in rows]

    def _settle_rungs(self, part: Assignment | None) -> None:
        """Answer the rungs of what is no longer owed; after a return the old ones stand again."""
        row, was = self.item, self.was.was or {}
        is_back = row.status == Status.RETURNED and was["status"] != row.status
        if not (row.open_rungs or is_back):
            return
        owed = owed_dates(row)
        known = {change.thing.pk for change in self.changes if isinstance(change.thing, Rung)}
        for rung in _rungs(item=row.pk):
            if rung.pk in known:
                continue
            is_owed = self._is_owed(rung, part, owed)
            if is_owed != (rung.answered_at is None):
                self.remember(rung)
                rung.answered_at = None if is_owed else self.at
                row.open_rungs += 1 if is_owed else -1

    def _is_owed(
        self, rung: Rung, part: Assignment | None, owed: Mapping[tuple[str, int], date | None]
    ) -> bool:
        """Whether what a rung asks for is still owed after this move."""
        if rung.clock != Clock.HAND:
            return owed.get((rung.clock, rung.unit_id)) == rung.due
        is_answer = self.move.name in ANSWERED_BY_HAND and part is not None and part.unit_id == rung.unit_id
        # A unit that a ruling has released sees the matter no more and cannot sign for an urge.
        has_part = any(each.unit_id == rung.unit_id for each in live_parts(self.item))
        is_owed = rung.answered_at is None and self.item.status in LIVE
        return is_owed and has_part and not is_answer

    def _repeat_due(self) -> None:
        """Let the units' parts repeat the finish date while the matter lives."""
        row, was = self.item, self.was.was or {}
        is_same = (row.status in LIVE) == (was["status"] in LIVE) and plain(row.finish_due) == was[
            "finish_due"
        ]
        if not is_same or self.move.name == "rule":
            repeat_due(row)


def repeat_due(row: SupervisionItem) -> None:
    """Write the finish date of a living matter beside its parts, where lists look for it."""
    due = row.finish_due if row.status in LIVE else None
    Assignment.objects.live().filter(item=row).update(open_due=due)


def begin(name: str, item: SupervisionItem, by: Person, at: datetime) -> Step:
    """Lock a matter for a move, or refuse it in the words of the table."""
    locked = lock(item)
    return Step(MOVES.check(name, locked, by), locked, by, at, before(locked))


def words(text: str, refusal: str) -> str:
    """Return a text as it is kept, or refuse an empty one."""
    kept = clean(text)
    if not kept:
        raise Invalid(refusal)
    return kept


def clean(text: str) -> str:
    """Return a text without the space around it and without what neither database nor record can hold."""
    return within(canonical.text(text).strip(), LONGEST_TEXT)


def within(text: str, most: int) -> str:
    """Return a text that its place can hold, or say how much that is."""
    if len(text) > most:
        raise Invalid(_("A text has at most %(count)s characters.") % {"count": most})
    return text


def reason_of(text: str) -> str:
    """Return the reason given, or ask for one."""
    return words(text, _("Give a reason."))


def evidence(files: tuple[StoredFile, ...], by: Person) -> list[dict[str, Any]]:
    """Describe attached files for the record; refuse files that this person cannot see."""
    if not files:
        return []
    seen = StoredFile.objects.visible_to(by).filter(pk__in=[file.pk for file in files])
    if len({file.pk for file in files}) != len({file.pk for file in seen}):
        raise Invalid(_("One of the attached files is not there. Upload it again."))
    return [_described(file) for file in files]


def _described(file: StoredFile) -> dict[str, Any]:
    """A file as the record names it; content that turned up here before says when."""
    said = {"id": file.pk, "name": file.name, "sha256": file.sha256}
    is_new = file.first_seen_at == file.uploaded_at
    return said if is_new else said | {"first_seen": clock.day_of(file.first_seen_at)}


def events_with(idem: str) -> Event | None:
    """The event that a call with this key has already written."""
    return Event.objects.filter(idem=idem).select_related("payload").first()
