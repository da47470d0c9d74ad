"""Two keepers at one moment: one wins, the other is told in a sentence, and nothing is there twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from bihuan.fiscal import actions as fiscal
from bihuan.fiscal.models import Candidate, FiscalYear, Limits
from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict
from bihuan.people.models import Role
from bihuan.people.tests.makers import person
from bihuan.projects import actions
from bihuan.projects.models import DispatchRound, NodeTemplate, Project
from bihuan.projects.rules.nodes import rows
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, Crew

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" in connection.settings_dict["ENGINE"],
        reason="SQLite has one writer at a time; its test database is shared memory without waiting",
    ),
]
TOGETHER = 4


@pytest.fixture
def crew() -> Crew:
    return makers.make_crew()


def won(work: Callable[[], Any]) -> int:
    """Do the same in several threads at the same moment; how many were not refused."""
    ready = Barrier(TOGETHER)

    def run() -> bool:
        try:
            with clock.moving(NOON):
                ready.wait()
                work()
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(TOGETHER) as pool:
        return sum(future.result() for future in [pool.submit(run) for _n in range(TOGETHER)])


def test_a_round_is_opened_once(crew: Crew) -> None:
    month = {"month": date(2026, 2, 1), "due": date(2026, 3, 5)}
    assert won(lambda: actions.open_round(**month, by=crew.planner, at=NOON)) == 1
    assert DispatchRound.objects.count() == 1
    assert list(differences()) == []


def test_a_code_goes_to_one_project(crew: Crew) -> None:
    code = makers.make_project(crew).code
    Project.objects.all().delete()
    assert won(lambda: makers.make_project(crew, code=code)) == 1
    assert Project.objects.filter(code=code).count() == 1


def test_one_template_is_in_force(crew: Crew) -> None:
    made = rows()
    actions.set_template(nodes=made, by=crew.planner, at=NOON)
    won(lambda: actions.set_template(nodes=made, by=crew.planner, at=NOON))
    assert NodeTemplate.objects.current().count() == len(rows())
    assert list(differences()) == []


def test_money_and_candidates_are_entered_once(crew: Crew) -> None:
    treasurer, project = person(Role.TREASURER), makers.make_project(crew)
    made: dict[str, Any] = {"by": treasurer, "at": NOON}
    lines = {"ppp_first": 5, "ppp_second": 10, "yellow": 120, "orange": 200, "red": 300}
    assert won(lambda: fiscal.set_year(year=2027, amounts={"budget": 5}, **made)) >= 1
    assert won(lambda: fiscal.rate(project=project, score=5, **made)) >= 1
    assert won(lambda: fiscal.set_limits(**lines, **made)) >= 1
    assert FiscalYear.objects.count() == Candidate.objects.count() == 1
    numbers = Limits.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert list(differences()) == []
