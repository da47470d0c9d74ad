"""Who may be drawn to look, and to which units something binds them."""

from bihuan.people.models import Post, RoleGrant
from bihuan.spotcheck.models import Inspector, Interest
from bihuan.spotcheck.queries.populations import stratum_of


def key_of(person_id: int) -> str:
    """How lists name an inspector."""
    return f"i{person_id}"


def person_of(key: str) -> int:
    """The number of the person whom a list names."""
    return int(key[1:])


def pool() -> tuple[list[str], list[tuple[str, str]]]:
    """All inspectors, and the pairs of inspector and stratum that are never drawn together.

    Bound is who holds a post or a role in the unit, and who declared an interest.
    """
    people = list(
        Inspector.objects.filter(is_active=True, person__is_active=True)
        .order_by("person")
        .values_list("person", flat=True)
    )
    own = Post.objects.open().filter(person__in=people).values_list("person", "unit")
    roles = RoleGrant.objects.open().filter(person__in=people, unit__isnull=False)
    declared = Interest.objects.filter(inspector__person__in=people)
    bound = {
        *own,
        *roles.values_list("person", "unit"),
        *declared.values_list("inspector__person", "unit"),
    }
    return sorted(map(key_of, people)), sorted((key_of(who), stratum_of(unit)) for who, unit in bound)
