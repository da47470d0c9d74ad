"""Forms of checks, looks back, statements and appeals, beside those of the other moves."""

from base64 import urlsafe_b64encode
from datetime import date
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import canonical
from bihuan.people.models import Person, Role
from bihuan.people.rules import new_secret
from bihuan.supervision.forms.moves import YES_NO, EvidenceField, Files, MoveForm, long_text
from bihuan.supervision.forms.table import FORMS
from bihuan.supervision.models import Answer, Decision, Mark, VerificationResult
from bihuan.supervision.rules.marks import LONGEST_TERM
from bihuan.supervision.rules.moves import live_parts
from bihuan.ui.templatetags.parts import fullday

LONGEST_WORDS = 1000


class Camera(Files):
    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png", "capture": "environment"} | (attrs or {}))


class PhotoField(EvidenceField):
    """Photos: on a phone the button opens the camera that looks forward."""

    widget = Camera

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.required, self.help_text = True, _("Taken on the spot: jpg or png.")


def a_place() -> forms.CharField:
    return forms.CharField(
        label=_("Where you stand"),
        max_length=200,
        required=False,
        help_text=_("Street and number, village, or the name of the site."),
    )


class VerifierForm(MoveForm):
    verifier = forms.ModelChoiceField(
        label=_("Who goes there"),
        queryset=Person.objects.none(),
        help_text=_("Nobody of a unit of this matter."),
    )

    def prepare(self) -> None:
        units = [part.unit_id for part in live_parts(self.item)]
        roles = (Role.SUPERVISOR, Role.HEAD, Role.HANDLER)
        field = self.fields["verifier"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        named = Person.objects.active().filter(role_grants__ended_at=None, role_grants__role__in=roles)
        field.queryset = (
            named.exclude(role_grants__ended_at=None, role_grants__unit_id__in=units)
            .distinct()
            .order_by("sort_key", "id")
        )


class SiteCheckForm(MoveForm):
    evidence = PhotoField(label=_("Photos"))
    result = forms.ChoiceField(
        label=_("What you found"), choices=VerificationResult, widget=forms.RadioSelect
    )
    text = long_text(_("What is there"))
    place = a_place()


class AskForm(MoveForm):
    subject = forms.CharField(
        label=_("What should be solved"),
        max_length=200,
        help_text=_("In plain words: whoever opens the link reads this and nothing else."),
    )
    addressee = forms.CharField(
        label=_("Whom the card is for"),
        max_length=100,
        required=False,
        help_text=_("For the office alone; units never see it."),
    )
    # New for each form that is handed out: a form that is sent twice makes one link.
    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.initial.setdefault("subject", self.item.title)
        self.initial.setdefault("key", new_secret())

    @property
    def secret(self) -> str:
        """The secret of the link: the same for the same form with the same words, and nobody's to choose."""
        said = [self.cleaned_data["key"] or new_secret(), *self.arguments().values()]
        key = canonical.encode([self.item.pk, self.person.pk, *said]).decode()
        digest = salted_hmac("bihuan.ask_affected", key, algorithm="sha256").digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("subject", "addressee")}


class FindingForm(MoveForm):
    text = long_text(_("What is there"))
    place = a_place()
    evidence = EvidenceField(label=_("Evidence"))


class AboutMarkForm(MoveForm):
    """What is said about one mark against a unit."""

    mark = forms.ModelChoiceField(label=_("About"), queryset=Mark.objects.none())

    def prepare(self) -> None:
        field = self.fields["mark"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = self.marks(Mark.objects.filter(item=self.item).order_by("-id"))
        field.label_from_instance = _named  # type: ignore[method-assign,assignment]

    def marks(self, found: Any) -> Any:
        """The marks that can be spoken of."""
        return found


def _named(mark: Mark) -> str:
    return f"{fullday(mark.day)} {mark.get_kind_display()}"


class StatementForm(AboutMarkForm):
    text = long_text(_("Your side"), help_text=_("Said once; it stands beside the mark for ever."))
    evidence = EvidenceField(label=_("Evidence"))

    def marks(self, found: Any) -> Any:
        return found.filter(unit_id__in=self.person.access.units, statement=None)


class AppealForm(AboutMarkForm):
    text = long_text(_("Why it should not count"))

    def marks(self, found: Any) -> Any:
        return found.filter(unit_id__in=self.person.access.headed, appeal=None, appeal_by__gte=self.today)


class AppealDecisionForm(AboutMarkForm):
    granted = forms.ChoiceField(label=_("Decision"), choices=YES_NO, widget=forms.RadioSelect)
    ground = long_text(_("Ground"))

    def marks(self, found: Any) -> Any:
        return found.filter(appeal__decision=Decision.PENDING)

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"granted": self.cleaned_data["granted"] == "yes"}


EVERY_FORM = FORMS | {
    form.__name__: form
    for form in (
        VerifierForm,
        SiteCheckForm,
        AskForm,
        FindingForm,
        StatementForm,
        AppealForm,
        AppealDecisionForm,
    )
}


class AnswerForm(forms.Form):
    """What a person affected answers."""

    answer = forms.ChoiceField(choices=Answer)
    words = forms.CharField(
        label=_("What do you want to say about it?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class TermForm(forms.Form):
    """After how many days one source is looked back on."""

    source_type = forms.CharField(max_length=20)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=LONGEST_TERM)


class PeriodForm(forms.Form):
    """The days that a report is about."""

    first = forms.DateField(label=_("First day"))
    last = forms.DateField(label=_("Last day of the period"))

    def days(self, usual: tuple[date, date]) -> tuple[date, date]:
        """The days asked for, or the usual ones."""
        if not self.is_valid() or self.cleaned_data["first"] > self.cleaned_data["last"]:
            return usual
        return self.cleaned_data["first"], self.cleaned_data["last"]
