"""Who may change whom, how names are sorted, how keys are made, what a reader consists of.

Pure: nothing here reads or writes rows.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from bihuan.journal.kept import Apart, apart
from bihuan.kernel.errors import Denied
from bihuan.people.models import ADMIN_ROLES, Person, Role

INVITATION_LASTS = timedelta(hours=72)
TOKEN_LASTS_DAYS = 365
TOKEN_BYTES = 30  # 40 characters
SORT_KEY_LENGTH = 200

# Roles that assign, close, export or administer: they sign in with a second step.
SECOND_STEP_ROLES = frozenset(
    {
        Role.LEADER,
        Role.SUPERVISOR,
        Role.PLANNER,
        Role.TREASURER,
        Role.STATISTICIAN,
        Role.AUDITOR,
        *ADMIN_ROLES,
    }
)

# Characters whose reading as a surname differs from their usual one.
SURNAMES = {
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "曾": "zeng",
    "查": "zha",
    "任": "ren",
    "朴": "piao",
    "区": "ou",
    "盖": "ge",
    "覃": "qin",
    "缪": "miao",
    "召": "shao",
    "华": "hua",
    "尉": "wei",
}


def sort_key(text: str) -> str:
    """The Latin reading of a name, by which lists of Chinese names are put in order."""
    # Here, because its dictionary takes a third of a second and thirty megabytes that few processes need.
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text)).lower()[:SORT_KEY_LENGTH]


def person_sort_key(name: str) -> str:
    """The reading of a person's name, where the first character is a surname."""
    surname = SURNAMES.get(name[:1])
    rest = sort_key(name[1:])
    return f"{surname} {rest}".strip()[:SORT_KEY_LENGTH] if surname else sort_key(name)


def new_secret() -> str:
    """A random key of forty characters, shown once and kept by nobody."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a key: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def need_role(by: Person | None, *roles: str) -> None:
    """Refuse whoever holds none of these roles. None is the house itself: its commands and first start."""
    if by is None or by.access.has(*roles):
        return
    names = _(" or ").join(str(Role(role).label) for role in roles)
    raise Denied(_("Only the %(roles)s may do this.") % {"roles": names})


def acting_role(by: Person | None, *roles: str) -> str:
    """The role in which somebody acts, as the record names it."""
    return next((role for role in roles if by is not None and by.access.has(role)), "")


def needs_second_step(person: Person) -> bool:
    """Whether a person's roles are such that a password alone does not open the door."""
    return not SECOND_STEP_ROLES.isdisjoint(person.access.roles)


@apart.register
def _taken_apart(person: Person) -> Apart:
    """A reader, for statements that are kept: his rights decide the form, his units are filled in."""
    access = person.access
    sets = (access.headed, access.handled, access.overseen)
    units = sorted((tuple(pk in one for one in sets), pk) for pk in frozenset().union(*sets))
    member_of = tuple(inside for inside, _pk in units)

    def whole(filled: tuple[Any, ...]) -> Person:
        headed, handled, overseen = (
            frozenset(pk for inside, pk in zip(member_of, filled[1:], strict=True) if inside[place])
            for place in range(len(sets))
        )
        stand_in = Person(pk=filled[0], is_active=person.is_active)
        stand_in.__dict__["access"] = replace(access, headed=headed, handled=handled, overseen=overseen)
        return stand_in

    form = (access.roles, access.sees_city, person.is_active, member_of)
    return Apart(form, (person.pk, *(pk for _inside, pk in units)), whole)
