"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from functools import partial

from django.utils.translation import gettext as _

from bihuan.files import answering
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person

answered = partial(answering.answered, act="spotcheck/act.html")


def need_reader(person: Person) -> None:
    """Administrators read no business."""
    if person.access.is_admin_only:
        raise Denied(_("Administrators do not read spot checks."))
