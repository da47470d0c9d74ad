"""Whether the world outside could know a commitment before chance was rolled."""

from bihuan.journal.models import Cosignature, Sealed, Witness
from bihuan.spotcheck.models import Draw


def is_witnessed(draw: Draw) -> bool:
    """Whether a witness has signed a record with the commitment; true where no witness is known."""
    if not Witness.objects.current().exists():
        return True
    place = Sealed.objects.filter(
        event__verb="draw.commit", event__thing_kind="spotcheck.draw", event__thing_id=draw.pk
    ).first()
    if place is None:
        return False
    return Cosignature.objects.filter(point__log=place.log_id, point__size__gt=place.place).exists()
