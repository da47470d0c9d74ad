"""The history of a matter, read from the journal and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.journal.kept import kept
from bihuan.journal.models import Event
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.models import (
    Answer,
    Clock,
    DisputeLevel,
    Level,
    Mark,
    MarkKind,
    ReportCycle,
    ReturnReason,
    ReviewPoint,
    ScheduleRule,
    SlipColour,
    Status,
    SupervisionItem,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.queries.ladders import ladder
from bihuan.ui.templatetags.parts import fullday

LABELS: dict[str, Any] = {
    "file": _("Matter drawn up"),
    "import": _("Taken in from a table"),
    "approve": _("Filed and numbered"),
    "decline": _("Not filed"),
    "dispatch": _("Dispatched"),
    "acknowledge": _("Signed"),
    "propose_dispute": _("Objection proposed, not yet approved by the head"),
    "dispute": _("Objection raised"),
    "rule": _("Ruling on the objection"),
    "report": pgettext_lazy("what happened", "Progress"),
    "contribute": _("Input to the lead unit given"),
    "request_extension": _("Extension requested"),
    "decide_extension": _("Extension decided"),
    "urge": _("Urged"),
    "take_back": _("Taken back before anybody was told"),
    "escalate": _("Urged by the clock"),
    "sign_urge": _("Signed: knows of the urge"),
    "submit": _("Result submitted"),
    "send_back": _("Returned for more work"),
    "send_to_verify": _("Sent for verification"),
    "verify": _("Verified"),
    "conclude": _("Matter concluded"),
    "close": _("Matter closed"),
    "reopen": _("Matter reopened"),
    "archive": _("Matter archived"),
    "instruct": _("Instruction"),
    "make_long_term": _("Made long-term"),
    "merge": _("Merged into another matter"),
    "cancel": _("Matter cancelled"),
    "name_verifier": _("Verifier named"),
    "check_site": _("Checked on site"),
    "ask_affected": _("Person affected asked"),
    "confirm": _("Person affected: it is solved"),
    "contradict": _("Person affected: it is not solved"),
    "look_back": _("Looked back: the result lasts"),
    "relapse": _("Looked back: the result has not lasted"),
    "explain": _("The unit's side"),
    "appeal": _("Appeal"),
    "decide_appeal": _("Appeal decided"),
    "amend": _("Amended by a table"),
    "hand_over": _("Handed over"),
    "add_source": _("Ordered again by another document"),
    "set_schedule": _("Schedule set"),
    "issue_slip": _("Slip issued"),
    "sign_slip": _("Slip signed for"),
    "due_soon": _("Finish date within 48 hours"),
    "assign_overdue": _("Not dispatched in time"),
    "sign_overdue": _("Not signed for in time"),
    "report_overdue": _("Report overdue"),
    "finish_overdue": _("Finish date passed"),
    "input_overdue": _("Input overdue"),
}
RED = frozenset({"sign_overdue", "report_overdue", "finish_overdue", "input_overdue", "send_back", "dispute"})
AMBER = frozenset({"due_soon", "urge", "escalate", "request_extension", "reopen", "issue_slip", "appeal"})
ROLES = {role.value: role.label for role in Role}
RETURNS = {reason.value: reason.label for reason in ReturnReason}
ENDING = frozenset({"conclude", "close", "archive"})
# The words of an event, whichever of them it has, in the order in which they are read.
WORDS = ("text", "note", "ground", "requirement")
CHOICES: dict[str, Any] = {"method": VerificationMethod, "result": VerificationResult}
DATES = {"finish_due": _("Finish date"), "report_due": _("Next report"), "sign_due": _("Sign by")}


@dataclass(frozen=True)
class Note:
    """One labelled fact of an entry."""

    label: Any
    value: Any

    @property
    def words(self) -> str:
        """The value as a page writes it."""
        return fullday(self.value) if isinstance(self.value, date) else str(self.value)


@dataclass(frozen=True)
class Turn:
    """A date or state that changed: what it was and what it became."""

    label: Any
    was: Any
    now: Any


@dataclass(frozen=True)
class Entry:
    """One event as a reader sees it."""

    event_id: int
    verb: str
    label: Any
    at: datetime
    day: date
    by: str
    role: Any
    unit: str
    text: str
    notes: tuple[Note, ...]
    turns: tuple[Turn, ...]
    files: tuple[Mapping[str, Any], ...]
    claimed_date: date | None
    late_days: int
    leaf: str
    is_erased: bool
    # What the event left behind, in governed columns: of the matter itself, and of rows that belong to it.
    after: Mapping[str, Any]
    result: str = ""
    marks: tuple[int, ...] = ()
    # Filled in for a page: each mark with the unit's side of it.
    against: tuple[Any, ...] = ()

    @property
    def light(self) -> Light:
        """The mark on the timeline: red for what went wrong, amber for what presses, a tick for an end."""
        if self.verb in RED or self.result == VerificationResult.FALSE:
            return Light.RED
        if self.verb in AMBER:
            return Light.AMBER
        return Light.DONE if self.verb in ENDING else Light.GREY

    @property
    def seen_before(self) -> list[Note]:
        """Files whose content had turned up here before, and on which day."""
        old = [file for file in self.files if file.get("first_seen")]
        return [Note(file["name"], date.fromisoformat(file["first_seen"])) for file in old]

    @property
    def dates(self) -> tuple[Turn, ...]:
        """The dates that were moved, not those set for the first time."""
        return tuple(turn for turn in self.turns if isinstance(turn.was, date) and turn.now)


@dataclass(frozen=True)
class Names:
    """Persons and units by number, for a whole timeline."""

    persons: Mapping[int, str]
    units: Mapping[int, str]

    def person(self, pk: Any) -> str:
        return self.persons.get(pk, "") if pk else ""

    def unit(self, pk: Any) -> str:
        return self.units.get(pk, "") if pk else ""

    def units_of(self, pks: Iterable[Any]) -> str:
        return "、".join(self.unit(pk) for pk in pks)


class Told(NamedTuple):
    """One event as it is read, before its words are: plain values, because a timeline reads many."""

    pk: int
    verb: str
    at: datetime
    local_date: date
    actor_id: int | None
    unit_id: int | None
    role: str
    claimed_date: date | None
    leaf: str
    body: str
    content: str | None
    actor_name: str | None
    unit_name: str | None


def timeline(item: SupervisionItem) -> list[Entry]:
    """Everything that has happened to a matter, in order; one query, one more if strangers are named."""
    told = [Told(*row) for row in _events(item._meta.label_lower, pk=item.pk)]
    said = [orjson.loads(event.content) if event.content else {} for event in told]
    names = _names(item, told, said)
    return [_entry(event, words, names) for event, words in zip(told, said, strict=True)]


@kept
def _events(kind: str, *, pk: int) -> QuerySet[Any, Any]:
    who = Person.objects.filter(pk=OuterRef("actor_id")).values("name")[:1]
    where = Unit.objects.filter(pk=OuterRef("unit_id")).values("short_name")[:1]
    events = Event.objects.about(kind, pk).order_by("version")
    return events.values_list(*Told._fields[:-3], "payload__content", Subquery(who), Subquery(where))


def _names(item: SupervisionItem, told: list[Told], said: list[dict[str, Any]]) -> Names:
    """Names that the matter and its events already carry; only the others are fetched."""
    persons = {event.actor_id: event.actor_name for event in told if event.actor_id and event.actor_name}
    units = {event.unit_id: event.unit_name for event in told if event.unit_id and event.unit_name}
    for part in item.assignments.all():
        units[part.unit_id] = part.unit.short_name
        if part.handler:
            persons[part.handler.pk] = part.handler.name
    on_rungs = {pk for words in said for _level, pk in words.get("raised", ())}
    if on_rungs - persons.keys():
        persons |= {rung.holder.pk: rung.holder.name for rung in ladder(item) if rung.holder}
    strangers = _mentioned(said, ("handler", "from", "to", "verifier")) | on_rungs
    strangers -= persons.keys()
    foreign = _mentioned(said, ("suggested", "new_lead", "units", "lacking")) - units.keys()
    if strangers or foreign:
        for kind, pk, name in _fetched(strangers, foreign):
            (persons if kind == PERSON else units)[pk] = name
    return Names(persons, units)


PERSON, UNIT = "person", "unit"
MARK_KIND = Mark._meta.label_lower


def _fetched(strangers: set[int], foreign: set[int]) -> Iterable[tuple[str, int, str]]:
    who = Person.objects.filter(pk__in=strangers).annotate(kind=Value(PERSON))
    where = Unit.objects.filter(pk__in=foreign).annotate(sort=Value(UNIT))
    return who.values_list("kind", "pk", "name").union(where.values_list("sort", "pk", "short_name"))


def _mentioned(payloads: Iterable[Mapping[str, Any]], keys: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for said in payloads:
        for key in keys:
            value = said.get(key) or []
            found.update(value if isinstance(value, list) else [value])
    return found


def _entry(event: Told, said: dict[str, Any], names: Names) -> Entry:
    verb = event.verb.removeprefix("item.")
    body = orjson.loads(event.body)
    return Entry(
        event_id=event.pk,
        verb=verb,
        label=LABELS.get(verb, verb),
        at=event.at,
        day=event.local_date,
        by=names.person(event.actor_id),
        role=ROLES.get(event.role, ""),
        unit=names.unit(event.unit_id),
        text=_text(verb, said),
        notes=tuple(_notes(verb, said, names)),
        turns=tuple(_turns(body)),
        files=tuple(said.get("files", ())),
        claimed_date=event.claimed_date,
        late_days=said.get("late_days") or 0,
        leaf=event.leaf,
        is_erased=event.content is None,
        after=body["aft"],
        result=said.get("result") or "",
        marks=tuple(_marks_of(event.body)),
    )


def _marks_of(body: str) -> Iterable[int]:
    """The marks against units that an event left. Most events leave none, and are not read for it."""
    if MARK_KIND in body:
        made = orjson.loads(body)
        known = {part["id"] for part in made["bef"]["parts"] if part["kind"] == MARK_KIND}
        for part in made["aft"]["parts"]:
            if part["kind"] == MARK_KIND and part["id"] not in known:
                yield part["id"]


def _text(verb: str, said: Mapping[str, Any]) -> str:
    keys = WORDS if verb == "send_back" else ("reason", *WORDS)
    return next((str(said[key]) for key in keys if said.get(key)), "")


def _notes(verb: str, said: Mapping[str, Any], names: Names) -> Iterable[Note]:
    """The facts of an event beside its words, in the reader's language."""
    for key, (label, shown) in _SHOWN.items():
        value = said.get(key)
        if value is not None and value != "" and value != []:
            text = shown(value, names)
            if text != "":
                yield Note(label, text)
    if verb == "send_back" and said.get("reason") in RETURNS:
        yield Note(_("Reason"), RETURNS[said["reason"]])
    if "granted" in said:
        yield Note(_("Decision"), _("Granted") if said["granted"] else _("Refused"))


_SHOWN: dict[str, tuple[Any, Any]] = {
    "percent": (_("Share done"), lambda value, names: f"{value}%"),
    "unchanged": (_("No change"), lambda value, names: _("The words are the reason")),
    "taken_from": (_("Taken over from"), lambda value, names: value),
    "progress": (_("Progress so far"), lambda value, names: value),
    "wanted_date": (_("Date asked for"), lambda value, names: date.fromisoformat(value)),
    "handler": (_("Handler"), lambda value, names: names.person(value)),
    "from": (_("From"), lambda value, names: names.person(value)),
    "to": (_("To"), lambda value, names: names.person(value)),
    "suggested": (_("Suggested unit"), lambda value, names: names.unit(value)),
    "basis": (_("Written grounds"), lambda value, names: value),
    "goes_to": (_("Goes to"), lambda value, names: _choice(DisputeLevel, value)),
    "answer_due": (_("To be ruled on by"), lambda value, names: date.fromisoformat(value)),
    "new_lead": (_("New lead unit"), lambda value, names: names.unit(value)),
    "units": (_("Units urged"), lambda value, names: names.units_of(value)),
    "number": (_("Merged into"), lambda value, names: value),
    "due": (_("Term"), lambda value, names: date.fromisoformat(value)),
    "method": (_("Method"), lambda value, names: _choice(VerificationMethod, value)),
    "clock": (_("What ran out"), lambda value, names: _choice(Clock, value)),
    "ran_out": (_("Ran out on"), lambda value, names: date.fromisoformat(value)),
    "raised": (_("To sign"), lambda value, names: _raised(value, names)),
    "vacant": (_("Vacant, so it goes to the next post"), lambda value, names: _levels(value)),
    "levels": (_("Signed as"), lambda value, names: _levels(value)),
    "answer": (_("Answer"), lambda value, names: _choice(Answer, value)),
    "result": (_("Result"), lambda value, names: _choice(VerificationResult, value)),
    "place": (_("Place, by the verifier's own account"), lambda value, names: value),
    "verifier": (_("Verifier"), lambda value, names: names.person(value)),
    "mark": (_("About"), lambda value, names: _choice(MarkKind, value)),
    "review": (_("Review list"), lambda value, names: _points(value)),
    "partly": (_("Concluded though only partly true"), lambda value, names: value),
    "lacking": (_("Without the input of"), lambda value, names: names.units_of(value)),
    "input_reason": (_("Not needed because"), lambda value, names: value),
    "slip": (_("Number"), lambda value, names: value),
    "colour": (_("Colour"), lambda value, names: _choice(SlipColour, value)),
    "limit": (_("New limit"), lambda value, names: date.fromisoformat(value)),
    "proposed": (_("Proposed by the rules"), lambda value, names: _choice(SlipColour, value)),
    "rule": (_("Schedule"), lambda value, names: _choice(ScheduleRule, value)),
    "report_cycle": (_("Report cycle"), lambda value, names: _choice(ReportCycle, value)),
}


def _choice(choices: Any, value: str) -> Any:
    return choices(value).label if value in choices.values else value


def _levels(codes: list[str]) -> str:
    return "、".join(str(_choice(Level, code)) for code in codes)


def _raised(rungs: list[tuple[str, int]], names: Names) -> str:
    """Each rung with the name of its holder."""
    return "、".join(f"{_choice(Level, level)} {names.person(pk)}".strip() for level, pk in rungs)


def _points(codes: list[str]) -> str:
    return "、".join(str(_choice(ReviewPoint, code)) for code in codes)


def _turns(body: Mapping[str, Any]) -> Iterable[Turn]:
    """The state and the dates that an event changed."""
    was, now = body["bef"]["set"], body["aft"]["set"]
    if "status" in was:
        yield Turn(_("State"), Status(was["status"]).label, Status(now["status"]).label)
    for name, label in DATES.items():
        if name in was:
            yield Turn(label, _day(was[name]), _day(now[name]))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
