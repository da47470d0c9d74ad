"""The money of a year, the terms of office, the lines, and the question what if."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.fiscal.actions.money import LARGEST_LINE, LONGEST_NOTE, LONGEST_TERM, OPTIONAL
from bihuan.fiscal.forms.fields import AmountsField, MoneyField, ProjectField, a_day, a_year
from bihuan.fiscal.models import FiscalYear, Payer, Term
from bihuan.fiscal.queries.standing import PARTS


class YearForm(forms.Form):
    """What the city has in a year, in wan yuan."""

    budget = MoneyField(
        label=_("General budget revenue"), help_text=_("In wan yuan; 3.5亿 and 80元 are understood too.")
    )
    fund = MoneyField(label=_("Government fund income (land)"))
    transfers = MoneyField(label=_("Transfers from above"))
    quota = MoneyField(label=_("Bond quota"))
    guarantees = MoneyField(label=_("Three guarantees (三保)"))
    rigid = MoneyField(label=_("Other rigid spending"))
    own_spend = MoneyField(
        label=_("Own general budget spending"),
        required=False,
        help_text=_("The PPP lines are shares of it."),
    )
    debt = MoneyField(label=_("Debt balance"), required=False, help_text=_("Statutory debt only."))
    means = MoneyField(
        label=_("Total means (综合财力)"), required=False, help_text=_("The debt ratio is a share of it.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, said: Any = None, *, row: FiscalYear | None) -> None:
        names = (*PARTS, *OPTIONAL, "note")
        super().__init__(said, initial={name: getattr(row, name) for name in names} if row else None)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"note": said.pop("note"), "amounts": said}


class TermForm(forms.Form):
    """A term of office."""

    name = forms.CharField(label=_("Name of the term of office"), max_length=LONGEST_TERM)
    first_year = a_year(_("First budget year"))
    last_year = a_year(_("Last budget year"))

    def __init__(self, said: Any = None, *, row: Term | None) -> None:
        names = ("name", "first_year", "last_year")
        super().__init__(said, initial={name: getattr(row, name) for name in names} if row else None)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _percent(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST_LINE)


class LimitsForm(forms.Form):
    """The lines by which this room judges."""

    ppp_first = _percent(_("PPP: above this share nothing that government pays, in percent"))
    ppp_second = _percent(_("PPP: above this share no new PPP, in percent"))
    yellow = _percent(_("Debt ratio: yellow from, in percent"))
    orange = _percent(_("Debt ratio: orange from, in percent"))
    red = _percent(_("Debt ratio: red from, in percent"))
    since = a_day(
        _("Opinions are asked for from"),
        required=False,
        help_text=_("What was signed before this day may be taken over without one."),
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_NOTE)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class WhatIfForm(forms.Form):
    """One project's plan, or any amounts by year."""

    project = ProjectField(label=pgettext_lazy("one", "Project"), required=False)
    amounts = AmountsField(label=_("Or amounts by year"), required=False)
    payer = forms.ChoiceField(
        label=_("If it is PPP: who pays"), required=False, choices=[("", "—"), *Payer.choices]
    )

    def __init__(self, said: Any = None, *, projects: Any) -> None:
        super().__init__(said)
        self.fields["project"].offer(projects)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("project") and not said.get("amounts"):
            raise forms.ValidationError(_("Choose a project, or write amounts by year."))
        return said
