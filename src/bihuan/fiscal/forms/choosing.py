"""Candidates, how they hang together, and the question which of them to choose."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.fiscal.actions.choosing import HIGHEST_SCORE
from bihuan.fiscal.forms.fields import AmountsField, ProjectField, a_year, labelled
from bihuan.fiscal.models import Candidate, Link

DROPS = [
    ("0", _("as planned")),
    ("10", _("10 percent less from land")),
    ("20", _("20 percent less from land")),
]
USUAL_YEARS = 5


class RateForm(forms.Form):
    """One project's score."""

    project = ProjectField(label=pgettext_lazy("one", "Project"))
    score = forms.IntegerField(
        label=_("Score of priority"),
        min_value=0,
        max_value=HIGHEST_SCORE,
        help_text=_("The choice with the highest sum of scores wins."),
    )
    is_must = forms.BooleanField(label=_("It must be had"), required=False)

    def __init__(self, said: Any = None, *, projects: Any, preset: dict[str, Any]) -> None:
        super().__init__(said, initial=preset)
        self.fields["project"].offer(projects)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TieForm(forms.Form):
    """Two candidates and how they hang together."""

    first = forms.ModelChoiceField(Candidate.objects.none(), label=_("First project"), empty_label=None)
    kind = forms.ChoiceField(label=_("How they hang together"), choices=Link.choices)
    second = forms.ModelChoiceField(Candidate.objects.none(), label=_("Second project"), empty_label=None)

    def __init__(self, said: Any = None, *, candidates: Any) -> None:
        super().__init__(said)
        numbers = {each.project_id: each.pk for each in candidates}
        told = labelled(each.project for each in candidates)
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.queryset = Candidate.objects.filter(pk__in=numbers.values())
            field.choices = [(numbers[each.pk], label) for each, label in told]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SelectForm(forms.Form):
    """Over which years, with how much money."""

    first_year = a_year(_("From the year"))
    last_year = a_year(
        _("To the year"), help_text=_("What projects ask of years before and after is not looked at.")
    )
    drop = forms.TypedChoiceField(label=_("Income from land"), choices=DROPS, coerce=int)
    limits = AmountsField(
        label=_("Money by year"),
        required=False,
        help_text=_("Left empty: the room of each year, as the overview shows it."),
    )

    def __init__(self, said: Any = None, *, today: date) -> None:
        years = {"first_year": today.year, "last_year": today.year + USUAL_YEARS - 1, "drop": "0"}
        super().__init__(said, initial=years)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "limits": self.cleaned_data["limits"] or None}
