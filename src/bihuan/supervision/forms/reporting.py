"""What a unit is asked for when it reports, gives its input or hands in the result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.forms.moves import EvidenceField, MoveForm, a_day, long_text
from bihuan.supervision.models import ReportKind
from bihuan.supervision.queries.reported import closest_of, reported_elsewhere
from bihuan.supervision.rules.likeness import WORTH_A_LOOK, Like
from bihuan.supervision.rules.moves import part_of

# By which the second button says which earlier report has been read.
READ = "read_before"


class ReportForm(MoveForm):
    """A progress report, an input or a result, with evidence."""

    text = long_text(
        _("What has been done"), help_text=_("Results and numbers first; then problems and the next step.")
    )
    taken_from = forms.TypedChoiceField(
        label=_("Or take over what your unit has reported on another matter"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    percent = forms.IntegerField(label=_("Share done, %"), required=False, min_value=0, max_value=100)
    claimed_date = a_day(
        _("Day on which it happened"),
        required=False,
        help_text=_("Only if it is not the day of this report."),
    )
    evidence = EvidenceField(label=_("Evidence"))

    def prepare(self) -> None:
        """Nobody writes twice what he has reported elsewhere."""
        self.lately = {report.pk: report for report in reported_elsewhere(self.person, self.item, self.today)}
        if not self.lately:
            del self.fields["taken_from"]
            return
        self.fields["text"].required = False
        choices = [(pk, f"{each.item.title[:30]}：{each.text[:40]}") for pk, each in self.lately.items()]
        self.choose("taken_from", [("", "—"), *choices])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("text") and not said.get("taken_from") and "text" not in self.errors:
            self.add_error("text", forms.Field.default_error_messages["required"])
        self.like = self._unread(said.get("text") or "")
        return said

    def _unread(self, text: str) -> Like | None:
        """The earlier report of the unit that these words repeat, unless the author has been shown it."""
        part = part_of(self.person, self.item)
        found = closest_of(self.item, part.unit_id, text) if part and text else None
        is_worth = found is not None and found.percent >= WORTH_A_LOOK
        return found if is_worth and found and self.data.get(READ) != str(found.number) else None

    @property
    def like_note(self) -> str:
        """What the author is told of the likeness."""
        said = _(
            "These words are %(percent)s per cent alike to an earlier report of your unit on this matter."
        )
        return said % {"percent": self.like.percent} if self.like else ""

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("taken_from")
        return super().arguments() | {"taken_from": self.lately[chosen] if chosen else None}


class ProgressForm(ReportForm):
    """A progress report, which may also say that nothing has changed."""

    is_unchanged = forms.BooleanField(
        label=_("No change since the last report"),
        required=False,
        help_text=_("Then the words say why. Such reports are counted."),
    )

    def prepare(self) -> None:
        """The last share stands there already; before a first report there is nothing to be unchanged."""
        super().prepare()
        if not self.item.reports.filter(kind=ReportKind.PROGRESS).exists():
            del self.fields["is_unchanged"]
        elif not self.is_bound:
            self.initial.setdefault("percent", self.item.percent)
