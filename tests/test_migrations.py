"""The migrations make, from nothing, the same database that the models say: what a city is founded with."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[1]
SAY = """
import json, django; django.setup()
from tests.test_migrations import described
from django.db import connection
print(json.dumps(described(connection)))
"""


def is_ours(model: type[Model]) -> bool:
    return apps.get_app_config(model._meta.app_label).name.startswith("bihuan.")


def described(database: Any) -> dict[str, list[str]]:
    """Columns, constraints and triggers of every table of the house's own rooms.

    Django's own migrations leave the keys of its joining tables wider than its models say.
    """
    found: dict[str, list[str]] = {}
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_ours(model)}
    with database.cursor() as cursor:
        said = database.introspection
        for table in sorted(said.table_names(cursor)):
            if table not in ours:
                continue
            columns = [
                f"{column.name} {column.type_code} {column.null_ok} {column.display_size}"
                for column in said.get_table_description(cursor, table)
            ]
            limits = [
                f"{sorted(each['columns'] or [])} {each['unique']} {each['check']} {each['index']}"
                for each in said.get_constraints(cursor, table).values()
            ]
            found[table] = sorted(columns) + sorted(limits)
        asked = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT DISTINCT trigger_name FROM information_schema.triggers",
        }
        cursor.execute(asked[database.vendor])
        found["triggers"] = sorted(name for (name,) in cursor.fetchall())
    return found


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    address, drop = _another()
    environment = {
        **os.environ,
        "BIHUAN_DATA": str(tmp_path),
        "BIHUAN_DATABASE": address,
        "BIHUAN_DEMO": "0",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
    }
    try:
        _run(environment, "-m", "django", "migrate", "-v0")
        made = json.loads(_run(environment, "-c", SAY).strip().splitlines()[-1])
    finally:
        drop()
    here = json.loads(json.dumps(described(connection)))
    assert made.keys() == here.keys()
    for table, said in made.items():
        assert said == here[table], table


def _run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _another() -> tuple[str, Any]:
    """The address of an empty database beside this one, and how to be rid of it."""
    if connection.vendor == "sqlite":
        return "", lambda: None
    given, name = os.environ["BIHUAN_TEST_DATABASE"], f"founded_{os.getpid()}"

    def say(statement: str) -> None:
        with psycopg.connect(given.replace("postgres://", "postgresql://"), autocommit=True) as there:
            there.execute(statement)

    say(f"CREATE DATABASE {name}")
    return f"{given.rsplit('/', 1)[0]}/{name}", lambda: say(f"DROP DATABASE {name} WITH (FORCE)")
