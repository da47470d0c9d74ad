"""The forms of the moves that carry a matter on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import FileKind
from bihuan.files.rules import what_is_taken
from bihuan.journal import clock
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    Decision,
    Level,
    ReportCycle,
    ReturnReason,
    ReviewPoint,
    Status,
    SupervisionItem,
    VerificationResult,
)
from bihuan.supervision.models.steps import CHOSEN_METHODS
from bihuan.supervision.queries.extensions import standing
from bihuan.supervision.queries.handling import staff
from bihuan.supervision.queries.result import finding, names, without_input
from bihuan.supervision.rules.extending import Standing
from bihuan.supervision.rules.likeness import Like
from bihuan.supervision.rules.moves import collector, live_parts, part_to_sign
from bihuan.supervision.rules.owning import path_of, proposed, returns_of
from bihuan.ui.templatetags.parts import fullday

LONGEST_TEXT = 4000
MOST_FILES = 10
ACCEPTED = "image/jpeg,image/png," + ",".join(f".{kind}" for kind in FileKind.values)


class Day(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Files(forms.ClearableFileInput):
    """On a phone the button offers the camera, the pictures and the files, as pictures come first."""

    allow_multiple_selected = True

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"accept": ACCEPTED} | (attrs or {}))


class EvidenceField(forms.FileField):
    """Some files at once."""

    widget = Files

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, help_text=lazy(what_is_taken, str)(), **more)

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        uploads = value if isinstance(value, list | tuple) else [value] if value else []
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(_("At most %(count)s files at once.") % {"count": MOST_FILES})
        return [super(EvidenceField, self).clean(upload, initial) for upload in uploads]


def long_text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def a_day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, also typed as 2026-10-31."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=Day(),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )


class MoveForm(forms.Form):
    """What one move asks for. `arguments()` gives the action its keywords.

    `starts_typing`: nothing but a text is wanted, so that the first field takes the focus.
    """

    starts_typing = False
    # An earlier passage that the author has yet to read before he sends.
    like: Like | None = None

    def __init__(
        self,
        said: Any = None,
        files: Any = None,
        *,
        item: SupervisionItem,
        person: Person,
        today: date,
        preset: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(said, files, initial=dict(preset or {}))
        self.item, self.person, self.today = item, person, today
        self.prepare()
        if self.starts_typing:
            first = next(iter(self.fields.values()))
            first.widget.attrs |= {"autofocus": True, "data-focus": True}

    @property
    def is_long(self) -> bool:
        """Whether so much is written here that it is kept as a draft."""
        return any(isinstance(field.widget, forms.Textarea) for field in self.fields.values())

    def prepare(self) -> None:
        """Fill in what depends on the matter."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def choose(self, name: str, choices: Iterable[Any]) -> None:
        """Set the choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class ReasonForm(MoveForm):
    reason = long_text(_("Reason"))


class ConcludeForm(MoveForm):
    """What the end of this matter needs: the review list, and reasons for what is lacking."""

    review = forms.MultipleChoiceField(
        label=_("Review list"),
        choices=ReviewPoint,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All must hold; else return the result or have it verified."),
    )
    partly_reason = long_text(_("Why it is concluded though only partly true"))
    input_reason = long_text(_("Why the input is not needed"))
    note = long_text(_("Note"), required=False)

    def prepare(self) -> None:
        lacking = without_input(self.item)
        self.fields["input_reason"].help_text = _("No input has come from %(units)s.") % {
            "units": names(lacking)
        }
        is_needed = {
            "review": self.item.status == Status.SUBMITTED,
            "partly_reason": finding(self.item) == VerificationResult.PARTLY,
            "input_reason": bool(lacking),
        }
        for name, needed in is_needed.items():
            if not needed:
                del self.fields[name]


class DispatchForm(MoveForm):
    finish_due = a_day(_("Finish due"), required=False, help_text=_("Empty: the usual time for this source."))
    report_cycle = forms.ChoiceField(label=_("Report"), choices=ReportCycle)

    def prepare(self) -> None:
        self.initial.setdefault("finish_due", self.item.finish_due)
        self.initial.setdefault("report_cycle", self.item.report_cycle)


class AcknowledgeForm(MoveForm):
    handler = forms.ModelChoiceField(
        label=_("Who handles it"), queryset=Person.objects.none(), help_text=_("Reminders go to this person.")
    )

    def prepare(self) -> None:
        part = part_to_sign(self.person, self.item)
        field = self.fields["handler"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = staff(part.unit) if part else Person.objects.none()
        self.initial.setdefault("handler", self.person.pk)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of the register."""

    def __init__(self, **more: Any) -> None:
        units = Unit.objects.active().exclude(kind="city").order_by("kind", "sort_key")
        super().__init__(queryset=units, **more)


class DisputeForm(MoveForm):
    """An objection. From the second one to a matter on it wants written grounds; the path so far is shown."""

    reason = long_text(_("Why this is not your unit's matter"))
    suggested = UnitField(label=_("Unit whose matter it is"))
    basis = long_text(
        _("Written grounds"), help_text=_("Which rule, list of duties or document says so, with its number.")
    )

    def prepare(self) -> None:
        returns = returns_of(self.item)
        if not returns:
            del self.fields["basis"]
        else:
            way = " → ".join(unit.short_name for unit in path_of(returns))
            self.fields["suggested"].help_text = _("So far: %(way)s") % {"way": way}
        first = collector(self.item)
        waiting = proposed(self.item, first.unit_id) if first else None
        if waiting and not self.is_bound:
            self.initial.setdefault("reason", waiting.reason)
            self.initial.setdefault("suggested", waiting.suggested_id)
            self.initial.setdefault("basis", waiting.basis)


YES_NO = (("yes", _("Grant")), ("no", _("Refuse")))


def _room(used: Standing, item: SupervisionItem) -> str:
    """What is used of the limits, what is left, and what an extension leaves as it is."""
    if used.is_used_up or item.finish_due is None:
        return used.words
    left = gettext("At the latest %(day)s. Reports stay due as they are, and the first date stays on record.")
    return f"{used.words} {left % {'day': fullday(used.latest(item.finish_due))}}"


class ExtensionForm(MoveForm):
    wanted_date = a_day(_("New finish date asked for"))
    reason = long_text(_("Reason"))
    progress = long_text(_("How far the work is"))

    def prepare(self) -> None:
        self.fields["wanted_date"].help_text = _room(standing(self.item, self.today), self.item)


class ExtensionDecisionForm(MoveForm):
    granted = forms.ChoiceField(label=_("Decision"), choices=YES_NO, widget=forms.RadioSelect)
    granted_date = a_day(_("New finish date"), required=False)
    ground = long_text(_("Ground"), required=False, help_text=_("Needed for a refusal."))

    def prepare(self) -> None:
        asked = self.item.extension_requests.filter(decision=Decision.PENDING).first()
        if asked:
            used = standing(self.item, clock.day_of(asked.at))
            self.fields["granted_date"].help_text = _room(used, self.item)
            self.initial.setdefault("granted_date", asked.wanted_date)

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"granted": self.cleaned_data["granted"] == "yes"}


class RulingForm(MoveForm):
    granted = forms.ChoiceField(
        label=_("Ruling"),
        choices=(("yes", _("Uphold the objection")), ("no", _("The matter stays with the unit"))),
        widget=forms.RadioSelect,
    )
    new_lead = UnitField(
        label=_("New lead unit"), required=False, help_text=_("Only if the objection is upheld.")
    )
    ground = long_text(_("Ground"))
    subject = forms.CharField(
        label=_("Subject in the library of rulings"),
        max_length=200,
        required=False,
        help_text=_("Every unit reads it there. The ruling is proposed when a like matter comes."),
    )

    def prepare(self) -> None:
        self.initial.setdefault("subject", self.item.title)
        path = path_of(returns_of(self.item))
        if len(path) > 1:
            self.fields["new_lead"].help_text = _(
                "Only if the objection is upheld. The matter has been with %(way)s."
            ) % {"way": " → ".join(unit.short_name for unit in path)}

    def arguments(self) -> dict[str, Any]:
        granted = self.cleaned_data["granted"] == "yes"
        lead = self.cleaned_data["new_lead"] if granted else None
        return self.cleaned_data | {"granted": granted, "new_lead": lead}


class UrgeForm(MoveForm):
    unit = forms.TypedChoiceField(label=_("Unit to urge"), required=False, coerce=int, empty_value=None)
    level = forms.ChoiceField(
        label=_("Who signs for it"),
        choices=[(level, level.label) for level in Level if level != Level.SECTION],
        required=False,
        help_text=_("Where the post is vacant, the next one signs."),
    )
    text = long_text(_("What the unit is told"), required=False)

    def prepare(self) -> None:
        parts = [(part.unit_id, part.unit.short_name) for part in live_parts(self.item)]
        self.choose("unit", [("", _("All units of this matter")), *parts])

    def arguments(self) -> dict[str, Any]:
        units = {part.unit_id: part.unit for part in live_parts(self.item)}
        level = self.cleaned_data["level"] or Level.HANDLER
        return self.cleaned_data | {"unit": units.get(self.cleaned_data["unit"]), "level": level}


class ReturnForm(MoveForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=ReturnReason, widget=forms.RadioSelect)
    text = long_text(_("What is missing"), required=False)


class VerificationForm(MoveForm):
    method = forms.ChoiceField(
        label=_("How it was checked"),
        choices=[(method, method.label) for method in CHOSEN_METHODS],
        widget=forms.RadioSelect,
    )
    result = forms.ChoiceField(
        label=_("What was found"), choices=VerificationResult, widget=forms.RadioSelect
    )
    text = long_text(_("Findings"))
    evidence = EvidenceField(label=_("Evidence"))


class InstructionForm(MoveForm):
    starts_typing = True

    text = long_text(
        _("Instruction"), help_text=_("It opens a new matter for the same units, linked to this one.")
    )
    finish_due = a_day(_("Finish due"), required=False)


class MergeForm(MoveForm):
    number = forms.CharField(label=_("Number of the other matter"), max_length=40)
    reason = long_text(_("Reason"))

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        self.into = SupervisionItem.objects.visible_to(self.person).filter(number=number).first()
        if self.into is None:
            raise forms.ValidationError(_("There is no matter with this number."))
        return number

    def arguments(self) -> dict[str, Any]:
        return {"into": self.into, "reason": self.cleaned_data["reason"]}


def unit_of(item: SupervisionItem, person: Person) -> Unit | None:
    """The unit for which a person hands in evidence on a matter."""
    mine = [part.unit for part in live_parts(item) if part.unit_id in person.access.units]
    first = collector(item)
    return first.unit if first and first.unit in mine else next(iter(mine), None)
