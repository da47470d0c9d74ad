"""What an enterprise is asked, without an account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=(("yes", _("Yes, it is solved")), ("no", _("No, not yet"))),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("In a few words, how it stands"), max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )
