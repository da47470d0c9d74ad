"""The same move for several matters: what it says to all, and the count that confirms a large one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.forms.moves import a_day, long_text

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


BULK_FORMS: dict[str, type[BulkForm]] = {
    "approve": BulkForm,
    "dispatch": BulkDispatchForm,
    "urge": BulkUrgeForm,
}
