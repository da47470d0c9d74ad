"""Going there: the office names who looks at a result on the spot, and he says what he found."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.finding import find
from bihuan.supervision.actions.step import begin
from bihuan.supervision.models import SiteCheck, SupervisionItem, VerificationMethod
from bihuan.supervision.rules.moves import part_of


@transaction.atomic
def name_verifier(*, item: SupervisionItem, by: Person, at: datetime, verifier: Person) -> SupervisionItem:
    """Name who goes and looks at a result (现场核查). Never somebody of a unit of the matter."""
    step = begin("name_verifier", item, by, at)
    if part_of(verifier, step.item) is not None:
        raise Invalid(_("%(name)s works for a unit of this matter. Name somebody else.") % {"name": verifier})
    if not verifier.access.has(Role.SUPERVISOR, Role.HEAD, Role.HANDLER):
        raise Invalid(_("%(name)s works neither for the office nor for a unit.") % {"name": verifier})
    if step.item.site_checks.open().filter(verifier=verifier).exists():
        raise Invalid(_("%(name)s has been named already.") % {"name": verifier})
    step.add(SiteCheck(item=step.item, verifier=verifier, asked_by=by, asked_at=at))
    return step.land(payload={"verifier": verifier.pk})


@transaction.atomic
def check_site(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    result: str,
    text: str,
    place: str = "",
    files: tuple[StoredFile, ...] = (),
) -> SupervisionItem:
    """Say what was found on the spot, with the photos taken there. Without a photo nobody has been there."""
    step = begin("check_site", item, by, at)
    if not files:
        raise Invalid(_("Take at least one photo on the spot."))
    said = find(step, method=VerificationMethod.SITE, result=result, text=text, files=files, place=place)
    for row in step.item.site_checks.open().select_for_update().filter(verifier=by):
        step.remember(row)
        row.done_at = at
    return step.land(payload=said)
