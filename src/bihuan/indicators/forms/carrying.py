"""What carries an indicator: a rule, and what one project is to add."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.indicators.actions.carrying import LONGEST, NewGain, NewRule
from bihuan.indicators.forms.settings import NumberField
from bihuan.indicators.models import SCALE, Basis, CarryRule, Indicator
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Nature, Project

PER_CENT = 100


class RuleForm(forms.Form):
    """Another version of the rule, begun with what the one in force says."""

    basis = forms.ChoiceField(label=_("What projects bring"), choices=Basis.choices)
    codes = forms.CharField(
        label=_("Industries (GB/T 4754)"),
        help_text=_("Letters of sections or beginnings of codes, parted by blanks. Empty: all."),
        max_length=LONGEST["codes"],
        required=False,
    )
    natures = forms.MultipleChoiceField(
        label=_("Natures"),
        help_text=_("None ticked: all."),
        choices=Nature.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fields_ = forms.CharField(
        label=_("Fields"),
        help_text=_("Parted by blanks. Empty: all."),
        max_length=LONGEST["fields"],
        required=False,
    )
    share = forms.IntegerField(label=_("Share that counts, in percent"), min_value=1, max_value=PER_CENT)
    owner = forms.ModelChoiceField(label=_("Unit that answers for the rule"), queryset=Unit.objects.none())
    since = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST["reason"], widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, said: Any, *, was: CarryRule | None, indicator: Indicator) -> None:
        begun: dict[str, Any] = {"share": PER_CENT, "owner": indicator.owner_id}
        if was:
            begun |= {"basis": was.basis, "codes": was.codes, "natures": was.natures.split()}
            begun |= {
                "fields_": was.fields,
                "share": was.coefficient * PER_CENT // SCALE,
                "owner": was.owner_id,
            }
        super().__init__(said, initial=begun)
        self.fields["owner"].queryset = Unit.objects.filter(is_active=True).order_by("sort_key")  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "rule": NewRule(
                basis=said["basis"],
                owner=said["owner"],
                reason=said["reason"],
                since=said["since"],
                codes=said["codes"],
                natures=" ".join(said["natures"]),
                fields=said["fields_"],
                coefficient=said["share"] * SCALE // PER_CENT,
            )
        }


class GainForm(forms.Form):
    """What a project is to add in a year of full work, from when on, and by which paper."""

    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none())
    amount = NumberField(label=_("To add in a year"))
    month = forms.DateField(
        label=_("To produce from"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    source = forms.CharField(label=_("Paper in which it stands"), max_length=LONGEST["source"])
    said = forms.CharField(label=_("Words of the paper"), max_length=LONGEST["said"], required=False)

    def __init__(self, said: Any, *, by: Person, indicator: Indicator) -> None:
        super().__init__(said)
        projects = Project.objects.visible_to(by).counted().order_by("name")
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["amount"].help_text = indicator.unit_name

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        gain = NewGain(said["amount"], said["month"], said["source"], said["said"])
        return {"project": said["project"], "gain": gain}
