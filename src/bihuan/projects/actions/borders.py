"""The borders of the map: taken in by the keeper of the ledger with their source and approval."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.files.queries import path_of
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.projects.actions.step import need_role, own_file, words
from bihuan.projects.models import Borders, Datum
from bihuan.projects.rules.mapping import border_refusal
from bihuan.projects.rules.outline import LARGEST, Fault, NoBorders, kept, read_borders

LONGEST_SOURCE, LONGEST_NUMBER, LONGEST_LABEL = 200, 60, 40


@transaction.atomic
def upload_borders(
    *, file: StoredFile, source: str, datum: str, number: str, label: str, by: Person, at: datetime
) -> Borders:
    """Draw the map of projects on these borders from now on; the file itself is kept as it came."""
    need_role(by, Role.PLANNER)
    if datum not in Datum.values:
        raise Invalid(_("Say in which coordinate system the place is given."))
    if file.size > LARGEST:
        raise Invalid(border_refusal(Fault.SIZE))
    try:
        areas = read_borders(path_of(own_file(file, by).sha256).read_bytes(), label.strip())
    except NoBorders as error:
        raise Invalid(border_refusal(error.reason)) from error
    if not areas:
        raise Invalid(border_refusal(Fault.RING))
    borders = Borders.objects.create(
        file=file,
        source=words(source, LONGEST_SOURCE, _("Say where the borders come from.")),
        datum=datum,
        number=words(number, LONGEST_NUMBER, _("A map needs the number of its approval.")),
        label=words(label, LONGEST_LABEL, _("Say which property of the file names the areas.")),
        shapes=kept(areas),
        by=by,
        at=at,
    )
    said = Claim({"areas": len(areas)}, role=Role.PLANNER)
    journal.record(verb="projects.upload_borders", thing=Change(borders), by=by, claim=said)
    return borders
