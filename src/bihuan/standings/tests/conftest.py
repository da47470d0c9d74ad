import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.standings.tests.makers import LATER, Board, make_board


@pytest.fixture
def board(db: None) -> Board:
    return make_board()


@pytest.fixture
def _later(db: None):
    """Pages ask the clock: it stands after the preview."""
    with clock.moving(LATER):
        yield


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client
