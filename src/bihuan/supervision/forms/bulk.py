"""The same move for several matters: what it says to all, and the count that confirms a large one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.forms.moves import YES_NO, a_day, long_text
from bihuan.supervision.models import ReturnReason

# From here on the count is typed.
LARGE = 20


class BulkForm(forms.Form):
    """Asks for nothing, unless the bulk is large."""

    typed = forms.IntegerField(label=_("Number of matters"), required=False)

    def __init__(self, said: Any = None, *, count: int) -> None:
        super().__init__(said)
        self.count = count
        if count <= LARGE:
            del self.fields["typed"]
        else:
            self.fields["typed"].help_text = _("Type %(count)s to confirm.") % {"count": count}
            self.fields["typed"].required = True

    def clean_typed(self) -> int:
        typed: int = self.cleaned_data["typed"]
        if typed != self.count:
            raise forms.ValidationError(_("%(count)s matters are ticked.") % {"count": self.count})
        return typed

    def inputs(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "typed"}


class BulkUrgeForm(BulkForm):
    text = long_text(_("What the unit is told"), required=False)


class BulkDispatchForm(BulkForm):
    finish_due = a_day(_("Finish due"), required=False, help_text=_("Empty: each matter keeps its own date."))


class BulkExtensionForm(BulkForm):
    wanted_date = a_day(_("New finish date asked for"))
    reason = long_text(_("Reason"))
    progress = long_text(_("How far the work is"))


class BulkDecisionForm(BulkForm):
    granted = forms.ChoiceField(label=_("Decision"), choices=YES_NO, widget=forms.RadioSelect)
    granted_date = a_day(
        _("New finish date"), required=False, help_text=_("Empty: each matter gets the day it asked for.")
    )
    ground = long_text(_("Ground"), required=False, help_text=_("Needed for a refusal."))

    def inputs(self) -> dict[str, Any]:
        return super().inputs() | {"granted": self.cleaned_data["granted"] == "yes"}


class BulkReturnForm(BulkForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=ReturnReason, widget=forms.RadioSelect)
    text = long_text(_("What is missing"), required=False)


class BulkCloseForm(BulkForm):
    reason = long_text(_("Closing note"))


BULK_FORMS: dict[str, type[BulkForm]] = {
    "approve": BulkForm,
    "dispatch": BulkDispatchForm,
    "urge": BulkUrgeForm,
    "decide_extension": BulkDecisionForm,
    "send_back": BulkReturnForm,
    "close": BulkCloseForm,
    "request_extension": BulkExtensionForm,
}
# Who may be able to make which of them; each matter still decides for itself.
OF_OFFICE = ("approve", "dispatch", "urge", "decide_extension", "send_back", "close")
OF_LEADERS = ("approve", "urge", "decide_extension")
OF_UNITS = ("request_extension",)
