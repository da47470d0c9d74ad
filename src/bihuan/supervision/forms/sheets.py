"""The one field with which a filled-in sheet is handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetForm(forms.Form):
    """One filled-in workbook or form."""

    file = forms.FileField(
        label=_("The workbook or form, filled in"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx"}),
    )
