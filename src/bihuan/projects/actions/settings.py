"""What the city chooses for its ledger: lights, and the tables of codes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, Note
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.projects.models import LightChoice
from bihuan.projects.queries.codes import TABLES
from bihuan.projects.rules.lights import PRESETS


def _need_keeper(by: Person | None) -> str:
    if by is None:
        return ""
    if not by.access.has(Role.PLANNER):
        raise Denied(_("Only the keeper of the project ledger may do this."))
    return Role.PLANNER


@transaction.atomic
def choose_lights(*, preset: str, by: Person, at: datetime) -> LightChoice:
    """Colour projects by another rule set, from this month on; past months keep theirs."""
    role = _need_keeper(by)
    if preset not in PRESETS:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": preset})
    first = clock.day_of(at).replace(day=1)
    row = LightChoice.objects.create(preset=preset, first_month=first, by=by, at=at)
    journal.record(verb="projects.choose_lights", thing=Change(row), by=by, claim=Claim(role=role))
    return row


@transaction.atomic
def add_codes(
    *, table: str, rows: Iterable[tuple[str, str, int, int | None]], by: Person | None, at: datetime
) -> int:
    """Enter codes (code, name, first year, last year) and return how many; those that are there stay."""
    role, model = _need_keeper(by), TABLES[table]
    known = set(model.objects.values_list("code", "first_year"))
    new = [
        model(code=code, name=name, first_year=first, last_year=last)
        for code, name, first, last in rows
        if (code, first) not in known
    ]
    for row in new:
        _check_code(row)
        row.save(force_insert=True)
    notes = [Note("projects.add_code", Change(row), claim=Claim(role=role)) for row in new]
    if notes:
        journal.record_all(notes=notes, by=by)
    return len(new)


def _check_code(row: Any) -> None:
    if not row.code or not row.name or (row.last_year and row.last_year < row.first_year):
        said = _("A code needs its name and the years in which it holds: %(code)s.")
        raise Invalid(said % {"code": row.code})
