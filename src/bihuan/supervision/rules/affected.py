"""The one who acts without an account: a person affected by a matter, let in by a link that opens once."""

import re
from datetime import timedelta
from typing import Any

from bihuan.people.models import Access

# The role under which the journal notes what such a person, or a verifier from outside, has done.
AFFECTED_ROLE, VERIFIER_ROLE = "affected", "verifier"
LINK_LASTS = timedelta(days=7)
# Open links of one matter at a time.
MOST_LINKS = 20
# Seven digits and more, however they are parted: telephone and identity numbers.
CONTACT = re.compile(r"\d(?:[ \-—]?\d){6,}[\dXx]?|[\w.+-]+@[\w-]+\.[\w.]+")


class Affected:
    """Nobody whom the house knows: no number, no name, no unit, no role."""

    pk = None
    is_active = False
    access = Access(frozenset(), frozenset(), frozenset(), frozenset(), sees_city=False)


AFFECTED: Any = Affected()


def without_contact(words: str) -> str:
    """What somebody wrote, as the unit may read it: telephone numbers and the like struck out."""
    return CONTACT.sub("■", words)
