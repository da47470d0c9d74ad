"""What a unit says itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.trace.rules import LONGEST_STATEMENT


class StatementForm(forms.Form):
    text = forms.CharField(
        label=_("How it was"),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea,
        help_text=_("It stands beside the facts for everybody who sees them, and stays as it is."),
    )
    file = forms.FileField(label=_("Paper that shows it"), required=False)

    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        return dict(self.cleaned_data)
