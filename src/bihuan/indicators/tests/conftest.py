import pytest
from django.test import Client

from bihuan.indicators.tests.makers import NOON, Bureau, make_bureau
from bihuan.journal import clock


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def _at_noon(db: None):
    """Pages ask the clock: it stands at the moment at which the makers act."""
    with clock.moving(NOON):
        yield


@pytest.fixture
def keeper(bureau: Bureau, _at_noon: None) -> Client:
    return signed_in(bureau.statistician)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client
