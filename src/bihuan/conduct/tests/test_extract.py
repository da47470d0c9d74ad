"""The extract follows the sealed record: whole, once, and with nothing of persons or words in it."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import transaction

from bihuan.conduct.queries.extract import extend
from bihuan.conduct.rules.extract import rows_of
from bihuan.journal import clock, sealing
from bihuan.journal.models import Event, Sealed
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.tests.makers import Cast, make_cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def _matter(cast: Cast) -> None:
    with transaction.atomic():
        make_item(cast)
    while sealing.seal(at=clock.now()):
        pass


def test_what_was_sealed_since_comes_once(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "conduct"
    _matter(cast)
    events = Event.objects.filter(thing_kind="supervision.supervisionitem")
    first = events.count()
    assert extend(folder) == first > 0
    assert extend(folder) == 0
    _matter(cast)
    assert extend(folder) == events.count() - first > 0
    found = pq.read_table(folder).to_pylist()
    assert {row["event"] for row in found} == set(events.values_list("pk", flat=True))
    whole = [row for row in found if row["part"] == ""]
    assert len(whole) == events.count()
    last = max((row for row in whole if row["state"]), key=lambda row: (row["case"], row["place"]))
    assert last["state"] == SupervisionItem.objects.latest("pk").status
    assert {row["role"] for row in whole} == set(events.values_list("role", flat=True))


def test_no_person_and_no_word_is_in_a_row(cast: Cast) -> None:
    _matter(cast)
    for one in Sealed.objects.select_related("event"):
        for row in rows_of(one.event, 2026, one.place):
            assert not {"act", "actor", "actor_id", "body", "handler_id"} & set(row)
            assert len(row["word"]) <= 20
