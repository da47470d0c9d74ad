"""What is doubtful about a proposal, in the reader's language; the rules themselves only know codes."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bihuan.intake.rules.doubt import Doubt

WORDS = {
    "unknown": _("“%(name)s” is not in the register"),
    "collective": _("“%(name)s” are several units: say which"),
    "unled": _("Nobody leads"),
    "co-only": _("Units assist, but nobody leads"),
    "late": _("Its day has passed"),
    "unreal": _("No calendar has “%(words)s”"),
    "double": _("Says nearly the same as number %(number)s"),
    "recurring": _("Comes back (%(words)s): look at the report cycle and the finish date"),
    "suggested": _("Suggested by the model"),
    "unsure": _("The rules are not sure that it is a task"),
}


def doubt_words(doubts: Iterable[Doubt]) -> list[str]:
    """Say each doubt."""
    return [str(WORDS[each.code]) % dict(each.params) for each in doubts]
