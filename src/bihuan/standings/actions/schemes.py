"""Schemes are written in versions; groups are set. What breaks a rule is refused with that rule."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.indicators.models import Indicator
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.kernel.figures import kind_of
from bihuan.people.models import Person, Unit
from bihuan.standings.actions.step import number_of, record, record_each
from bihuan.standings.models import (
    Group,
    GroupMember,
    Lacking,
    Method,
    Origin,
    PartInput,
    Scheme,
    SchemePart,
    SchemeVersion,
)
from bihuan.standings.rules.moves import need_keeper
from bihuan.standings.rules.orders import NewInput, NewPart, NewVersion
from bihuan.standings.rules.records import read_scheme
from bihuan.standings.rules.scored import record_of

LONGEST_NAME, LONGEST_BASIS, LONGEST_CODE = 60, 120, 20
MOST_PARTS, MOST_PLACES, FEWEST_UNITS, MOST_UNITS = 30, 4, 2, 80


@transaction.atomic
def write_scheme(
    *,
    order: NewVersion,
    by: Person,
    at: datetime,
    name: str = "",
    reason: str = "",
    scheme: Scheme | None = None,
) -> SchemeVersion:
    """Write a scheme, or its next version with the reason for it. Tables that exist keep their version."""
    need_keeper(by)
    row = _scheme(scheme, name)
    is_first = scheme is None
    last = row.versions.aggregate(top=Max("number"))["top"] or 0
    if last:
        reason = words(reason, _("Say why the scheme is written anew."))
    version = _version(row, order, by, at)
    version.number, version.reason = last + 1, clean(reason)
    parts = [_part(version, position, part) for position, part in enumerate(order.parts, start=1)]
    _check(version, parts, order, by)
    version.save(force_insert=True)
    changes = []
    for part, said in zip(parts, order.parts, strict=True):
        part.version = version
        part.save(force_insert=True)
        changes.append((Change(part), [Change(_input(part, each)) for each in said.inputs]))
    record_each("scheme.write", changes, by)
    written = Change(row, None if is_first else before(row).was)
    record("scheme.write", written, by, _told(version), [Change(version)])
    return version


def _told(version: SchemeVersion) -> dict[str, object]:
    return {"name": version.scheme.name, "number": version.number, "reason": version.reason}


def _scheme(scheme: Scheme | None, name: str) -> Scheme:
    if scheme is not None:
        row: Scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
        if not row.is_active:
            raise Conflict(_("“%(name)s” has been put aside. Write another scheme.") % {"name": row.name})
        return row
    said = words(name, _("Name the scheme."), LONGEST_NAME)
    if Scheme.objects.filter(name=said).exists():
        raise Invalid(_("There is a scheme of this name. Write its next version."))
    return Scheme.objects.create(name=said)


def _version(row: Scheme, order: NewVersion, by: Person, at: datetime) -> SchemeVersion:
    if order.lacking not in Lacking.values:
        raise Invalid(_("Say what becomes of a unit that lacks a number."))
    if not 0 <= order.places <= MOST_PLACES:
        raise Invalid(_("Points have between 0 and %(most)s decimals.") % {"most": MOST_PLACES})
    if order.margin < 0 or (order.most_bonus or 0) < 0:
        raise Invalid(_("A margin and a most of bonuses are not below nought."))
    return SchemeVersion(
        scheme=row,
        basis=clean(order.basis, LONGEST_BASIS),
        lacking=order.lacking,
        places=order.places,
        most_bonus=None if order.most_bonus is None else number_of(order.most_bonus),
        margin=number_of(order.margin),
        by=by,
        at=at,
    )


def _part(version: SchemeVersion, position: int, order: NewPart) -> SchemePart:
    if order.method not in Method.values:
        raise Invalid(_("There is no such method: %(value)s.") % {"value": order.method})
    settings = dict(order.settings)
    if order.method == Method.FORMULA:
        settings.setdefault("takes", [{"name": each.name, "unit": each.unit_name} for each in order.inputs])
    return SchemePart(
        version=version,
        position=position,
        code=words(order.code, _("Give every part a code."), LONGEST_CODE),
        name=words(order.name, _("Name every part."), LONGEST_NAME),
        weight=number_of(order.weight),
        unit_name=clean(order.unit_name, LONGEST_CODE),
        method=order.method,
        settings=json.dumps(settings, ensure_ascii=False, sort_keys=True),
        is_bonus=order.is_bonus,
    )


def _check(version: SchemeVersion, parts: list[SchemePart], order: NewVersion, by: Person) -> None:
    """Refuse a scheme that cannot be scored by, or that the rules forbid."""
    if len(parts) > MOST_PARTS:
        raise Invalid(_("A scheme has at most %(most)s parts.") % {"most": MOST_PARTS})
    scheme = read_scheme(record_of(version, parts))
    for part, said in zip(scheme.parts, order.parts, strict=True):
        wanted = {each.name for each in part.inputs}
        found = [each.name for each in said.inputs]
        lost = sorted({*wanted.symmetric_difference(found), *_twice(found)})
        if lost:
            told = {"part": part.name, "names": ", ".join(lost)}
            raise Invalid(_("“%(part)s”: say where these come from, and nothing else: %(names)s.") % told)
        for each in said.inputs:
            _check_input(part.name, each, by)


def _twice(names: list[str]) -> list[str]:
    return [name for name in names if names.count(name) > 1]


def _check_input(part: str, order: NewInput, by: Person) -> None:
    known = {
        Origin.FIGURE: bool(kind_of(order.figure)) and (not order.whole or bool(kind_of(order.whole))),
        Origin.INDICATOR: _is_seen(order.indicator, by),
        Origin.TARGET: _is_seen(order.indicator, by),
        Origin.FIXED: order.number is not None,
        Origin.ENTERED: True,
    }
    if not known.get(Origin(order.origin) if order.origin in Origin.values else Origin.ENTERED, False):
        told = {"part": part, "name": order.label or order.name}
        raise Invalid(_("“%(part)s”: “%(name)s” has no source that there is. Choose one.") % told)


def _is_seen(indicator: Indicator | None, by: Person) -> bool:
    return indicator is not None and Indicator.objects.visible_to(by).filter(pk=indicator.pk).exists()


def _input(part: SchemePart, order: NewInput) -> PartInput:
    return PartInput.objects.create(
        part=part,
        name=order.name,
        label=clean(order.label, LONGEST_NAME),
        unit_name=clean(order.unit_name, LONGEST_CODE),
        origin=order.origin,
        figure=order.figure,
        whole=order.whole,
        is_year=order.is_year,
        indicator=order.indicator,
        number=None if order.number is None else number_of(order.number),
    )


@transaction.atomic
def retire_scheme(*, scheme: Scheme, by: Person, at: datetime) -> Scheme:
    """Put a scheme aside: no new table is made by it; those that exist stay."""
    need_keeper(by)
    row: Scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if not row.is_active:
        raise Conflict(_("“%(name)s” has been put aside. Write another scheme.") % {"name": row.name})
    was = before(row)
    row.is_active = False
    row.save(update_fields=["is_active"])
    record("scheme.retire", was, by, {"name": row.name})
    return row


@transaction.atomic
def set_group(
    *, name: str, units: Iterable[Unit], by: Person, at: datetime, group: Group | None = None
) -> Group:
    """Say which units are compared with each other. Tables that are frozen keep the units they have."""
    need_keeper(by)
    said = words(name, _("Name the group."), LONGEST_NAME - LONGEST_CODE)
    chosen = list(dict.fromkeys(units))
    if len(chosen) < FEWEST_UNITS:
        raise Invalid(_("A group has at least two units: one alone is compared with nobody."))
    if len(chosen) > MOST_UNITS:
        raise Invalid(_("A group has at most %(most)s units.") % {"most": MOST_UNITS})
    if Group.objects.filter(name=said).exclude(pk=group.pk if group else None).exists():
        raise Invalid(_("There is a group of this name."))
    row = Group.objects.select_for_update().get(pk=group.pk) if group else Group()
    was = before(row) if group else None
    row.name = said
    row.save()
    gone = [(member.pk, Change(member, before(member).was, is_gone=True)) for member in _members(row)]
    GroupMember.objects.filter(group=row).delete()
    for key, change in gone:
        change.thing.pk = key
    made = [Change(GroupMember.objects.create(group=row, unit=unit)) for unit in chosen]
    record("group.set", was or Change(row), by, {"name": said}, [*(change for _key, change in gone), *made])
    return row


def _members(group: Group) -> list[GroupMember]:
    return list(GroupMember.objects.filter(group=group).order_by("pk"))
