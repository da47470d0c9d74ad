"""How the room's pages write points and other numbers that are kept in ten-thousandths."""

from decimal import Decimal

from django import template

from bihuan.indicators.models import SCALE

register = template.Library()


@register.filter
def points(number: int | None, places: int = 2) -> str:
    """Points with the decimals that the scheme keeps."""
    if number is None:
        return "—"
    return f"{Decimal(number) / SCALE:,.{places}f}".replace("-", "−")


@register.filter
def plain(number: int | None) -> str:
    """A number with as many decimals as it has."""
    if number is None:
        return "—"
    text = f"{Decimal(number) / SCALE:,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


@register.filter
def signed(number: int | None, places: int = 2) -> str:
    """A change, with its sign."""
    if number is None:
        return "—"
    return f"{Decimal(number) / SCALE:+,.{places}f}".replace("-", "−")
