"""A version of a scheme with everything that belongs to it, read in two questions."""

from collections import defaultdict

from bihuan.standings.models import PartInput, SchemePart, SchemeVersion, Table
from bihuan.standings.rules.scored import Plan


def plan_of(version: SchemeVersion) -> Plan:
    """The parts of a version in their order, each with what it asks for."""
    parts = list(SchemePart.objects.filter(version=version).order_by("position"))
    inputs: dict[int, list[PartInput]] = defaultdict(list)
    rows = PartInput.objects.filter(part__version=version).select_related("indicator").order_by("pk")
    for each in rows:
        inputs[each.part_id].append(each)
    return Plan(version, parts, inputs)


def members_of(table: Table) -> list[int]:
    """The units of a table: of its lines once it is frozen, of its group before."""
    if table.round:
        found = table.lines.filter(round=table.round).values_list("unit_id", flat=True)
        if found:
            return list(found)
    return list(table.group.members.values_list("unit_id", flat=True))
