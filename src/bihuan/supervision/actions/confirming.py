"""Asking the one for whom a matter was: is it solved? His word comes in by a link that opens once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.people.rules import digest_of
from bihuan.supervision.actions.finding import find
from bihuan.supervision.actions.looking_back import start_anew
from bihuan.supervision.actions.step import Step, begin, clean, within, words
from bihuan.supervision.actions.working import catch_up
from bihuan.supervision.models import (
    Answer,
    Confirmation,
    Status,
    SupervisionItem,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.rules.affected import AFFECTED, LINK_LASTS, MOST_LINKS, without_contact

LONGEST_SUBJECT, LONGEST_NAME, LONGEST_WORDS = 200, 100, 1000
FINDINGS = {
    Answer.YES: VerificationResult.TRUE,
    Answer.PARTLY: VerificationResult.PARTLY,
    Answer.NO: VerificationResult.FALSE,
}


@transaction.atomic
def ask_affected(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    subject: str,
    secret: str,
    addressee: str = "",
) -> SupervisionItem:
    """Ask a person affected whether it is solved. `secret` is the link's; only its digest is kept.

    Whoever asks again with the same secret, as a page does that is loaded anew, has asked once.
    """
    step = begin("ask_affected", item, by, at)
    if step.item.confirmations.filter(digest=digest_of(secret)).exists():
        return step.item
    if step.item.confirmations.open(at).count() >= MOST_LINKS:
        raise Conflict(
            _("%(count)s links of this matter are open. Wait for their answers.") % {"count": MOST_LINKS}
        )
    asked = words(subject, _("Say in plain words what should be solved."))
    step.add(
        Confirmation(
            item=step.item,
            subject=within(asked, LONGEST_SUBJECT),
            addressee=within(clean(addressee), LONGEST_NAME),
            digest=digest_of(secret),
            asked_by=by,
            asked_at=at,
            expires_at=at + LINK_LASTS,
        )
    )
    return step.land(payload={"text": asked})


@transaction.atomic
def answer(*, secret: str, said: str, words: str, at: datetime) -> SupervisionItem:
    """Take the answer of a person affected. The link is used up by it."""
    asked = (
        Confirmation.objects.select_for_update()
        .open(at)
        .select_related("item")
        .filter(digest=digest_of(secret))
        .first()
    )
    if asked is None:
        raise Conflict(_("This link has been used or has run out."))
    if said not in Answer.values:
        raise Invalid(_("Choose one of the three answers."))
    move = contradict if said == Answer.NO else confirm
    return move(item=asked.item, by=AFFECTED, at=at, asked=asked, said=said, words=words)


@transaction.atomic
def confirm(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    asked: Confirmation | None,
    said: str = Answer.YES,
    words: str = "",
) -> SupervisionItem:
    """A person affected says that a matter is solved, at least in part."""
    return _hear(begin("confirm", item, by, at), asked, said, words)


@transaction.atomic
def contradict(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    asked: Confirmation | None,
    said: str = Answer.NO,
    words: str = "",
) -> SupervisionItem:
    """A person affected says that it is not solved: a result goes back, an ended matter is reopened."""
    step = begin("contradict", item, by, at)
    end = step.move.end(step.item.status)
    if end == Status.REOPENED and step.item.status != end:
        start_anew(step)
    elif end == Status.RETURNED and step.item.status != end:
        catch_up(step)
    return _hear(step, asked, said, words)


def _hear(step: Step, asked: Confirmation | None, said: str, words: str) -> SupervisionItem:
    """Keep the answer for the office, and what the unit may read of it in the record."""
    if asked is None or asked.item_id != step.item.pk or asked.answered_at is not None:
        raise Conflict(_("This link has been used or has run out."))
    step.remember(asked)
    asked.answered_at, asked.answer, asked.words = step.at, said, within(clean(words), LONGEST_WORDS)
    text = without_contact(asked.words)
    is_claimed = step.item.status not in _UNCLAIMED
    finding = FINDINGS[Answer(said)]
    if not is_claimed:
        return step.land(payload={"answer": said, "result": finding, "text": text})
    found = find(step, method=VerificationMethod.AFFECTED, result=finding, text=text)
    return step.land(payload={"answer": said, **found})


# No result is claimed in these, so that there is none to be found false.
_UNCLAIMED = (
    Status.DISPATCHED,
    Status.DISPUTED,
    Status.ACCEPTED,
    Status.IN_PROGRESS,
    Status.EXTENDING,
    Status.RETURNED,
    Status.REOPENED,
    Status.LONG_TERM,
)
