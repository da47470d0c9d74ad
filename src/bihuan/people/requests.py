"""The request that a signed-in person sends, for annotations."""

from django.http import HttpRequest

from bihuan.people.models import Person


class SignedInRequest(HttpRequest):
    user: Person
