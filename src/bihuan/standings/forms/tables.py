"""A new table, and what its moves ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.people.models import Unit
from bihuan.standings.actions import Typed
from bihuan.standings.actions.answering import LONGEST_PLEDGE
from bihuan.standings.actions.tables import LONGEST_CAUSE, LONGEST_SOURCE
from bihuan.standings.forms.fields import MonthsField, NumberField, UnitField, a_day, a_text
from bihuan.standings.models import Group, PartInput, SchemeVersion


class ActForm(forms.Form):
    """What one move asks for; `arguments()` gives the action its keywords."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TableForm(ActForm):
    """Which scheme, which group, which months."""

    version = forms.ModelChoiceField(SchemeVersion.objects.none(), label=_("Scheme"), empty_label=None)
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group of units"), empty_label=None)
    period = MonthsField(label=_("Months"))

    def __init__(self, said: Any, *, versions: Any, groups: Any, initial: Any) -> None:
        super().__init__(said, initial=initial)
        fields: dict[str, Any] = dict(self.fields)
        fields["version"].queryset = SchemeVersion.objects.filter(pk__in=[each.pk for each in versions])
        fields["version"].choices = [(each.pk, each.scheme.name) for each in versions]
        fields["group"].queryset = Group.objects.filter(pk__in=[each.pk for each in groups])
        fields["group"].choices = [(each.pk, each.name) for each in groups]


class ReasonForm(ActForm):
    reason = a_text(_("Reason"))


class CorrectForm(ActForm):
    reason = a_text(_("What was wrong, and what is put right"))


class EntryForm(ActForm):
    """A number that is typed in for a unit, or that it is missing."""

    input = forms.ModelChoiceField(PartInput.objects.none(), label=_("Which number"), empty_label=None)
    unit = UnitField(label=_("Unit"))
    number = NumberField(
        label=pgettext_lazy("league", "Number"),
        required=False,
        help_text=_("Leave it open where it is missing."),
    )
    counted = forms.IntegerField(
        label=_("Or a share: so many"), required=False, min_value=0, max_value=2_000_000_000
    )
    whole = forms.IntegerField(label=_("of so many"), required=False, min_value=0, max_value=2_000_000_000)
    source = forms.CharField(label=_("Source of the number"), required=False, max_length=LONGEST_SOURCE)
    cause = forms.CharField(
        label=_("What it is for, or why it is missing"), required=False, max_length=LONGEST_CAUSE
    )

    def __init__(self, said: Any, *, inputs: Any, units: Any, initial: Any = None) -> None:
        super().__init__(said, initial=initial)
        field: Any = self.fields["input"]
        field.queryset = PartInput.objects.filter(pk__in=[each.pk for each, _label in inputs])
        field.choices = [(each.pk, label) for each, label in inputs]
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"typed": Typed(**self.cleaned_data)}


class OwnForm(ActForm):
    """Words of a unit about its own line."""

    unit = UnitField(label=_("Unit"))

    def __init__(self, said: Any, *, units: list[Unit]) -> None:
        super().__init__(said, initial={"unit": units[0].pk if len(units) == 1 else None})
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]


class AppealForm(OwnForm):
    text = a_text(_("What is wrong with the line"), rows=5)


class PledgeForm(OwnForm):
    """What the unit will do, and by when."""

    text = forms.CharField(
        label=_("What the unit will do"),
        max_length=LONGEST_PLEDGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due = a_day(_("By which day"))


class AnswerForm(ActForm):
    """Whether an objection is accepted, and why."""

    accepted = forms.ChoiceField(
        label=_("The objection is"),
        choices=[
            ("yes", pgettext_lazy("appeal", "Accepted")),
            ("no", pgettext_lazy("appeal", "Not accepted")),
        ],
        widget=forms.RadioSelect,
    )
    text = a_text(_("What was looked at, and what was found"))

    def arguments(self) -> dict[str, Any]:
        return {"accepted": self.cleaned_data["accepted"] == "yes", "text": self.cleaned_data["text"]}


FORMS: dict[str, type[ActForm]] = {
    "fill": ActForm,
    "freeze": ActForm,
    "thaw": ReasonForm,
    "publish": ActForm,
    "drop": ReasonForm,
    "correct": CorrectForm,
}
