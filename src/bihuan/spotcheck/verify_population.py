#!/usr/bin/env python3
"""Derive the population of a draw anew from the sealed record: python3 -I verify_population.py PACKAGE LOG...

PACKAGE is the folder or the zip as it was published; each LOG a year's copy of the record (export_record),
the earliest first, from the year of the oldest matter on. Check each copy with verify_journal.py before:
this program believes what stands in it. Read are, up to the event with which the draw was planned:

    supervision.supervisionitem   status (closed, archived), closed_at    and of its parts
    supervision.assignment        role (lead), position, status (not released), unit_id
    projects.project              lead_id                                 and of its parts
    projects.milestone            fact_date

Standard library only. Exit 0: the file of the package is what the record gives; 1: it is not, and which lines
differ; 2: it cannot be told, as where the population came by a list that no room keeps.
从封存的记录重新推出抽查总体：与数据包一致退出码为0，不一致为1，无法判断为2。
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zipfile import ZipFile

CITY = timezone(timedelta(hours=8))
CLOSED = ("closed", "archived")
ITEM, ASSIGNMENT = "supervision.supervisionitem", "supervision.assignment"
PROJECT, MILESTONE = "projects.project", "projects.milestone"
KINDS = {"task": ITEM, "milestone": MILESTONE}
SHOWN = 20
# Columns by kind and number; of a part also the number of the thing that it belongs to.
State = dict[tuple[str, int], dict[str, Any]]


class Fault(ValueError):
    """Something does not agree."""


class Unknown(ValueError):
    """What this program cannot tell."""


def read(place: str, name: str) -> bytes:
    """A file of the package, which is a folder or a zip."""
    if Path(place).is_dir():
        return Path(place, name).read_bytes()
    with ZipFile(place) as package:
        return package.read(name)


def entries(log: Path) -> Iterator[dict[str, Any]]:
    """The events of a year's copy in the order of the log."""
    size = int((log / "checkpoint").read_text(encoding="utf-8").split("\n")[1])
    left, number = size, 0
    while left:
        groups, rest = [f"{number % 1000:03d}"], number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        path = log.joinpath("tile", "entries", *groups)
        if not path.exists():
            parts = path.with_name(path.name + ".p").glob("[0-9]*")
            path = max(parts, key=lambda part: int(part.name), default=path)
        said, at = path.read_bytes(), 0
        for _each in range(min(left, 256)):
            end = at + 2 + int.from_bytes(said[at : at + 2], "big")
            yield json.loads(said[at + 2 : end])
            at = end
        left, number = left - min(left, 256), number + 1


def applied(state: State, said: dict[str, Any], wanted: tuple[str, ...]) -> None:
    """Let an event change what is known of its thing and of that thing's parts."""
    kind, _colon, number = said["obj"].partition(":")
    if kind not in wanted:
        return
    thing, was, now = int(number), said["bef"], said["aft"]
    state.setdefault((kind, thing), {}).update(now["set"])
    here = {(part["kind"], part["id"]): part["set"] for part in now["parts"]}
    for key, columns in here.items():
        state.setdefault(key, {"of": thing}).update(columns)
    for part in was["parts"]:
        if (part["kind"], part["id"]) not in here:
            state.pop((part["kind"], part["id"]), None)


def tasks(state: State, first: str, last: str) -> dict[str, str]:
    """Keys and strata of the matters that were struck off from the first to the last day."""
    leads: dict[int, list[tuple[int, int]]] = {}
    for (kind, _number), said in state.items():
        if kind == ASSIGNMENT and said["role"] == "lead" and said["status"] != "released":
            leads.setdefault(said["of"], []).append((said["position"], said["unit_id"]))
    found = {}
    for (kind, number), said in state.items():
        if kind == ITEM and number in leads and said.get("status") in CLOSED:
            moment = datetime.fromisoformat(said["closed_at"].replace("Z", "+00:00"))
            if first <= moment.astimezone(CITY).date().isoformat() <= last:
                found[f"t{number}"] = f"u{min(leads[number])[1]}"
    return found


def milestones(state: State, first: str, last: str) -> dict[str, str]:
    """Keys and strata of the milestones that were done from the first to the last day."""
    return {
        f"m{number}": f"u{state[PROJECT, said['of']]['lead_id']}"
        for (kind, number), said in state.items()
        if kind == MILESTONE and said.get("fact_date") and first <= said["fact_date"] <= last
    }


def derived(commit: dict[str, Any], logs: "list[Path]") -> dict[str, str]:
    """The population as the record has it at the event with which this draw was planned."""
    state: State = {}
    for log in logs:
        for said in entries(log):
            if said.get("typ") == "draw.plan" and said["aft"]["set"]["number"] == commit["draw"]:
                if said["aft"]["set"]["pop_sha"] != commit["pop_sha256"]:
                    raise Fault("the record knows another population of this draw / 记录中的总体与承诺书不符")
                find = tasks if commit["kind"] == "task" else milestones
                return find(state, commit["first"], commit["last"])
            if "obj" in said:
                applied(state, said, (ITEM, PROJECT))
    raise Fault("the record knows no such draw / 记录中没有这次抽签")


def verify(package: str, logs: "list[Path]") -> str:
    """Raise Fault where anything differs, Unknown where nothing can be said; otherwise say what was found."""
    commit, listed = json.loads(read(package, "commit.json")), read(package, "population.csv")
    if hashlib.sha256(listed).hexdigest() != commit["pop_sha256"]:
        raise Fault("population.csv was changed since the commitment / 总体文件在承诺之后被改动")
    if commit["kind"] not in KINDS:
        raise Unknown("this population came by a list that the record does not hold / 该总体由外部名单导入")
    heading, *rows = listed.decode().removesuffix("\n").split("\n")
    there, here = set(rows), {",".join(row) for row in derived(commit, logs).items()}
    if heading != "id,stratum" or there != here:
        lacking, more = sorted(here - there)[:SHOWN], sorted(there - here)[:SHOWN]
        raise Fault(f"lacking 缺 {' '.join(lacking) or '-'}; not in the record 多 {' '.join(more) or '-'}")
    return f"{commit['draw']}: {len(here)} {commit['kind']}"


def main(words: "list[str]") -> int:
    if not words[1:]:
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        said = verify(words[0], [Path(word) for word in words[1:]])
    except Fault as fault:
        sys.stdout.write(f"DOES NOT HOLD 不一致: {fault}\n")
        return 1
    except Exception as why:  # noqa: BLE001 - a broken file, of whatever kind, is no finding on the draw
        sys.stdout.write(f"cannot be told 无法判断: {type(why).__name__}: {why}\n")
        return 2
    sys.stdout.write(f"HOLDS 一致: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
