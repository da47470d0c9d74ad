"""What the head went through, what the inspectors found, what binds an inspector."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Unit
from bihuan.spotcheck.actions import Finding, Walk
from bihuan.spotcheck.actions.checking import MOST_MINUTES, MOST_STEPS
from bihuan.spotcheck.forms.fields import a_file, a_text
from bihuan.spotcheck.models import Ground, Result, Way


def _number(label: Any, most: int = MOST_STEPS, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class WalkForm(forms.Form):
    """走流程: as the citizen would."""

    way = forms.ChoiceField(label=_("How it was checked"), choices=Way.choices)
    steps = _number(_("Steps"))
    papers = _number(_("Papers asked for"))
    visits = _number(_("Visits"))
    minutes = _number(_("Minutes"), MOST_MINUTES, 1)
    story = a_text(_("How it went, in your own words"))
    file = a_file(_("Evidence"), required=False)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        file = said.pop("file")
        return {"walk": Walk(**said), "file": file}


class FindForm(forms.Form):
    """A, B or C."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("If C: why"), choices=[("", "—"), *Ground.choices], required=False)
    words = a_text(_("What was found"))
    file = a_file(
        _("Evidence"),
        required=False,
        help_text=_("Needed, unless it was not found, refused or had no evidence."),
    )

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        file = said.pop("file")
        return {"finding": Finding(**said), "file": file}


class DeclareForm(forms.Form):
    """What binds an inspector to a unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label="—")
    reason = forms.CharField(label=_("What binds the inspector"), max_length=200)

    def __init__(self, said: Any = None, files: Any = None) -> None:
        super().__init__(said, files)
        self.fields["unit"].queryset = Unit.objects.active().order_by("sort_key")  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
