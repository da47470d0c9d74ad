"""What somebody found when looking at a result, and the marks that facts leave against a unit."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.step import Step, clean, evidence, within, words
from bihuan.supervision.models import (
    Assignment,
    Mark,
    MarkKind,
    Verification,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.rules.marks import appeal_by
from bihuan.supervision.rules.moves import collector

LONGEST_PLACE = 200


def add_mark(step: Step, kind: str, part: Assignment | None = None, by: Person | None = None) -> None:
    """Note a fact against a unit: the collecting one, where no other part is named."""
    against = part or collector(step.item)
    assert against is not None  # noqa: S101 - no matter is dispatched without a lead unit
    last = appeal_by(step.today)
    step.add(Mark(item=step.item, unit_id=against.unit_id, kind=kind, day=step.today, appeal_by=last, by=by))


def find(
    step: Step,
    *,
    method: str,
    result: str,
    text: str,
    files: tuple[StoredFile, ...] = (),
    place: str = "",
) -> dict[str, Any]:
    """Keep a finding as a verification, with its mark if it is bad; return what the event says of it."""
    if result not in VerificationResult.values:
        raise Invalid(_("Choose a method and a result from the lists."))
    # Who is affected may leave it at yes or no.
    is_told = method == VerificationMethod.AFFECTED
    said = clean(text) if is_told else words(text, _("Say what was found."))
    stood = within(clean(place), LONGEST_PLACE)
    attached = evidence(files, step.by)
    by = step.by if step.by.pk else None
    row = Verification(
        item=step.item, method=method, result=result, text=said, place=stood, by=by, at=step.at
    )
    step.add(row)
    if files:
        row.files.set(files)
    if result == VerificationResult.FALSE:
        is_late = method == VerificationMethod.LOOK_BACK
        add_mark(step, MarkKind.RELAPSED if is_late else MarkKind.FOUND_FALSE, by=by)
    return {"method": method, "result": result, "text": said, "place": stood, "files": attached}
