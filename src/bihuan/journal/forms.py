"""How the record is searched."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.journal.rules import named_verbs


class FilterForm(forms.Form):
    """Which events to show. Whatever cannot be understood is left out."""

    verb = forms.ChoiceField(label=_("Act"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=60)
    since = forms.DateField(
        label=_("From the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("All")), *named_verbs()]  # type: ignore[attr-defined]


class WitnessForm(forms.Form):
    """Who signs checkpoints from outside."""

    holder = forms.CharField(label=_("Who keeps the key"), max_length=60)
    name = forms.CharField(label=_("Name of the key"), max_length=59)
    public = forms.CharField(label=_("Public key"), max_length=44)


class CosignatureForm(forms.Form):
    """What witness.py printed: the checkpoint with the witness's line."""

    note = forms.CharField(
        label=_("Signed checkpoint"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )
