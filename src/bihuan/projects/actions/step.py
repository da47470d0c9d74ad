"""One change of a project under way: lock it, remember what was, change, write the record."""

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
from bihuan.journal.rules import Change, Claim, before, snapshot
from bihuan.kernel import canonical
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.projects.models import Project
from bihuan.projects.rules.moves import works_on


@dataclass
class Step:
    """A permitted change of a locked project."""

    verb: str
    project: Project
    by: Person
    at: datetime
    was: Change
    changes: list[Change] = field(default_factory=list)
    # Columns that change with the governed ones and are none themselves.
    ungoverned: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return clock.day_of(self.at)

    def remember(self, row: Model) -> None:
        """Note a row that belongs to the project before it is changed."""
        self.changes.append(before(row))

    def add(self, row: Model) -> None:
        """Keep a new row that belongs to the project."""
        row.save(force_insert=True)
        self.changes.append(Change(row))

    def remove(self, row: Model) -> None:
        """Take a row away; the record keeps what it said."""
        self.changes.append(Change(row, before(row).was, is_gone=True))

    def land(self, payload: Mapping[str, Any] | None = None, *, claimed_date: date | None = None) -> Project:
        """Save what changed and write the one event."""
        self.project.changed_at = self.at
        self.project.save(update_fields=[*_changed(self.was), "changed_at", *self.ungoverned])
        for change in self.changes:
            if change.was is not None and not change.is_gone:
                change.thing.save()
        role, unit = acting_as(self.by, self.project)
        said = Claim(payload or {}, claimed_date=claimed_date, unit_id=unit, role=role)
        journal.record(
            verb=f"project.{self.verb}", thing=self.was, by=self.by, parts=self.changes, claim=said
        )
        for change in self.changes:
            if change.is_gone:
                change.thing.delete()
        return self.project


def _changed(change: Change) -> list[str]:
    """The columns of a row that no longer say what they said."""
    now, was = snapshot(change.thing), change.was or {}
    return [name for name in now if now[name] != was[name]]


def lock(project: Project) -> Project:
    """Return the project as it stands now; nobody else changes it until we are done."""
    rows = _locked(pk=project.pk)
    if not rows:
        raise Project.DoesNotExist
    found: Project = rows[0]
    return found


@kept
def _locked(*, pk: int) -> QuerySet[Project]:
    return Project.objects.select_for_update(of=("self",)).select_related("lead").filter(pk=pk)


def begin(verb: str, project: Project, by: Person, at: datetime) -> Step:
    """Lock a project for a change by its lead unit or the keeper of the ledger."""
    locked = lock(project)
    if not works_on(by, locked):
        raise Denied(
            _("Only %(unit)s, which leads this project, and the keeper of the project ledger may do this.")
            % {"unit": locked.lead.short_name}
        )
    return Step(verb, locked, by, at, before(locked))


def begin_by(roles: tuple[str, ...], verb: str, project: Project, by: Person, at: datetime) -> Step:
    """Lock a project for a change by somebody with one of these roles."""
    need_role(by, *roles)
    locked = lock(project)
    return Step(verb, locked, by, at, before(locked))


def need_role(by: Person, *roles: str) -> None:
    """Refuse whoever holds none of these roles."""
    if not by.access.has(*roles):
        names = _(" or ").join(str(Role(role).label) for role in roles)
        raise Denied(_("Only the %(roles)s may do this.") % {"roles": names})


def acting_as(by: Person, project: Project) -> tuple[str, int | None]:
    """In which role somebody acts on a project, and for which unit."""
    if by.access.has(Role.PLANNER):
        return Role.PLANNER, None
    if project.lead_id in by.access.headed:
        return Role.HEAD, project.lead_id
    if project.lead_id in by.access.handled:
        return Role.HANDLER, project.lead_id
    return next((role for role in Role.values if by.access.has(role)), ""), None


def clean(text: str, most: int) -> str:
    """Return a text as it is kept, or say how much its place can hold."""
    kept = canonical.text(text).strip()
    if len(kept) > most:
        raise Invalid(_("A text has at most %(count)s characters.") % {"count": most})
    return kept


def words(text: str, most: int, refusal: str) -> str:
    """Return a text as it is kept, or refuse an empty one."""
    kept = clean(text, most)
    if not kept:
        raise Invalid(refusal)
    return kept


def own_file(file: StoredFile, by: Person) -> StoredFile:
    """Return a file that this person may hang somewhere, or refuse."""
    if not StoredFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Invalid(_("One of the attached files is not there. Upload it again."))
    return file
