"""A matter written by hand: one order, its units, and the word that it holds no state secret."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.people.queries import register
from bihuan.supervision.forms.moves import a_day, long_text
from bihuan.supervision.models import ReportCycle, Security, Urgency
from bihuan.supervision.rules.orders import LONGEST_TITLE, NewItem, refuse_secrecy

BETWEEN = re.compile(r"[、，,;；\s]+")
WRITTEN = ("title", "requirement", "basis", "targets")


class UnitsField(forms.CharField):
    """Units by name, in order, as official tables write them: 市发改委、市财政局."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        names = [name for name in BETWEEN.split(text or "") if name]
        if not names:
            return ()
        rows = register()
        known = {each.name: each.unit_id for each in reversed(rows)}
        strange = [name for name in names if name not in known]
        if strange:
            raise forms.ValidationError(
                _("Not in the register of units: %(names)s") % {"names": "、".join(strange)}
            )
        shared = {each.name for each in rows if known[each.name] != each.unit_id} & set(names)
        if shared:
            raise forms.ValidationError(
                _("Several units are called so, write their full names: %(names)s")
                % {"names": "、".join(sorted(shared))}
            )
        found = Unit.objects.in_bulk([known[name] for name in names])
        return tuple(found[known[name]] for name in names)

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The names themselves have been looked up already."""


class FilingForm(forms.Form):
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Matter"), max_length=LONGEST_TITLE, help_text=_("One matter, one order.")
    )
    requirement = long_text(_("What is required"))
    source_type = forms.ChoiceField(label=_("Source"), choices=SourceType, initial=SourceType.INSTRUCTION)
    basis = forms.CharField(
        label=_("Basis"),
        max_length=300,
        required=False,
        help_text=_("Meeting, document or instruction, with its date."),
    )
    leads = UnitsField(
        label=_("Lead units"),
        max_length=400,
        help_text=_("Several in order; the first one collects and answers."),
    )
    co_units = UnitsField(label=_("Assisting units"), max_length=800, required=False)
    leader = forms.ModelChoiceField(
        label=_("Responsible leader"), queryset=Person.objects.none(), required=False
    )
    finish_due = a_day(_("Finish due"), required=False, help_text=_("Empty: the usual time for this source."))
    report_cycle = forms.ChoiceField(label=_("Report"), choices=ReportCycle)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency)
    security = forms.ChoiceField(label=_("Handling"), choices=Security, initial=Security.INTERNAL)
    targets = long_text(_("Targets"), required=False)
    then = forms.ChoiceField(label=_("Afterwards"), widget=forms.RadioSelect)
    is_open = forms.BooleanField(label=_("This matter is not classified."))
    is_checked = forms.BooleanField(
        label=_("The words only look like a mark of secrecy; I have checked it."), required=False
    )

    def __init__(self, said: Any = None, *, person: Person, preset: Mapping[str, Any] | None = None) -> None:
        super().__init__(said, initial={"key": uuid.uuid4().hex})
        self.person, self.has_marks = person, False
        leader = self.fields["leader"]
        assert isinstance(leader, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        leaders = Person.objects.active().filter(role_grants__role=Role.LEADER, role_grants__ended_at=None)
        leader.queryset = leaders.distinct().order_by("sort_key", "pk")
        steps = [("draft", _("Keep it as a draft")), ("approve", _("File it"))]
        if person.access.has(Role.SUPERVISOR):
            steps.append(("dispatch", _("File and dispatch it")))
        then = self.fields["then"]
        assert isinstance(then, forms.ChoiceField)  # noqa: S101 - for the type checker
        then.choices = steps
        self.initial.update({"then": steps[-1][0]}, **(preset or {}))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        try:
            refuse_secrecy(*(str(said.get(name, "")) for name in WRITTEN))
        except Invalid as refusal:
            self.has_marks = True
            if not said.get("is_checked"):
                self.add_error(None, str(refusal))
        return said

    def order(self) -> NewItem:
        said = self.cleaned_data
        copied = (
            "title",
            "requirement",
            "source_type",
            "basis",
            "leads",
            "co_units",
            "leader",
            "finish_due",
            "report_cycle",
            "urgency",
            "security",
            "targets",
        )
        return NewItem(**{name: said[name] for name in copied}, idem=said["key"])
