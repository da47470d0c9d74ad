"""A commitment, and what is done to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.fiscal.actions.commitments import (
    LONGEST_CREDITOR,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_OPINION_NUMBER,
    Promise,
)
from bihuan.fiscal.forms.fields import ACCEPTED, AmountsField, ProjectField, a_day, a_text, a_year
from bihuan.fiscal.models import Kind, Payer, Stance


class CommitmentForm(forms.Form):
    """What is promised to whom, and how much of it in which year."""

    kind = forms.ChoiceField(label=_("Kind of commitment"), choices=Kind.choices)
    payer = forms.ChoiceField(
        label=_("If it is PPP: who pays"), required=False, choices=[("", "—"), *Payer.choices]
    )
    name = forms.CharField(label=_("What it is about"), max_length=LONGEST_NAME)
    project = ProjectField(label=pgettext_lazy("one", "Project"), required=False)
    creditor = forms.CharField(label=_("To whom it is owed"), required=False, max_length=LONGEST_CREDITOR)
    number = forms.CharField(label=_("Number of the contract"), required=False, max_length=LONGEST_NUMBER)
    signed_date = a_day(_("Signed on"), required=False)
    amounts = AmountsField(label=_("Amounts by year"))
    is_stock = forms.BooleanField(
        label=_("Take it over: it was signed before opinions were asked for"), required=False
    )

    def __init__(self, said: Any = None, *, projects: Any, preset: dict[str, Any]) -> None:
        super().__init__(said, initial=preset)
        self.fields["project"].offer(projects)  # type: ignore[attr-defined]

    def promise(self) -> Promise:
        return Promise(**{name: value for name, value in self.cleaned_data.items() if name != "is_stock"})


class ActForm(forms.Form):
    """What one move asks for; `arguments()` gives the action its keywords."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SpreadForm(ActForm):
    amounts = AmountsField(label=_("Amounts by year"))


class OpinionForm(ActForm):
    """The Finance Bureau's document."""

    number = forms.CharField(label=_("Number of the document"), max_length=LONGEST_OPINION_NUMBER)
    dated = a_day(_("Day of the document"))
    stance = forms.ChoiceField(label=_("What it says"), choices=Stance.choices)
    text = a_text(_("Conditions or grounds"), required=False)
    file = forms.FileField(label=_("The document itself"), widget=forms.FileInput(attrs={"accept": ACCEPTED}))


class ReasonForm(ActForm):
    reason = a_text(_("Reason"))


class EndForm(ActForm):
    last_year = a_year(_("Last year in which something is owed"))
    reason = a_text(_("Reason"))


FORMS: dict[str, type[ActForm]] = {
    "respread": SpreadForm,
    "opine": OpinionForm,
    "approve": ActForm,
    "override": ReasonForm,
    "drop": ReasonForm,
    "end": EndForm,
}
