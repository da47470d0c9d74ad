"""What the keeper pastes into the settings of the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.projects.rules.pasting import codes, template

LONGEST = 400_000


class PasteForm(forms.Form):
    """Lines of a table, parsed by the rules when the form is read."""

    lines = forms.CharField(max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, label: Any, hint: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lines"].label, self.fields["lines"].help_text = label, hint


class TemplateForm(PasteForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        hint = _(
            "One line for each milestone, parted by tabs: name, group, kinds of approval, "
            "condition, months before (negative) or after the start. All lines together replace the template."
        )
        super().__init__(*args, label=_("Milestones"), hint=hint, **more)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        return {"nodes": template(self.cleaned_data["lines"])}


class CodesForm(PasteForm):
    def __init__(self, *args: Any, table: str, **more: Any) -> None:
        self.table = table
        hint = _("One line for each code: code, name, first year, and last year if it has one.")
        super().__init__(*args, label=_("Codes to add"), hint=hint, **more)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        return {"table": self.table, "rows": codes(self.cleaned_data["lines"], self.table)}
