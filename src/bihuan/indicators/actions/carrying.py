"""Which projects carry an indicator, and what each was to bring."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.indicators.actions.step import month_start, number_of, record
from bihuan.indicators.models import SCALE, Basis, CarryRule, Indicator, ProjectGain
from bihuan.indicators.rules.carrying import unknown
from bihuan.indicators.rules.rights import need_carrier
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Nature, Project

LONGEST = {"codes": 200, "fields": 200, "reason": 300, "source": 120, "said": 200}


@dataclass(frozen=True)
class NewRule:
    """What a rule is to say; codes, natures and fields parted by blanks, empty means any."""

    basis: str
    owner: Unit
    reason: str
    since: date | None = None
    codes: str = ""
    natures: str = ""
    fields: str = ""
    coefficient: int = SCALE


@transaction.atomic
def set_rule(*, indicator: Indicator, rule: NewRule, by: Person, at: datetime) -> CarryRule:
    """Put another version of the rule in force; those before it stay as they were."""
    need_carrier(by)
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    last = CarryRule.objects.filter(indicator=indicator).aggregate(top=Max("number"))["top"] or 0
    row = CarryRule(
        indicator=indicator,
        number=last + 1,
        basis=rule.basis,
        codes=_codes(rule.codes),
        natures=_natures(rule.natures),
        fields=" ".join(clean(rule.fields, LONGEST["fields"]).split()),
        coefficient=rule.coefficient,
        owner=rule.owner,
        since=rule.since or clock.day_of(at),
        reason=words(rule.reason, _("Say why the rule is so."), LONGEST["reason"]),
        by=by,
        at=at,
    )
    _check(row)
    row.save(force_insert=True)
    record("indicator.set_rule", before(indicator), by, {"number": row.number}, [Change(row)])
    return row


def _codes(text: str) -> str:
    kept = " ".join(clean(text, LONGEST["codes"]).upper().split())
    if strange := unknown(kept):
        raise Invalid(
            _("No industry of GB/T 4754 begins with %(codes)s. Write a letter or two to four digits.")
            % {"codes": ", ".join(strange)}
        )
    return kept


def _natures(text: str) -> str:
    kept = text.split()
    if strange := [each for each in kept if each not in Nature.values]:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": strange[0]})
    return " ".join(kept)


def _check(row: CarryRule) -> None:
    if row.basis not in Basis.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": row.basis})
    if not 1 <= row.coefficient <= SCALE:
        raise Invalid(_("The share that counts lies above nought and is at most 100 percent."))


@dataclass(frozen=True)
class NewGain:
    """What a project is to add in a year of full work, in ten-thousandths of the unit; from which month on;
    by which paper and in which of its words."""

    amount: int
    month: date
    source: str
    said: str = ""


@transaction.atomic
def set_gain(
    *, project: Project, indicator: Indicator, gain: NewGain, by: Person, at: datetime
) -> ProjectGain:
    """Note what a project is to add to an indicator, or correct it on record."""
    need_carrier(by)
    if number_of(gain.amount) < 1:
        raise Invalid(_("What a project is to add lies above nought."))
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    row = ProjectGain.objects.filter(project=project, indicator=indicator).first()
    was = before(row) if row else None
    row = row or ProjectGain(project=project, indicator=indicator)
    row.amount, row.month = gain.amount, month_start(gain.month)
    row.source = words(gain.source, _("Name the paper in which this stands."), LONGEST["source"])
    row.said, row.by, row.at = clean(gain.said, LONGEST["said"]), by, at
    row.save()
    record("indicator.set_gain", before(indicator), by, {"project": project.name}, [was or Change(row)])
    return row


@transaction.atomic
def drop_gain(*, gain: ProjectGain, by: Person, at: datetime) -> None:
    """Take away what was noted for a project by mistake; the record keeps it."""
    need_carrier(by)
    row = ProjectGain.objects.select_for_update().filter(pk=gain.pk).first()
    if row is None:
        raise Conflict(_("This was taken away before."))
    change = Change(row, before(row).was, is_gone=True)
    pk, project, indicator = row.pk, row.project, row.indicator
    row.delete()
    row.pk = pk
    record("indicator.drop_gain", before(indicator), by, {"project": project.name}, [change])
