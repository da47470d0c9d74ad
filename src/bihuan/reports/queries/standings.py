"""League tables in a bulletin: who stands out by the rule, and how many do not."""

from typing import Any

from bihuan.kernel.periods import Period
from bihuan.people.models import Person
from bihuan.standings.models import Band, Line, Status, Table

HEADS = ["档次", "单位"]
WORDS = {Band.ABOVE: "明显高于平均", Band.BELOW: "明显低于平均", Band.LISTED: "只列不排"}


def league_annexes(person: Person, period: Period) -> list[dict[str, Any]]:
    """An annex for every table of the period that has been published, as it was corrected."""
    rows = Table.objects.visible_to(person).filter(
        status=Status.PUBLISHED, last__range=(period.first, period.last)
    )
    corrected = rows.exclude(corrects=None).values_list("corrects", flat=True)
    tables = rows.exclude(pk__in=corrected).select_related("version__scheme", "group").order_by("pk")
    return [_annex(table) for table in tables]


def _annex(table: Table) -> dict[str, Any]:
    lines = Line.objects.filter(table=table, round=table.round).order_by("unit__kind", "unit__sort_key")
    found = list(lines.values_list("band", "unit__short_name"))
    rows = [
        [said, "、".join(name for inside, name in found if inside == band) or "无"]
        for band, said in WORDS.items()
    ]
    near = sum(inside == Band.NEAR for inside, _name in found)
    rows.insert(1, ["接近平均", f"{near}家，先后多在误差之内，不排名次"])
    title = f"{table.version.scheme.name}（{table.group.name}，{table.last.year}年{table.last.month}月）"
    return {"title": title, "heads": HEADS, "rows": rows, "widths": [4, 12], "numbers": []}
