"""What the pages of this room ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.conduct.actions import LONGEST_STATEMENT
from bihuan.journal.texts import LONGEST_TEXT


class ActForm(forms.Form):
    """What one move asks for; `arguments()` gives the action its keywords."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DayInput(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _text(label: Any, rows: int = 4, most: int = LONGEST_TEXT) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


class WindowForm(ActForm):
    """With which day the window ends."""

    last = forms.DateField(
        label=_("Last day of the window"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        help_text=_("A day that is over. Everything is counted once and kept."),
    )


class ReasonForm(ActForm):
    reason = _text(_("Reason"))


class CorrectForm(ActForm):
    reason = _text(_("What was wrong, and what is put right"))


class StatementForm(ActForm):
    text = _text(_("How it was"), rows=6, most=LONGEST_STATEMENT)


class AppealForm(ActForm):
    text = _text(_("Why this event should not count"), rows=5, most=LONGEST_STATEMENT)


class RulingForm(ActForm):
    """Whether an appeal is granted, and why."""

    granted = forms.ChoiceField(
        label=_("The appeal is"),
        choices=[
            ("yes", pgettext_lazy("conduct appeal", "Granted")),
            ("no", pgettext_lazy("conduct appeal", "Refused")),
        ],
        widget=forms.RadioSelect,
    )
    text = _text(_("What was looked at, and what was found"))

    def arguments(self) -> dict[str, Any]:
        return {"granted": self.cleaned_data["granted"] == "yes", "text": self.cleaned_data["text"]}


FORMS: dict[str, type[ActForm]] = {
    "preview": ActForm,
    "publish": ActForm,
    "drop": ReasonForm,
    "correct": CorrectForm,
}
