"""One matter's history in words: every event of the journal about it, with what was said and shown.

The journal is the only source. Words that have been erased by law are missing from it, and from the page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from bihuan.journal.models import Event
from bihuan.journal.rules import payload_of
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    ReturnReason,
    SupervisionItem,
    VerificationMethod,
    VerificationResult,
)
from bihuan.ui.templatetags.parts import fullday

KIND = "supervision.supervisionitem"
# The words under which an action may have put what a person said, in the order in which they are shown.
SAID = ("text", "reason", "note", "ground", "progress")

WHAT: dict[str, Any] = {
    "file": gettext_lazy("Matter drawn up"),
    "approve": gettext_lazy("Filed and numbered"),
    "decline": gettext_lazy("Not filed"),
    "dispatch": gettext_lazy("Dispatched"),
    "acknowledge": gettext_lazy("Signed"),
    "dispute": gettext_lazy("Objection raised"),
    "rule": gettext_lazy("Ruling on the objection"),
    "report": pgettext_lazy("what happened", "Progress"),
    "contribute": gettext_lazy("Input to the lead unit given"),
    "request_extension": gettext_lazy("Extension requested"),
    "decide_extension": gettext_lazy("Extension decided"),
    "urge": gettext_lazy("Urged"),
    "submit": gettext_lazy("Result submitted"),
    "send_back": gettext_lazy("Returned for more work"),
    "send_to_verify": gettext_lazy("Sent for verification"),
    "verify": gettext_lazy("Verified"),
    "conclude": gettext_lazy("Matter concluded"),
    "close": gettext_lazy("Matter closed"),
    "reopen": gettext_lazy("Matter reopened"),
    "archive": gettext_lazy("Matter archived"),
    "instruct": gettext_lazy("Instruction"),
    "make_long_term": gettext_lazy("Made long-term"),
    "merge": gettext_lazy("Merged into another matter"),
    "cancel": gettext_lazy("Matter cancelled"),
    "hand_over": gettext_lazy("Handed over"),
    "due_soon": gettext_lazy("Finish date is near"),
    "sign_overdue": gettext_lazy("Signature overdue"),
    "report_overdue": pgettext_lazy("what happened", "Report overdue"),
    "finish_overdue": gettext_lazy("Finish date passed"),
    "input_overdue": gettext_lazy("Input overdue"),
}
RED = frozenset({"sign_overdue", "report_overdue", "finish_overdue", "input_overdue", "send_back", "dispute"})
AMBER = frozenset({"due_soon", "urge", "request_extension", "reopen"})
DONE = frozenset({"conclude", "close", "archive"})
REPORTS = ("report", "contribute", "submit")
GROUPS = {
    "instructions": frozenset({"instruct"}),
    "reports": frozenset(REPORTS),
    "urges": frozenset({"urge"}),
}


@dataclass(frozen=True)
class Evidence:
    """A file that was shown with an event, by the name it was given then."""

    pk: int
    name: str


@dataclass(frozen=True)
class Line:
    """One thing that happened, as a page tells it."""

    at: datetime
    move: str
    what: str
    who: str
    light: str
    texts: list[str]
    late: str = ""
    claimed: date | None = None
    percent: int | None = None
    result: str = ""
    files: list[Evidence] = field(default_factory=list)

    @property
    def is_instruction(self) -> bool:
        return self.move == "instruct"


@dataclass
class Names:
    """The names of units that events speak of by number; those of the matter itself cost nothing."""

    known: dict[int, str]

    def __getitem__(self, pk: Any) -> str:
        if pk not in self.known:
            found = Unit.objects.filter(pk=pk).values_list("short_name", flat=True).first()
            self.known[pk] = found or "—"
        return self.known[pk]


def history(item: SupervisionItem) -> list[Line]:
    """What happened to a matter, newest first. Call it only for a matter that the reader may see."""
    events = (
        Event.objects.about(KIND, item.pk)
        .select_related("payload")
        .annotate(
            actor_name=Subquery(Person.objects.filter(pk=OuterRef("actor_id")).values("name")[:1]),
            unit_name=Subquery(Unit.objects.filter(pk=OuterRef("unit_id")).values("short_name")[:1]),
        )
        .order_by("-version")
    )
    names = Names({part.unit_id: part.unit.short_name for part in item.assignments.all()})
    return [_line(event, names) for event in events]


def _line(event: Any, names: Names) -> Line:
    move = event.verb.removeprefix("item.")
    said = payload_of(event)
    is_false = said.get("result") == VerificationResult.FALSE
    return Line(
        at=event.at,
        move=move,
        what=str(WHAT.get(move, event.verb)),
        who=" ".join(filter(None, [event.unit_name, event.actor_name])),
        light="red" if is_false else _light(move),
        texts=[text for text in _texts(move, said, names) if text],
        late=_late(said.get("late_days") or 0),
        claimed=event.claimed_date,
        percent=said.get("percent"),
        result=said.get("result") or "",
        files=[Evidence(file["id"], file["name"]) for file in said.get("files") or ()],
    )


def _texts(move: str, said: Mapping[str, Any], names: Names) -> Iterator[str]:
    """What was said, in the words of who said it; what was set, in ours."""
    if move in _OWN_WORDS:
        yield from _OWN_WORDS[move](said, names)
    yield from (str(said[name]) for name in SAID if said.get(name) and move not in NOT_SAID)


def _urged(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    units = _(", ").join(names[pk] for pk in said.get("units") or ())
    yield _("To %(units)s") % {"units": units} if units else ""


def _returned(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    code = said.get("reason")
    yield str(ReturnReason(code).label) if code in ReturnReason.values else ""
    yield said.get("text") or ""


def _verified(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    method, result = said.get("method"), said.get("result")
    if method in VerificationMethod.values and result in VerificationResult.values:
        yield _("%(method)s: %(result)s") % {
            "method": VerificationMethod(method).label,
            "result": VerificationResult(result).label,
        }


def _asked(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    yield _("Asks for %(day)s.") % {"day": _day(said.get("wanted_date"))}


def _decided(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said.get("granted"):
        yield _("Granted, to be finished by %(day)s.") % {"day": _day(said.get("finish_due"))}
    else:
        yield _("Refused; the finish date stays.")


def _ruled(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said.get("granted") and said.get("new_lead"):
        yield _("The objection is upheld; %(unit)s leads from now on.") % {"unit": names[said["new_lead"]]}
    elif said.get("granted"):
        yield _("The objection is upheld; the next lead unit collects from now on.")
    else:
        yield _("The objection is rejected; the matter stays with the unit.")


def _disputed(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said.get("suggested"):
        yield _("Suggests %(unit)s.") % {"unit": names[said["suggested"]]}


def _dispatched(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said.get("finish_due"):
        yield _("To be finished by %(day)s.") % {"day": _day(said["finish_due"])}


def _merged(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said.get("number"):
        yield _("Dealt with in %(number)s from now on.") % {"number": said["number"]}


_OWN_WORDS: dict[str, Callable[[Mapping[str, Any], Names], Iterator[str]]] = {
    "urge": _urged,
    "send_back": _returned,
    "verify": _verified,
    "request_extension": _asked,
    "decide_extension": _decided,
    "rule": _ruled,
    "dispute": _disputed,
    "dispatch": _dispatched,
    "merge": _merged,
}
# Their payload holds codes or the whole order, which the page shows elsewhere.
NOT_SAID = frozenset({"send_back", "file"})


def _day(text: str | None) -> str:
    return fullday(date.fromisoformat(text)) if text else "—"


def _light(move: str) -> str:
    if move in RED:
        return "red"
    if move in AMBER:
        return "amb"
    return "done" if move in DONE else "gry"


def _late(days: int) -> str:
    if not days:
        return ""
    return ngettext("%(days)d working day late", "%(days)d working days late", days) % {"days": days}
