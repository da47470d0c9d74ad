"""The record of matters for other programs: XES (IEEE 1849-2016), and OCEL 2.0 as JSON and as SQLite.

No person and no word is in it: matters by their numbers, units, the roles in which acts were done, the states
to which they led. Row by row it goes into a file, so that memory does not grow with the record and nobody
waits for a slow reader.
"""

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.process import ORDER, acts
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import SupervisionItem

Row = Mapping[str, Any]
AT_ONCE = 5_000
# Since when what never changes is as it is, by the standard.
EVER = "1970-01-01T00:00:00.000Z"
MATTER, UNIT = "matter", "unit"
# The parts of matters of which the extract says in a word what became of them.
TOLD = {"assignment", "extensionrequest", "mark", "ownershipdispute", "report", "verification"}
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<string key="lifecycle:transition" value="complete"/>\
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


class Source:
    """The acts of some matters in a database of this process's memory, and how things in them are called."""

    def __init__(self, connection: Any, log: Table, person: Person) -> None:
        self.connection, self.person = connection, person
        self.acts = acts(log)
        self.parts = log.filter(_.part != "", _.part_id.notnull()).semi_join(self.acts, "event")
        self.units = dict(Unit.objects.visible_to(person).values_list("pk", "short_name"))

    def stream(self, expression: Table) -> Iterator[Row]:
        """Rows as they are read."""
        found = self.connection.con.sql(self.connection.compile(expression))
        for batch in found.to_arrow_reader(AT_ONCE):
            yield from batch.to_pylist()

    def values(self, column: Any) -> list[Any]:
        """All different values of a column."""
        return sorted(value for row in self.stream(column.as_table().distinct()) for value in row.values())

    def numbered(self, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
        """Rows with the number by which their matter is called."""
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            items = SupervisionItem.objects.visible_to(self.person).filter(
                pk__in={row["case"] for row in some}
            )
            numbers = dict(items.order_by().values_list("pk", "number"))
            yield from ((numbers.get(row["case"]) or str(row["case"]), row) for row in some)


def xes(source: Source, path: Path) -> None:
    """Write the acts, matter by matter, as a compressed XES file."""
    rows = source.stream(source.acts.order_by("case", *ORDER))
    with gzip.open(path, "wb", compresslevel=6) as whole, TextIOWrapper(whole, "utf-8") as out:
        out.write(HEAD)
        for number, events in groupby(source.numbered(rows), key=lambda one: one[0]):
            out.write(f"<trace>{_text('concept:name', number)}\n")
            out.writelines(_xes_event(row, source.units) for _number, row in events)
            out.write("</trace>\n")
        out.write("</log>\n")


def _xes_event(row: Row, units: Mapping[int, str]) -> str:
    said = {
        "concept:name": _type(row),
        "lifecycle:transition": "complete",
        "org:group": units.get(row["unit"], ""),
        "org:role": row["role"],
        "state": row["state"],
    }
    texts = "".join(_text(key, value) for key, value in said.items() if value)
    return f'<event><date key="time:timestamp" value="{_stamp(row["at"])}"/>{texts}</event>\n'


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def ocel_json(source: Source, path: Path) -> None:
    """Write the acts and what they were done to as OCEL 2.0 in JSON."""
    with path.open("w", encoding="utf-8") as out:
        kinds = [_json_type(name, attributes) for name, attributes in _object_types(source).items()]
        acts = [_json_type(name, ["role", "state"]) for name in _event_types(source)]
        out.write(f'{{"objectTypes": {_json(kinds)},\n"eventTypes": {_json(acts)},\n"objects": [')
        _listed(out, map(_json_object, _objects(source)))
        out.write('],\n"events": [')
        _listed(out, map(_json_event, _events(source)))
        out.write("]}\n")


def _json_type(name: str, attributes: list[str]) -> Row:
    return {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}


def _json_object(thing: Row) -> Row:
    changes = [{"name": name, "time": at, "value": value} for name, at, value in thing["changes"]]
    return {"id": thing["id"], "type": thing["type"], "attributes": changes, **_json_ties(thing)}


def _json_event(event: Row) -> Row:
    said = [{"name": name, "value": event[name]} for name in ("role", "state") if event[name]]
    return {
        "id": event["id"],
        "type": event["type"],
        "time": event["at"],
        "attributes": said,
        **_json_ties(event),
    }


def _json_ties(thing: Row) -> Row:
    return {"relationships": [{"objectId": pk, "qualifier": how} for pk, how in thing["ties"]]}


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def _listed(out: TextIO, rows: Iterable[Row]) -> None:
    """One a line, with commas between."""
    for place, row in enumerate(rows):
        out.write(f"{',' if place else ''}\n{_json(row)}")


# The tables of the standard, and those that each type of events or objects has besides.
TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
  ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
  ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""
EVENT_TABLE = """CREATE TABLE event_{name} (
  ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP, role TEXT, state TEXT)"""
OBJECT_TABLE = """CREATE TABLE object_{name} (
  ocel_id TEXT REFERENCES object (ocel_id), ocel_time TIMESTAMP, ocel_changed_field TEXT{columns})"""


def ocel_sqlite(source: Source, path: Path) -> None:
    """Write the acts and what they were done to as OCEL 2.0 in a SQLite file."""
    base = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is new and thrown away where it fails: nothing is gained by a journal.
        base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES} BEGIN;")
        for name, attributes in _object_types(source).items():
            base.execute("INSERT INTO object_map_type VALUES (?, ?)", (name, name))
            columns = "".join(f", {each} TEXT" for each in attributes)
            base.execute(OBJECT_TABLE.format(name=name, columns=columns))
        for name in _event_types(source):
            base.execute("INSERT INTO event_map_type VALUES (?, ?)", (name, name))
            base.execute(EVENT_TABLE.format(name=name))
        for thing in _objects(source):
            _pour_object(base, thing)
        for event in _events(source):
            _pour_event(base, event)
        base.execute("COMMIT")
    finally:
        base.close()


def _pour_object(base: sqlite3.Connection, thing: Row) -> None:
    kind, pk = thing["type"], thing["id"]
    base.execute("INSERT INTO object VALUES (?, ?)", (pk, kind))
    for name, at, value in thing["changes"] or [("", EVER, None)]:
        # What a thing is from the first is no change of a field.
        changed = None if at == EVER else name
        columns = ("ocel_id, ocel_time, ocel_changed_field", "?, ?, ?")
        if name:
            columns = (f"{columns[0]}, {name}", f"{columns[1]}, ?")
        said = (pk, at, changed, *([value] if name else []))
        base.execute(f"INSERT INTO object_{kind} ({columns[0]}) VALUES ({columns[1]})", said)  # noqa: S608 - own words
    ties = [(pk, other, how) for other, how in thing["ties"]]
    base.executemany("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)", ties)


def _pour_event(base: sqlite3.Connection, event: Row) -> None:
    kind, pk = event["type"], event["id"]
    base.execute("INSERT INTO event VALUES (?, ?)", (pk, kind))
    said = (pk, event["at"], event["role"] or None, event["state"] or None)
    base.execute(f"INSERT INTO event_{kind} VALUES (?, ?, ?, ?)", said)  # noqa: S608 - a verb of the record
    ties = [(pk, other, how) for other, how in event["ties"]]
    base.executemany("INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)", ties)


def _object_types(source: Source) -> dict[str, list[str]]:
    """The types of things, with the attributes that each has."""
    parts = {part: ["outcome"] if part in TOLD else [] for part in source.values(source.parts.part)}
    return {MATTER: ["number"], UNIT: ["name"], **parts}


def _event_types(source: Source) -> list[str]:
    return [verb.removeprefix("item.") for verb in source.values(source.acts.activity)]


def _objects(source: Source) -> Iterator[Row]:
    """All units, matters and parts of matters: `id`, `type`, `ties` to others, `changes` of attributes."""
    for pk, name in source.units.items():
        yield {"id": f"unit:{pk}", "type": UNIT, "ties": [], "changes": [("name", EVER, name)]}
    cases = source.stream(source.acts.select("case").distinct().order_by("case"))
    for number, row in source.numbered(cases):
        changes = [("number", EVER, number)]
        yield {"id": f"matter:{row['case']}", "type": MATTER, "ties": [], "changes": changes}
    rows = source.stream(source.parts.order_by("part", "part_id", *ORDER))
    for (part, pk), group in groupby(rows, key=lambda row: (row["part"], row["part_id"])):
        yield _part(source, part, pk, list(group))


def _part(source: Source, part: str, pk: int, rows: list[Row]) -> Row:
    """A part of a matter: whose it is, and what became of it, time by time."""
    units = {row["unit"] for row in rows} & set(source.units)
    ties = [(f"matter:{rows[0]['case']}", "part of"), *((f"unit:{unit}", "of") for unit in sorted(units))]
    changes = [("outcome", _stamp(row["at"]), row["word"]) for row in rows if row["word"] and part in TOLD]
    return {"id": f"{part}:{pk}", "type": part, "ties": ties, "changes": changes}


def _events(source: Source) -> Iterator[Row]:
    """All acts in the order of the record: `id`, `type`, `at`, `role`, `state`, `ties` to things."""
    named = source.parts.mutate(thing=_.part + ":" + _.part_id.cast("string"))
    parts = named.group_by("event").agg(things=_.thing.collect(distinct=True))
    acts = source.acts.select("event", "case", "unit", "activity", "at", "role", "state", *ORDER)
    for row in source.stream(acts.left_join(parts, "event").order_by(*ORDER)):
        ties = [(f"matter:{row['case']}", "on")]
        if row["unit"] in source.units:
            ties.append((f"unit:{row['unit']}", "by"))
        ties += [(thing, "with") for thing in sorted(row["things"] or [])]
        said = {"role": row["role"], "state": row["state"], "ties": ties}
        yield {"id": f"event:{row['event']}", "type": _type(row), "at": _stamp(row["at"]), **said}


def _type(row: Row) -> str:
    verb: str = row["activity"]
    return verb.removeprefix("item.")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Form:
    """A form in which the record is taken away: how it is called, its ending, its type, how it is written."""

    label: str
    ending: str
    content_type: str
    write: Callable[[Source, Path], None]


FORMS = {
    "xes": Form("XES", "xes.gz", "application/gzip", xes),
    "ocel-json": Form("OCEL 2.0 (JSON)", "ocel.json", "application/json", ocel_json),
    "ocel-sqlite": Form("OCEL 2.0 (SQLite)", "ocel.sqlite", "application/vnd.sqlite3", ocel_sqlite),
}
