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
