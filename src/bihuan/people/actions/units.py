"""Units: founded, renamed, moved under another, known by other names."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Role, Unit, UnitAlias, UnitKind
from bihuan.people.rules import acting_role, need_role, sort_key

CHANGEABLE = ("name", "short_name", "kind", "appraisal_group", "is_active")
LONGEST_PATH = 120


@transaction.atomic
def add_unit(
    *,
    name: str,
    short_name: str,
    kind: str,
    parent: Unit | None,
    by: Person | None,
    at: datetime,
    aliases: Iterable[str] = (),
) -> Unit:
    """Enter an organisation that can be given work, below another one or at the top."""
    need_role(by, Role.SYSTEM_ADMIN)
    name, short_name = name.strip(), short_name.strip() or name.strip()
    _check_name(name, short_name, None)
    _check_kind(kind)
    # The path holds the unit's own number, which is known only once the row exists.
    unit = Unit.objects.create(
        name=name,
        short_name=short_name,
        kind=kind,
        parent=parent,
        path=f"new-{uuid.uuid4()}",
        sort_key=sort_key(short_name),
    )
    unit.path = _path(unit, parent)
    unit.save(update_fields=["path"])
    names = [alias.strip() for alias in aliases if alias.strip()]
    for alias in names:
        _check_alias(alias)
        UnitAlias.objects.create(unit=unit, name=alias)
    journal.record(verb="people.add_unit", thing=Change(unit), by=by, claim=_claim(by, {"aliases": names}))
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, changes: Mapping[str, Any], by: Person | None, at: datetime) -> Unit:
    """Rename a unit, put it into another kind or appraisal group, or close it down."""
    need_role(by, Role.SYSTEM_ADMIN)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise Invalid(_("A unit has no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    was = before(unit)
    for column, value in changes.items():
        setattr(unit, column, value.strip() if isinstance(value, str) else value)
    _check_name(unit.name, unit.short_name, unit)
    _check_kind(unit.kind)
    if not unit.is_active:
        _check_may_close(unit)
    unit.sort_key = sort_key(unit.short_name)
    unit.save()
    journal.record(verb="people.change_unit", thing=was, by=by, claim=_claim(by, {}))
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: Person | None, at: datetime) -> Unit:
    """Put a unit under another one; everything below it comes along. One event for every unit whose way
    from the top has changed."""
    need_role(by, Role.SYSTEM_ADMIN)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if parent is not None:
        parent = Unit.objects.select_for_update().get(pk=parent.pk)
        if parent.path.startswith(unit.path):
            raise Invalid(_("A unit cannot be put under itself or under one of its own units."))
    old, new = unit.path, _path(unit, parent)
    if old == new:
        raise Conflict(_("%(unit)s is already there.") % {"unit": unit})
    for row in Unit.objects.select_for_update().filter(path__startswith=old).order_by("path"):
        was = before(row)
        row.path = _short_enough(new + row.path[len(old) :])
        if row.pk == unit.pk:
            row.parent = parent
        row.save(update_fields=["path", "parent"])
        journal.record(verb="people.move_unit", thing=was, by=by, claim=_claim(by, {}))
    unit.refresh_from_db()
    return unit


@transaction.atomic
def add_alias(*, unit: Unit, name: str, by: Person | None, at: datetime) -> UnitAlias:
    """Note another name under which documents speak of a unit."""
    need_role(by, Role.SYSTEM_ADMIN, Role.SUPERVISOR)
    name = name.strip()
    _check_alias(name)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    alias = UnitAlias.objects.create(unit=unit, name=name)
    claim = Claim({"alias": name}, role=acting_role(by, Role.SYSTEM_ADMIN, Role.SUPERVISOR))
    journal.record(verb="people.add_alias", thing=before(unit), by=by, claim=claim)
    return alias


@transaction.atomic
def remove_alias(*, alias: UnitAlias, by: Person | None, at: datetime) -> None:
    """Strike a name that led documents to the wrong unit."""
    need_role(by, Role.SYSTEM_ADMIN, Role.SUPERVISOR)
    unit = Unit.objects.select_for_update().get(pk=alias.unit_id)
    claim = Claim({"alias": alias.name}, role=acting_role(by, Role.SYSTEM_ADMIN, Role.SUPERVISOR))
    alias.delete()
    journal.record(verb="people.remove_alias", thing=before(unit), by=by, claim=claim)


def _claim(by: Person | None, payload: Mapping[str, Any]) -> Claim:
    return Claim(payload, role=acting_role(by, Role.SYSTEM_ADMIN))


def _path(unit: Unit, parent: Unit | None) -> str:
    return _short_enough(f"{parent.path if parent else ''}{unit.pk}.")


def _short_enough(path: str) -> str:
    """Return the way down to a unit, or refuse one that leads deeper than its column is wide."""
    if len(path) > LONGEST_PATH:
        raise Invalid(_("Units lie too deep under one another here. Put this one under a higher unit."))
    return path


def _check_name(name: str, short_name: str, unit: Unit | None) -> None:
    """Refuse a name by which documents would find another unit."""
    if not name:
        raise Invalid(_("Give the unit a name."))
    others = Unit.objects.exclude(pk=unit.pk) if unit else Unit.objects.all()
    if others.filter(name=name).exists():
        raise Invalid(_("There is already a unit named %(name)s.") % {"name": name})
    aliases = UnitAlias.objects.exclude(unit=unit) if unit else UnitAlias.objects.all()
    taken = aliases.filter(name__in=(name, short_name)).select_related("unit").first()
    if taken:
        _refuse_taken(taken.name, taken.unit)


def _check_kind(kind: str) -> None:
    if kind not in UnitKind.values:
        raise Invalid(_("There is no such kind of unit: %(kind)s.") % {"kind": kind})


def _check_alias(name: str) -> None:
    if not name:
        raise Invalid(_("Give the other name."))
    alias = UnitAlias.objects.filter(name=name).select_related("unit").first()
    taken = alias.unit if alias else Unit.objects.filter(Q(name=name) | Q(short_name=name)).first()
    if taken:
        _refuse_taken(name, taken)


def _refuse_taken(name: str, unit: Unit) -> NoReturn:
    raise Invalid(_("“%(name)s” already stands for %(unit)s.") % {"name": name, "unit": unit})


def _check_may_close(unit: Unit) -> None:
    if unit.posts.filter(to_date=None).exists() or unit.children.filter(is_active=True).exists():
        raise Conflict(_("%(unit)s still has people or units of its own. Move them first.") % {"unit": unit})
