"""The filters of the register, read from the address. What cannot be understood is left out and said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import Status
from bihuan.supervision.queries.ledger import Wanted

VIEWS = [
    ("open", _("In hand")),
    ("mine", _("Mine")),
    ("overdue", _("Overdue")),
    ("report_overdue", _("Report overdue")),
    ("unsigned", _("Waiting for signature")),
    ("submitted", _("Submitted")),
    ("to_dispatch", _("To dispatch")),
    ("all", _("All")),
]
LONGEST_PHRASE = 100
LARGEST_ID = 2**31


class FilterForm(forms.Form):
    """Everything optional; the URL holds the state."""

    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Words"), max_length=LONGEST_PHRASE, required=False)
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Status.choices])
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("All")), *SourceType.choices]
    )

    def __init__(self, address: Any, person: Person) -> None:
        super().__init__(address)
        units = Unit.objects.visible_to(person).active().order_by("kind", "sort_key")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("All")), *units.values_list("pk", "short_name")]

    def wanted(self) -> Wanted:
        """What the address asks for, without what it says wrongly."""
        self.is_valid()
        said = self.cleaned_data
        status, phrase = said.get("status") or "", said.get("q") or ""
        return Wanted(
            # A search or a state asked for by name looks everywhere, not only among what is in hand.
            view=said.get("view") or ("all" if status or phrase else "open"),
            status=status,
            source_type=said.get("source") or "",
            unit_id=said.get("unit"),
            phrase=phrase,
        )
