"""Numbers as SDMX-CSV, written and read: version 1.0 (DATAFLOW) and 2.0 (STRUCTURE, STRUCTURE_ID, ACTION).

Names of columns, versions and `labels` are those of the SDMX-CSV field guide (sdmx-twg/sdmx-csv). The key
of a number is FREQ, INDICATOR, REF_AREA, MEASURE, TIME_SPAN and TIME_PERIOD.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from bihuan.files.reading.grid import Grid
from bihuan.indicators.models import Area, Measure, Reading, Rhythm, Vintage
from bihuan.indicators.rules.numbers import exactly
from bihuan.indicators.rules.sheets import Told, name_of_cell

FLOW = "BIHUAN:INDICATORS(1.0)"
FREQUENCIES = {Rhythm.MONTH: "M", Rhythm.QUARTER: "Q", Rhythm.YEAR: "A"}
MEASURES = {Measure.VALUE: "VALUE", Measure.GROWTH: "GROWTH", Measure.RANK: "RANK"}
# Observation status of the cross-domain code list: normal, provisional, estimated.
STATUS = {Vintage.FINAL: "A", Vintage.PRELIMINARY: "P", Vintage.FLASH: "E"}
VINTAGES = {code: str(vintage) for vintage, code in STATUS.items()}
SPANS = {"month": "MONTH", "quarter": "QUARTER", "ytd": "YTD"}
PERCENT, PURE = "PT", "PURE_NUMB"
DIMENSIONS = ("FREQ", "INDICATOR", "REF_AREA", "MEASURE", "TIME_SPAN", "TIME_PERIOD")
COLUMNS = (*DIMENSIONS, "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE")
NAMES = {"INDICATOR": "Indicator", "REF_AREA": "Reference area"}
LEADING = {"1.0": ("DATAFLOW",), "2.0": ("STRUCTURE", "STRUCTURE_ID", "ACTION")}
LEADS = {"1.0": (FLOW,), "2.0": ("dataflow", FLOW, "I")}
NEEDED = frozenset({"INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"})
# Actions of version 2.0 that bring numbers; what deletes is done by taking a publication back.
BRINGING = frozenset({"", "I", "A", "M", "R"})
MOST_ROWS_ABOVE = 1


@dataclass(frozen=True)
class Refused(ValueError):
    """A row that asks for something that is not done by a file."""

    where: str
    action: str


def area_code(area: Area) -> str:
    """The code of an area."""
    return f"A{area.pk}"


def write_sdmx(rows: Iterable[Reading], version: str, *, with_names: bool = False) -> str:
    """Numbers as SDMX-CSV; with names, as `labels=both` has them: `A12: 望湖区`."""
    text = StringIO(newline="")
    lines = csv.writer(text)
    heads = [f"{each}: {NAMES[each]}" if with_names and each in NAMES else each for each in COLUMNS]
    lines.writerow([*LEADING[version], *heads])
    for row in rows:
        said = dict(zip(COLUMNS, _cells(row), strict=True))
        if with_names:
            said["INDICATOR"] += f": {row.indicator.name}"
            said["REF_AREA"] += f": {row.area.name}"
        lines.writerow([*LEADS[version], *said.values()])
    return text.getvalue()


def _cells(row: Reading) -> Iterator[str]:
    indicator = row.indicator
    yield FREQUENCIES[Rhythm(indicator.rhythm)]
    yield indicator.code
    yield area_code(row.area)
    yield MEASURES[Measure(row.measure)]
    yield SPANS[row.span]
    yield f"{row.month:%Y-%m}"
    yield exactly(row.number)
    yield STATUS[Vintage(row.vintage)]
    yield {Measure.GROWTH: PERCENT, Measure.RANK: PURE}.get(Measure(row.measure), indicator.unit_name or PURE)


def is_sdmx(grid: Grid) -> bool:
    """Whether a table is SDMX-CSV."""
    return bool(grid.rows) and {_id(cell) for cell in grid.rows[0]} >= NEEDED


def read_sdmx(grid: Grid) -> list[Told]:
    """The numbers of an SDMX-CSV table. Raises Refused where a row deletes."""
    heads = [_id(cell) for cell in grid.rows[0]]
    found = []
    for number, row in enumerate(grid.rows[MOST_ROWS_ABOVE:], start=MOST_ROWS_ABOVE):
        said = dict(zip(heads, (cell.strip() for cell in row), strict=True))
        if said.get("ACTION", "").upper() not in BRINGING:
            raise Refused(name_of_cell(grid, number, heads.index("ACTION")), said["ACTION"])
        if said["OBS_VALUE"] in ("", "NaN"):
            continue
        status = said.get("OBS_STATUS", "").upper()
        found.append(
            Told(
                where=name_of_cell(grid, number, heads.index("OBS_VALUE")),
                indicator=said["INDICATOR"],
                area=said["REF_AREA"],
                time=said["TIME_PERIOD"],
                span=_id(said.get("TIME_SPAN", "")).lower(),
                measure=_id(said.get("MEASURE", "")).lower(),
                said=said["OBS_VALUE"],
                vintage=VINTAGES.get(_id(status), status),
            )
        )
    return found


def _id(text: str) -> str:
    """The identifier in a cell that may also hold a name: `REF_AREA: Reference area`."""
    return text.partition(":")[0].strip().lstrip("\ufeff")
