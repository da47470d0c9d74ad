import pytest
from django.test import Client

from bihuan.fiscal.tests.makers import NOON, Treasury, make_treasury
from bihuan.journal import clock


@pytest.fixture
def treasury(db: None) -> Treasury:
    return make_treasury()


@pytest.fixture
def _at_noon(db: None):
    """Pages ask the clock: it stands at the moment at which the makers act."""
    with clock.moving(NOON):
        yield


@pytest.fixture
def keeper(treasury: Treasury, _at_noon: None) -> Client:
    return signed_in(treasury.treasurer)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client
