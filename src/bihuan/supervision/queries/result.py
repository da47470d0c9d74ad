"""A result under review: what a verification of it found, and whose input it lacks."""

from bihuan.supervision.models import Assignment, SupervisionItem
from bihuan.supervision.rules.moves import collector, live_parts


def finding(item: SupervisionItem) -> str:
    """What the latest verification since the submission found; empty when there has been none."""
    looks = item.verifications.filter(at__gte=item.submitted_at) if item.submitted_at else None
    latest = looks.order_by("-id").values_list("result", flat=True).first() if looks is not None else None
    return latest or ""


def without_input(item: SupervisionItem) -> list[Assignment]:
    """The parts of other units than the collecting one that have given no input."""
    first = collector(item)
    return [part for part in live_parts(item) if part != first and not part.input_at]


def names(parts: list[Assignment]) -> str:
    """The units of some parts, in their order."""
    return "、".join(part.unit.short_name for part in parts)
