"""What happened to a document, from the record."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Document
from bihuan.journal.models import Event
from bihuan.journal.queries import names_of

LATEST = 200
SAID: dict[str, str | Promise] = {
    "document.take": _("Handed in and read"),
    "document.date": _("Said of which day the document is"),
    "document.sort": _("Said of which kind the document is"),
    "document.ask": _("Asked the model"),
    "document.suggest": _("Took over the model's suggestions"),
    "document.confirm": _("Confirmed for dispatch"),
    "document.drop": _("Put aside"),
    "proposal.edit": _("Edited"),
    "proposal.accept": _("Accepted"),
    "proposal.accept_several": _("Accepted several tasks"),
    "proposal.spread": _("Spread a collective over its units"),
    "proposal.spread_each": _("Made a task for each unit of a collective"),
    "proposal.reject": _("Set down as no task"),
    "proposal.restore": _("Restored"),
    "proposal.merge": _("Merged two tasks"),
    "proposal.split": _("Split a task"),
    "proposal.add": _("Added a task"),
    "proposal.add_party": _("Named a unit"),
    "proposal.match_party": _("Matched a name to a unit"),
    "proposal.drop_party": _("Took a name off"),
}


@dataclass
class Happening:
    """One or several like steps of one person in a row, the latest moment first."""

    at: datetime
    verb: str
    label: str | Promise
    who: str
    count: int = 1


def history(document: Document) -> list[Happening]:
    """The latest steps, newest first. The several events of one long step count as one."""
    found = Event.objects.about(Document._meta.label_lower, document.pk).order_by("-version")
    events = list(found.defer("body")[:LATEST])
    names = names_of(events)
    steps: list[Happening] = []
    for event in events:
        who = names.get(event.actor_id or 0, "")
        if steps and (steps[-1].verb, steps[-1].who) == (event.verb, who):
            steps[-1].count += event.verb.startswith("proposal.")
        else:
            steps.append(Happening(event.at, event.verb, SAID.get(event.verb, event.verb), who))
    return steps
