"""The rules by which a city colours its matters, for programs: versions, and the sets they are made from."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from bihuan.journal import clock
from bihuan.kernel.lights import RuleSet
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.models import RuleUse, RuleVersion
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.rules.versions import read
from bihuan.ui.schemas import answers, fast

router = Router(tags=["lights"])


class ConditionOut(Schema):
    """One comparison: `how` is equal, below or at_least. A missing fact never holds."""

    fact: str
    how: str
    value: int | bool | str


class RuleOut(Schema):
    gives: str
    when: list[ConditionOut]


class RuleSetOut(Schema):
    """Ordered rules, of which the first that holds decides. `about` is the kind of thing they judge."""

    preset: str
    label: str
    use: str
    about: str
    rules: list[RuleOut]


class RuleVersionOut(RuleSetOut):
    number: int
    first_month: date
    note: str
    by: str
    at: datetime


class LightsOut(Schema):
    """What is in force now, every version there has been, and the presets."""

    in_force: list[RuleSetOut]
    versions: list[RuleVersionOut]
    presets: list[RuleSetOut]


@router.get("", response=answers(LightsOut))
def lights(request: SignedInRequest) -> HttpResponse:
    """Read by which rules lights and slips are given."""
    today = clock.today()
    versions = RuleVersion.objects.visible_to(request.user).select_related("by").order_by("-at", "-pk")
    return fast(
        {
            "in_force": [_rules(rules_on(today, use), use) for use in RuleUse],
            "versions": [_version(version) for version in versions],
            "presets": [_rules(preset.rules, preset.use) for preset in PRESETS.values()],
        }
    )


def _rules(rules: RuleSet, use: str) -> dict[str, Any]:
    return {
        "preset": rules.name,
        "label": str(rules.label),
        "use": use,
        "about": rules.about,
        "rules": [
            {
                "gives": str(rule.light),
                "when": [{"fact": each.fact, "how": each.is_, "value": each.value} for each in rule.when],
            }
            for rule in rules.rules
        ],
    }


def _version(version: RuleVersion) -> dict[str, Any]:
    return _rules(read(version.rules), version.use) | {
        "number": version.number,
        "first_month": version.first_month,
        "note": version.note,
        "by": version.by.name,
        "at": version.at,
    }
