"""Whether somebody has set up the second step that his roles ask for."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from bihuan.people.models import Person
from bihuan.people.rules import needs_second_step


def has_second_step(person: Person) -> bool:
    """Whether a person's codes are set up."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def lacks_second_step(person: Person) -> bool:
    """Whether a person's roles ask for a second step that he has not set up: his tokens are worth nothing."""
    return settings.REQUIRE_MFA and needs_second_step(person) and not has_second_step(person)
