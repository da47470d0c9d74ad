"""Who attends for enterprises and citizens: whom the last draw chose among those who volunteered."""

from dataclasses import dataclass

from bihuan.spotcheck.models import Draw, State, Volunteer


@dataclass(frozen=True)
class Guest:
    """Whom a draw chose, by code and name; all empty where nobody was chosen."""

    of: str = ""
    code: str = ""
    name: str = ""


def code_of(pk: int) -> str:
    """How lists name a volunteer: names of people from outside are in none."""
    return f"g{pk}"


def guests_to_come() -> list[str]:
    """The codes among which a draw chooses who attends the next."""
    return sorted(map(code_of, Volunteer.objects.filter(is_active=True).values_list("pk", flat=True)))


def chosen_guest() -> Guest:
    """Whom the last draw that gave a list chose."""
    rows = Draw.objects.filter(status__in=(State.DRAWN, State.CLOSED)).order_by("-drawn_at", "-pk")
    found = rows.values_list("number", "guest").first()
    if found is None or not found[1]:
        return Guest()
    number, code = found
    return Guest(number, code, Volunteer.objects.get(pk=int(code[1:])).name)
