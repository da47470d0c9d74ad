"""What is asked of the library of rulings, and what is entered into it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.actions.boundaries import LONGEST_NAME, LONGEST_SUBJECT, Boundary
from bihuan.supervision.forms.moves import UnitField, a_day
from bihuan.supervision.queries.precedents import Wanted


class SearchForm(forms.Form):
    """Words, a unit, and whether what has been retired is wanted."""

    words = forms.CharField(required=False, max_length=60)
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    retired = forms.BooleanField(required=False)

    def wanted(self) -> Wanted:
        """What is asked for; what cannot be understood is left out."""
        self.is_valid()
        said: dict[str, Any] = getattr(self, "cleaned_data", {})
        return Wanted(said.get("words") or "", said.get("unit"), bool(said.get("retired")))


class BoundaryForm(forms.Form):
    subject = forms.CharField(label=_("Kind of work"), max_length=LONGEST_SUBJECT)
    lead = UnitField(label=_("Leads"))
    co = UnitField(label=_("The other unit"), required=False)
    decided_by = forms.CharField(label=_("Decided by"), max_length=LONGEST_NAME)
    doc_number = forms.CharField(label=_("Number of the document"), max_length=LONGEST_NAME)
    doc_date = a_day(_("Day of the document"))

    def boundary(self) -> Boundary:
        return Boundary(**self.cleaned_data)
