"""The official judge of OC4IDS files reads what this room publishes, with no network but this machine."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libcoveoc4ids.api import oc4ids_json_output
from libcoveoc4ids.config import LibCoveOC4IDSConfig

from bihuan.kernel.money import LARGEST
from bihuan.projects.models import PaperKind, Stage
from bihuan.projects.rules.classes import industries
from bihuan.projects.rules.oc4ids import (
    DOCUMENTS,
    PAUSED,
    STATUSES,
    package_bytes,
    project_package,
    sectors_of,
    status_of,
    yuan,
)
from bihuan.projects.rules.published import (
    Breakdown,
    Budget,
    Kind,
    Month,
    Node,
    Party,
    Place,
    PublishedDocument,
    PublishedProject,
    Publisher,
    Role,
    Share,
    Span,
    YearAmount,
)

STANDARD = Path(__file__).parent / "oc4ids"
NOW = datetime(2026, 3, 15, 2, 0, tzinfo=UTC)
CITY = Publisher(
    name="某市发展和改革委员会",
    prefix="oc4ids-bh3401",
    code="11340000000000000X",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
WHERE = "https://city.example/open/projects.json"
BARE = PublishedProject(id="p-1", title="污水处理厂", status="idea", updated=NOW)
FULL = PublishedProject(
    id="p-2",
    code="2308-340400-04-01-123456",
    title="环城南路改造",
    status="building",
    updated=NOW,
    description="全长 5.2 公里",
    purpose="缓解拥堵",
    industry="4813",
    kinds=(Kind(scheme="GB/T 4754-2017", id="4813", title="市政道路工程建筑"),),
    place=Place(lon=1_169_998_776, lat=326_320_000, address="环城南路", region="某区", region_code="340403"),
    period=Span(start=date(2023, 8, 1), end=date(2026, 12, 31)),
    construction=Span(start=date(2024, 3, 1), end=date(2026, 10, 31)),
    handover=Span(start=date(2026, 11, 1)),
    budget=Budget(
        amount=12_345_678_901,
        approved=date(2023, 9, 1),
        description="可研批复",
        breakdowns=(
            Breakdown(
                id="source",
                title="资金来源",
                shares=(
                    Share(id="central", title="中央", amount=2_345_678_901),
                    Share(id="own", title="自筹", amount=10_000_000_000, party="builder"),
                ),
            ),
            Breakdown(
                id="year",
                title="分年",
                shares=(Share(id="2024", title="2024年", amount=0, span=Span(end=date(2024, 12, 31))),),
            ),
        ),
    ),
    parties=(
        Party(id="lead", name="住建局", roles=(Role.AUTHORITY,)),
        Party(id="builder", name="城投公司", roles=(Role.BUILDER, Role.FUNDER), code="91110000600037341L"),
        Party(id="keeper", name="重点办", roles=(Role.ADMINISTRATOR,)),
    ),
    documents=(
        PublishedDocument(
            id="1",
            title="可研批复",
            kind="approval",
            published=date(2023, 9, 2),
            url="https://city.example/files/1.pdf",
        ),
        PublishedDocument(id="2", title="会议纪要", kind="decision", published=date(2023, 9, 3)),
    ),
    nodes=(
        Node(id="1", title="开工", due=date(2024, 3, 1), met=date(2024, 3, 5)),
        Node(id="2", title="主体完工", due=date(2026, 1, 31)),
        Node(id="3", title="竣工验收", due=date(2026, 10, 31)),
    ),
    opening=100_000_000,
    months=(
        Month(month=date(2026, 2, 1), done=-5_050, percent=41),
        Month(month=date(2026, 1, 1), done=300_000_099, percent=40),
        Month(month=date(2026, 3, 1), done=0),
    ),
    plans=(YearAmount(year=2026, amount=4_000_000_000),),
    policies=("annualBudget", "sectorPlan"),
    policy_note="“十四五”交通规划",
)


class Shelf(BaseHTTPRequestHandler):
    """Hands out the standard's files, and each list of codes as the table that the judge expects."""

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        lists = {row["codelist"] + ".csv": row["codes"].split() for row in rows()}
        if name in lists:
            self.answer("\n".join(["Code", *lists[name]]).encode())
        else:
            self.answer((STANDARD / name).read_bytes())

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader((STANDARD / "codelists.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def shelf() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Shelf) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def judge(shelf: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    wanted = {
        "schema_host": shelf,
        "schema_version_choices": {"0.9.5": ("0.9.5", shelf)},
        "schema_codelists": {"0.9": shelf},
        "cache_all_requests": True,
    }

    def judged(package: Any) -> dict[str, Any]:
        text = package if isinstance(package, bytes) else package_bytes(package)
        return dict(
            oc4ids_json_output(
                str(tmp_path), json_data=json.loads(text), lib_cove_oc4ids_config=LibCoveOC4IDSConfig(wanted)
            )
        )

    return judged


def published(*projects: PublishedProject) -> dict[str, Any]:
    return project_package(projects, publisher=CITY, uri=WHERE, published=NOW)


def every_kind() -> list[PublishedProject]:
    """One of each stage, one with all fields, one with hardly any, and a package with two parts."""
    stages = [
        replace(FULL, id=f"s-{stage}", status=stage, resume_to="building" if stage == PAUSED else "")
        for stage in Stage.values
    ]
    done = replace(FULL, id="done", status="full", finished=date(2026, 2, 28), final=12_000_000_001)
    nowhere = replace(FULL, id="nowhere", place=Place(region_code="340403"), industry="7010")
    box = replace(BARE, id="box", title="老旧小区打包")
    return [BARE, FULL, *stages, done, nowhere, box, *(replace(FULL, id=n, parent="box") for n in ("a", "b"))]


def test_the_judge_finds_nothing_wrong(judge: Any) -> None:
    said = judge(published(*every_kind()))
    assert said["validation_errors"] == []
    assert said["additional_fields"] == {}
    assert said["additional_checks"] == []
    assert said["conformance_checks"] == []
    assert said["deprecated_fields"] == {}
    assert "structure_warnings" not in said
    assert said["additional_closed_codelist_values"] == {}


def test_only_lists_that_are_open_are_added_to(judge: Any) -> None:
    added = judge(published(*every_kind()))["additional_open_codelist_values"]
    assert {path.removeprefix("projects/"): found["values"] for path, found in added.items()} == {
        "additionalClassifications/scheme": ["GB/T 4754-2017"],
        "costMeasurements/costGroups/costs/classification/scheme": ["CN-NBS"],
        "locations/gazetteer/scheme": ["GB/T 2260"],
        "relatedProjects/relationship": ["parent", "part"],
    }


def broken(**changes: Any) -> dict[str, Any]:
    package = published(FULL)
    package["projects"][0].update(changes)
    return package


@pytest.mark.parametrize(
    ("package", "complaint"),
    [
        ({**published(FULL), "projects": []}, "validation_errors"),
        ({key: each for key, each in published(FULL).items() if key != "publisher"}, "validation_errors"),
        ({**published(FULL), "version": "0.9.5"}, "validation_errors"),
        (broken(updated="2026-03-15"), "validation_errors"),
        (broken(title=""), "validation_errors"),
        (broken(budget={"amount": {"amount": "12", "currency": "CNY"}}), "validation_errors"),
        (broken(milestones=[{"title": "without an id"}]), "validation_errors"),
        (
            broken(locations=[{"id": "1", "geometry": {"type": "Point", "coordinates": 5}}]),
            "validation_errors",
        ),
        (broken(status="paused"), "additional_closed_codelist_values"),
        (broken(light="red"), "additional_fields"),
        (broken(id="p-2"), "conformance_checks"),
        (broken(publicAuthority={"id": "nobody"}), "additional_checks"),
    ],
)
def test_the_judge_sees_what_is_broken(judge: Any, package: dict[str, Any], complaint: str) -> None:
    assert judge(package)[complaint]


def test_every_stage_of_this_room_has_a_status_of_the_standard() -> None:
    assert {*STATUSES, PAUSED} == set(Stage.values)
    [known] = [row["codes"].split() for row in rows() if row["codelist"] == "projectStatus"]
    assert set(STATUSES.values()) <= set(known)


@pytest.mark.parametrize(
    ("status", "resume_to", "code"),
    [
        ("idea", "", "identification"),
        ("ready", "", "preparation"),
        ("building", "", "implementation"),
        ("completed", "", "completion"),
        ("full", "", "maintenance"),
        ("dropped", "", "cancelled"),
        ("paused", "prelim", "preparation"),
        ("paused", "building", "implementation"),
    ],
)
def test_a_pause_is_told_as_the_stage_before_it(status: str, resume_to: str, code: str) -> None:
    assert status_of(status, resume_to) == code


@pytest.mark.parametrize(("status", "resume_to"), [("paused", ""), ("paused", "paused"), ("", ""), ("x", "")])
def test_an_unknown_stage_is_not_published(status: str, resume_to: str) -> None:
    with pytest.raises(ValueError, match="no stage"):
        status_of(status, resume_to)


def test_papers_without_a_code_of_the_standard_have_no_type() -> None:
    assert set(DOCUMENTS) == set(PaperKind.values) - {"form", "decision", "other"}
    [project] = published(FULL)["projects"]
    assert [each.get("documentType") for each in project["documents"]] == ["budgetApproval", None]


@given(st.integers(-LARGEST, LARGEST))
def test_no_fen_is_lost_on_the_way_out(fen: int) -> None:
    said = json.loads(package_bytes({"amount": yuan(fen)}), parse_float=Decimal)
    assert said["amount"] * 100 == fen


def test_whole_yuan_are_integers_and_others_have_two_places() -> None:
    assert (
        package_bytes({"a": yuan(1_200), "b": yuan(1_230), "c": yuan(-5)}) == b'{"a":12,"b":12.3,"c":-0.05}'
    )


def test_months_are_told_in_order_with_what_was_spent_up_to_each() -> None:
    [project] = json.loads(package_bytes(published(FULL)), parse_float=Decimal)["projects"]
    spent = [each["value"]["amount"] for each in project["metrics"][1]["observations"]]
    costs = [each["costGroups"][0]["costs"][0]["value"]["amount"] for each in project["costMeasurements"]]
    assert spent == [Decimal("3000000.99"), Decimal("-50.5"), 0]
    assert costs == [Decimal("4000000.99"), Decimal("3999950.49"), Decimal("3999950.49")]
    assert [each["date"] for each in project["costMeasurements"]][1] == "2026-02-28T23:59:59+08:00"
    assert [each["measure"] for each in project["metrics"][0]["observations"]] == [40, 41]


def test_a_place_is_told_with_all_its_digits() -> None:
    [place] = json.loads(package_bytes(published(FULL)), parse_float=Decimal)["projects"][0]["locations"]
    assert place["geometry"]["coordinates"] == [Decimal("116.9998776"), Decimal("32.632")]


def test_a_node_is_met_or_late_or_still_to_come() -> None:
    [project] = published(FULL)["projects"]
    assert [each["status"] for each in project["milestones"]] == ["met", "notMet", "scheduled"]


def test_what_is_not_known_is_left_out() -> None:
    [project] = published(BARE)["projects"]
    assert set(project) == {"id", "updated", "language", "title", "status"}


def test_a_package_and_its_parts_know_each_other_even_when_one_is_not_published() -> None:
    box, part, orphan = published(
        replace(BARE, id="box"), replace(BARE, id="a", parent="box"), replace(BARE, id="b", parent="gone")
    )["projects"]
    link = {"id": "1", "scheme": "oc4ids", "title": BARE.title}
    assert box["relatedProjects"] == [{**link, "identifier": part["id"], "relationship": "part"}]
    assert part["relatedProjects"] == [{**link, "identifier": box["id"], "relationship": "parent"}]
    assert "title" not in orphan["relatedProjects"][0]


@pytest.mark.parametrize(
    ("projects", "publisher"),
    [((), CITY), ((BARE, BARE), CITY), ((BARE,), replace(CITY, prefix="oc4ids-ABC"))],
)
def test_what_is_no_package_is_refused(projects: Any, publisher: Publisher) -> None:
    with pytest.raises(ValueError, match=r"once|prefix"):
        project_package(projects, publisher=publisher, uri=WHERE, published=NOW)


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        published(replace(BARE, updated=datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("industry", "sectors"),
    [
        ("4812", ("transport", "transport.road")),
        ("5412", ("transport", "transport.urban")),
        ("58", ("transport",)),
        ("4416", ("energy", "energy.solar")),
        ("4420", ("energy",)),
        ("7610", ("naturalResources", "naturalResources.floodProtection")),
        ("3912", ("economy",)),
        ("P", ("education",)),
        ("7010", ()),
        ("", ()),
    ],
)
def test_an_industry_finds_the_sector_of_the_standard(industry: str, sectors: tuple[str, ...]) -> None:
    assert sectors_of(industry) == sectors


def test_sectors_are_codes_of_the_standard() -> None:
    [known] = [row["codes"].split() for row in rows() if row["codelist"] == "projectSector"]
    found = {sector for row in industries() for sector in sectors_of(row.code)}
    assert found
    assert found <= set(known)
