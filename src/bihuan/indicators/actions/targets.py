"""What is wanted of an indicator in a year, in words and as numbers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.indicators.actions.step import number_of, record, year_of
from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator, Target, TargetNode, TargetRule
from bihuan.indicators.models.indicator import LAST_MONTH
from bihuan.indicators.rules.rights import need_keeper_of
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person

LONGEST_SAID, LONGEST_SOURCE = 60, 120


@transaction.atomic
def set_target(  # noqa: PLR0913 - a target is one sentence
    *,
    indicator: Indicator,
    area: Area,
    year: int,
    said: str,
    by: Person,
    at: datetime,
    rule: str = TargetRule.LINEAR,
    number: int | None = None,
    source: str = "",
    nodes: Mapping[int, int] | None = None,
) -> Target:
    """Enter or change what a document asks of an indicator for a year: its words, and a number if it has one.

    `number` and the nodes (by month) are in ten-thousandths; a place too (the third is 30 000).
    """
    need_keeper_of(by, indicator)
    _need_sense(area, rule, number, nodes or {})
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    row = Target.objects.filter(indicator=indicator, area=area, year=year).first()
    was = before(row) if row else None
    row = row or Target(indicator=indicator, area=area, year=year_of(year))
    row.said = words(said, _("Say the target as the document words it."), LONGEST_SAID)
    row.rule, row.number, row.source = rule, number, clean(source, LONGEST_SOURCE)
    row.save()
    parts = [was or Change(row), *_set_nodes(row, nodes or {})]
    record("indicator.set_target", before(indicator), by, {"name": indicator.name, "year": year}, parts)
    return row


def _need_sense(area: Area, rule: str, number: int | None, nodes: Mapping[int, int]) -> None:
    """A rule has the numbers that it computes with, and no others."""
    if rule not in TargetRule.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": rule})
    if bool(nodes) != (rule == TargetRule.NODES):
        raise Invalid(_("Named months have a number each; other ways to a target have none."))
    if rule in (TargetRule.PROVINCE, TargetRule.RANK) and area.kind != AreaKind.CITY:
        raise Invalid(_("Only the city is compared with the province and the other cities."))
    if rule == TargetRule.RANK and (number is None or number < SCALE or number % SCALE):
        raise Invalid(_("A place is a whole number from 1 on."))
    if not all(1 <= month <= LAST_MONTH for month in nodes):
        raise Invalid(_("Months are numbered from 1 to 12."))
    for each in (number or 0, *nodes.values()):
        number_of(each)


def _set_nodes(row: Target, wanted: Mapping[int, int]) -> list[Change]:
    """Make the nodes of a target what is wanted; returns what changed."""
    changes = []
    left = dict(wanted)
    for node in TargetNode.objects.filter(target=row).order_by("month"):
        was = before(node)
        if node.month in left:
            node.number = left.pop(node.month)
            node.save(update_fields=["number"])
            changes.append(was)
        else:
            _remove(node)
            changes.append(Change(node, was.was, is_gone=True))
    for month, number in sorted(left.items()):
        changes.append(Change(TargetNode.objects.create(target=row, month=month, number=number)))
    return changes


def _remove(row: Target | TargetNode) -> None:
    """Take a row away; it keeps its number for the record."""
    pk = row.pk
    row.delete()
    row.pk = pk


@transaction.atomic
def drop_target(*, target: Target, by: Person, at: datetime) -> None:
    """Take away a target that was entered by mistake; the record keeps it."""
    row = Target.objects.select_for_update().filter(pk=target.pk).first()
    if row is None:
        raise Conflict(_("This target was taken away before."))
    indicator = row.indicator
    need_keeper_of(by, indicator)
    parts = _set_nodes(row, {})
    parts.append(Change(row, before(row).was, is_gone=True))
    _remove(row)
    said = {"name": indicator.name, "year": row.year}
    record("indicator.drop_target", before(indicator), by, said, parts)
