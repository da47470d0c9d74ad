"""Texts that people write, as actions keep them: canonical, within what their place can hold."""

from django.utils.translation import gettext as _

from bihuan.kernel.canonical import text as canonical
from bihuan.kernel.errors import Invalid

LONGEST_TEXT = 4000


def clean(text: str, most: int = LONGEST_TEXT) -> str:
    """A text without the space around it, within what its place can hold."""
    kept = canonical(text).strip()
    if len(kept) > most:
        raise Invalid(_("A text has at most %(count)s characters.") % {"count": most})
    return kept


def words(text: str, refusal: str, most: int = LONGEST_TEXT) -> str:
    """A text that must be there."""
    kept = clean(text, most)
    if not kept:
        raise Invalid(refusal)
    return kept
