from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Category, DocumentStatus, PartyRole, Rhythm, SourceType
from bihuan.people.models import Person, Role, Unit

MEGABYTE = 1_000_000
LARGEST_OFFSET = 1_000_000
LONGEST_SIGNATURE = 80
MOST_PICKS = 2000
LONGEST_NUMBER = 18
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DocumentForm(forms.Form):
    """What stands on the first page of a document, and the document itself."""

    file = forms.FileField(
        label=_("File to hand in"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.xlsx,.txt,.html,.htm"}),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        help_text=_("Talk copied from a chat is read without its senders and times."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    source_type = forms.ChoiceField(
        label=_("What kind of document"), choices=[("", _("Choose")), *SourceType.choices]
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Without a title, the first line of the text is taken."),
    )
    doc_number = forms.CharField(label=_("Document number"), required=False, max_length=60)
    issued_date = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=DATE,
        help_text=_("Gives their year to dates such as “by the end of June”."),
    )
    speaker = forms.ModelChoiceField(
        label=_("Speaker or issuing leader"), required=False, queryset=Person.objects.none()
    )
    confirmed_unclassified = forms.BooleanField(
        label=_("I confirm that this document is not classified"),
        required=False,
        help_text=_("State secrets may not be entered into this system in any form."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "docx, pdf, xlsx, txt or a saved web page, up to %(size)s MB. A scanned PDF has no text to read."
        ) % {"size": settings.FILE_MAX_SIZE // MEGABYTE}
        leaders = Person.objects.active().filter(role_grants__role=Role.LEADER, role_grants__ended_at=None)
        self.fields["speaker"].queryset = leaders.distinct().order_by("sort_key", "id")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two ways in."""
        said = super().clean() or {}
        if bool(said.get("file")) == bool((said.get("text") or "").strip()) and not self.errors:
            raise forms.ValidationError(
                _("Choose a file or paste the text: one of the two."), code="one_of_two"
            )
        return said


class FilterForm(forms.Form):
    """How the list of documents is narrowed; what cannot be read counts as not said."""

    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *DocumentStatus.choices]
    )
    source_type = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *SourceType.choices]
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=100)


class ProposalForm(forms.Form):
    """The wording of a proposed task. Names stand one to a line."""

    title = forms.CharField(label=_("Title"), max_length=200)
    requirement = forms.CharField(label=_("Requirement"), widget=forms.Textarea(attrs={"rows": 5}))
    lead = forms.CharField(
        label=_("Lead units"),
        required=False,
        help_text=_("One to a line. The first one collects and answers for the task."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    co = forms.CharField(
        label=_("Assisting units"),
        required=False,
        help_text=_("One to a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leader = forms.CharField(
        label=_("Responsible leaders"),
        required=False,
        help_text=_("One to a line."),
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    finish_due = forms.DateField(label=_("To be finished by"), required=False, widget=DATE)
    deadline_text = forms.CharField(
        label=_("Deadline in the document's words"), required=False, max_length=60
    )
    rhythm = forms.ChoiceField(
        label=_("Comes back"),
        required=False,
        choices=[("", _("Once")), *Rhythm.choices],
        help_text=_("Its unit then reports as often."),
    )
    targets = forms.CharField(
        label=_("Targets"),
        required=False,
        help_text=_("One to a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    category = forms.ChoiceField(label=_("Kind of task"), choices=Category.choices)
    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def names(self) -> dict[str, list[str]]:
        """The names by role, one to a line."""
        return {role: self.cleaned_data[role].splitlines() for role in PartyRole.values}


class SplitForm(forms.Form):
    offset = forms.IntegerField(min_value=0, max_value=LARGEST_OFFSET)
    seen = forms.CharField(required=False, max_length=80)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class KindForm(forms.Form):
    source_type = forms.ChoiceField(choices=SourceType.choices)


class DateForm(forms.Form):
    day = forms.DateField(
        label=_("Date of the document"),
        widget=DATE,
        error_messages={"required": _("Give the day on which the document was issued.")},
    )


class AddForm(forms.Form):
    """A passage: by its offsets, or by its first and last words where no script helps."""

    start = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_OFFSET)
    end = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_OFFSET)
    first_words = forms.CharField(label=_("First words of the passage"), required=False, max_length=200)
    last_words = forms.CharField(label=_("Last words of the passage"), required=False, max_length=200)


class PartyForm(forms.Form):
    name = forms.CharField(max_length=100, required=False)
    role = forms.ChoiceField(choices=PartyRole.choices, required=False)
    seen = forms.CharField(required=False, max_length=80)


class SpreadForm(forms.Form):
    """The units that a collective takes in, together in one task or each with a task of its own."""

    unit = forms.ModelMultipleChoiceField(queryset=Unit.objects.none())
    each = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]


class CueForm(forms.Form):
    cue = forms.CharField(max_length=40)


class MatchForm(forms.Form):
    unit = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    name = forms.CharField(max_length=100, required=False)


def picks(said: QueryDict) -> Iterator[tuple[int, str]]:
    """The ticked rows of a list: number and signature; what cannot be read is passed over."""
    for value in said.getlist("pick")[:MOST_PICKS]:
        number, _colon, seen = value.partition(":")
        if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER and seen:
            yield int(number), seen[:LONGEST_SIGNATURE]
