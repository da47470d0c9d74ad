"""The first door into an empty house: a one-time link for the first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from bihuan.journal import clock
from bihuan.kernel.errors import DomainError
from bihuan.people import actions
from bihuan.people.models import ADMIN_ROLES, Role, RoleGrant


class Command(BaseCommand):
    help = "Print a one-time link with which the first system administrator sets his or her password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--first-administrator",
            nargs=2,
            required=True,
            metavar=("USERNAME", "NAME"),
            help="Who it is. Refused as soon as the house has had an administrator.",
        )
        parser.add_argument(
            "--address",
            default="http://127.0.0.1:8000",
            help="Where this installation is reached, for the printed link.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        username, name = options["first_administrator"]
        try:
            secret = self.make(username, name)
        except DomainError as error:
            raise CommandError(str(error)) from error
        link = reverse("people:accept_invitation", args=[secret])
        self.stdout.write(f"{options['address'].rstrip('/')}{link}")
        self.stderr.write("Valid once, for 72 hours. Hand it over in person; it is not shown again.")

    @transaction.atomic
    def make(self, username: str, name: str) -> str:
        if RoleGrant.objects.filter(role__in=ADMIN_ROLES).exists():
            raise CommandError(
                "This house already has an administrator. Further accounts are made inside, by that person."
            )
        at = clock.now()
        person = actions.add_person(username=username, name=name, by=None, at=at)
        actions.grant_role(person=person, role=Role.SYSTEM_ADMIN, by=None, at=at)
        _invitation, secret = actions.invite(person=person, by=None, at=at)
        return secret
