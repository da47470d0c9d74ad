"""Which projects a rule means: beginnings of industry codes, natures and fields, as a condition for SQL."""

from django.db.models import Q

from bihuan.indicators.models import CarryRule
from bihuan.projects.models import Stage
from bihuan.projects.rules.classes import industries


def beginnings(codes: str) -> list[str]:
    """The beginnings of codes that are meant; the letter of a section stands for all its divisions."""
    found: list[str] = []
    for code in codes.upper().split():
        divisions = [row.code for row in industries() if row.section == code and row.code != code]
        found += [code, *divisions] if divisions else [code]
    return found


def unknown(codes: str) -> list[str]:
    """What stands among the codes and begins no industry."""
    known = {row.code for row in industries()}
    return [code for code in codes.upper().split() if code not in known and code[:2] not in known]


def meant(rule: CarryRule) -> Q:
    """The projects that a rule means, as a condition. What is given up, and packages, carry nothing."""
    found = Q(is_package=False) & ~Q(status=Stage.DROPPED)
    codes = Q()
    for beginning in beginnings(rule.codes):
        codes |= Q(industry__startswith=beginning)
    found &= codes
    if rule.natures:
        found &= Q(nature__in=rule.natures.split())
    if rule.fields:
        found &= Q(field__in=rule.fields.split())
    return found
