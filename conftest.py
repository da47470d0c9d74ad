"""What every test of the house may count on: its translations are compiled."""

from bihuan.ui import catalogues


def pytest_configure() -> None:
    catalogues.compile_stale()
