"""In which words the numbers, the opinion and the rule on PPP stand against a commitment."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from bihuan.fiscal.models import Kind, Opinion, Payer, Stance
from bihuan.fiscal.rules.capacity import Judgement, Ppp, Verdict
from bihuan.kernel.money import in_unit


def objection(opinion: Opinion | None, judged: Judgement) -> str:
    """What stands against letting a commitment pass; nothing where nothing does."""
    if opinion and opinion.stance == Stance.OBJECTS:
        return _("The Finance Bureau's opinion is negative. Only a leader can let it pass, with a reason.")
    if judged.verdict == Verdict.UNKNOWN:
        years = ", ".join(map(str, judged.unknown))
        return _("No resources have been entered for %(years)s, so that nothing can be said.") % {
            "years": years
        }
    if judged.verdict == Verdict.NOT:
        year, _drop, short = next(each for each in judged.short if each[1] == 0)
        return _(
            "In %(year)s it falls short by %(amount)s wan yuan. Only a leader can let it pass, with a reason."
        ) % {"year": year, "amount": in_unit(short)}
    return ""


def ppp_objection(kind: str, payer: str, allowed: Mapping[int, Ppp]) -> str:
    """What the rule on PPP says against a commitment; nobody overrules that."""
    if kind != Kind.PPP:
        return ""
    for year, state in sorted(allowed.items()):
        if state == Ppp.UNKNOWN:
            return _("Enter first how much the own general budget spends in %(year)s.") % {"year": year}
        if state == Ppp.NONE:
            return _("With it PPP responsibility in %(year)s lies above the second line: no new PPP.") % {
                "year": year
            }
        if state == Ppp.USERS_PAY and payer == Payer.GOVERNMENT:
            return _(
                "With it PPP responsibility in %(year)s lies above the first line: "
                "no new PPP for which the government pays."
            ) % {"year": year}
    return ""
