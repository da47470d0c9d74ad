"""What people type about people."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PasswordForm(forms.Form):
    """The first password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least twelve characters, not only digits, and not one that others use."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again
