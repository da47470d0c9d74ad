"""Rules of the house that an import linter cannot see."""

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

import bihuan
from bihuan.kernel.states import Machine

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "src" / "bihuan"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LONGEST_NAME = 30
LIMITS = {".py": 400, ".html": 150, ".js": 200}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "signals", "constants"}
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(\ssrc=|type=\"application/json\"))[^>]*>|javascript:"
)


def heights() -> dict[str, int]:
    """How high each room stands, as the import contract says it."""
    [contract] = [c for c in PROJECT["tool"]["importlinter"]["contracts"] if c.get("exhaustive")]
    floors = list(reversed(contract["layers"]))
    return {room.strip(): height for height, floor in enumerate(floors) for room in floor.split("|")}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("bihuan.")]


def templates() -> list[Path]:
    return sorted(HOUSE.rglob("templates/**/*.html"))


def test_relations_point_down_the_floors() -> None:
    floor = heights()
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if (target := field.related_model._meta.app_label) in floor and target != model._meta.app_label
        if floor[target] >= floor[model._meta.app_label]
    ]
    assert upward == []


def test_no_file_outgrows_a_sitting() -> None:
    folders = [HOUSE, *(ROOT / name for name in ("tests", "bench", "reliability"))]
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in LIMITS and "migrations" not in path.parts
        if (lines := len(path.read_text("utf-8").splitlines())) > LIMITS[path.suffix]
    ]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(path.relative_to(ROOT)) for path in HOUSE.rglob("*.py") if path.stem in FORBIDDEN_NAMES] == []


def test_every_model_says_what_it_is() -> None:
    """Django writes a docstring of field names when the author wrote none."""
    silent = [
        model._meta.label
        for model in our_models()
        if not model._meta.auto_created and (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]
    assert silent == []


def test_models_would_run_on_other_databases() -> None:
    assert [fault for model in our_models() for fault in unportable(model)] == []


def unportable(model: type[models.Model]) -> Iterator[str]:
    label, meta = model._meta.label, model._meta
    names = [meta.db_table, *(index.name for index in meta.indexes), *(c.name for c in meta.constraints)]
    yield from (f"{label}: {name} is longer than 30 characters" for name in names if len(name) > LONGEST_NAME)
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is not None:
            yield f"{label}: {constraint.name} is unique only under a condition"
    for field in meta.get_fields(include_hidden=True):
        if "postgres" in type(field).__module__ or isinstance(field, GenericForeignKey):
            yield f"{label}.{field.name}: {type(field).__name__}"
    if meta.ordering:
        yield f"{label}: an order for all queries"
    if "save" in vars(model) or "delete" in vars(model):
        yield f"{label}: its own save() or delete()"


def test_rooms_include_only_their_own_templates_and_those_of_ui() -> None:
    pattern = re.compile(r"{%\s*include\s+[\"'](\w+)/")
    strange = [
        f"{path.relative_to(HOUSE)} includes from {room}"
        for path in templates()
        for room in pattern.findall(path.read_text("utf-8"))
        if room not in {"ui", path.relative_to(HOUSE).parts[0]}
    ]
    assert strange == []


def test_templates_hold_no_inline_script_or_style() -> None:
    found = [
        f"{path.relative_to(HOUSE)}: {match[0]}"
        for path in templates()
        for match in INLINE.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def machines() -> dict[str, Machine]:
    """Every state machine of the house, by the module and name it has there."""
    found = {}
    for module in pkgutil.walk_packages(bihuan.__path__, "bihuan."):
        if ".rules" in module.name and ".tests" not in module.name:
            members = vars(importlib.import_module(module.name))
            found.update(
                {f"{module.name}.{name}": m for name, m in members.items() if isinstance(m, Machine)}
            )
    return found


def test_the_drawn_states_are_the_real_states() -> None:
    pages = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs" / "domain").glob("*.md"))
    assert machines()
    assert [name for name, machine in machines().items() if machine.mermaid() not in pages] == []


def test_the_one_command_can_be_read_by_a_python_too_old_to_run_it() -> None:
    ast.parse((ROOT / "bihuan").read_text("utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize("file", sorted(ROOT.glob("requirements.*.lock")), ids=lambda path: path.name)
def test_locked_packages_have_hashes_and_no_address(file: Path) -> None:
    text = file.read_text("utf-8")
    pinned = re.findall(r"^[\w.\[\]-]+==\S+.*\\\n\s+--hash=sha256:", text, re.M)
    assert "://" not in text
    assert len(pinned) == len(re.findall(r"^[\w.\[\]-]+==", text, re.M)) > 0


def test_locked_npm_files_have_hashes_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    assert text.count('"integrity"') == text.count("node_modules/")
