"""The limits of extensions as the office sets them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.forms.moves import a_day, long_text
from bihuan.supervision.rules.extending import LONGEST_COUNT, LONGEST_DAYS, Limits


class LimitForm(forms.Form):
    """How often and by how many days in all, from when on, and why."""

    most = forms.IntegerField(
        label=_("Extensions of one matter"),
        min_value=0,
        max_value=LONGEST_COUNT,
        help_text=_("Counted from its dispatch; 0 allows none."),
    )
    days = forms.IntegerField(label=_("Days in all"), min_value=1, max_value=LONGEST_DAYS)
    first_day = a_day(_("First day in force"), help_text=_("For what is asked for from this day on."))
    note = long_text(_("Why"), required=False)

    def __init__(self, said: Any = None, *, now: Limits, today: date) -> None:
        super().__init__(said, initial={"most": now.most, "days": now.days, "first_day": today})
