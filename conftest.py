"""What every test of the house may count on: compiled translations, and a calendar of three years."""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from bihuan.ui import catalogues

# A test that names one of these commits what it writes, and leaves every table empty.
COMMITS = {"transactional_db", "live_server"}
# Whoever names none of these, and has no such mark, asks no database.
DATABASE = {"db", *COMMITS}


def pytest_configure() -> None:
    catalogues.compile_stale()
    # No test fails because the machine is slow.
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a run on both databases, leave what needs to be asked once to the database where it is."""
    here = os.environ.get("BIHUAN_LANE")
    kept, left = [], []
    for item in items:
        (kept if not here or _lane_of(item, here) == here else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _lane_of(item: pytest.Item, here: str) -> str:
    """Where a test runs: as `once` says; on SQLite, if it asks no database; otherwise on both."""
    if once := item.get_closest_marker("once"):
        return str(once.args[0])
    asks = item.get_closest_marker("django_db") or DATABASE.intersection(getattr(item, "fixturenames", ()))
    return here if asks else "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Seed the calendar once per test database, and let the database itself keep the record."""
    from bihuan.journal.founding import keep_record

    with django_db_blocker.unblock():
        keep_record()
        _seed_calendar()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Seed the calendar again after a test that emptied it: in a shared run, others may come after it."""
    result = yield
    mark = item.get_closest_marker("django_db")
    if (mark and mark.kwargs.get("transaction")) or COMMITS.intersection(getattr(item, "fixturenames", ())):
        with item.config.stash[blocking_manager_key].unblock():
            _seed_calendar()
    return result


def _seed_calendar() -> None:
    from bihuan.calendar.actions import seed_year
    from bihuan.calendar.models import Year

    if not Year.objects.exists():
        for year in (2025, 2026, 2027):
            seed_year(year=year, by=None)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What was kept for one state of the record is not that of the next test, which begins anew."""
    cache.clear()


@pytest.fixture(autouse=True)
def _in_the_house_language(settings) -> None:
    """Whatever language the page of an earlier test was in, this one begins in the house's own."""
    translation.activate(settings.LANGUAGE_CODE)
