"""Draws, what could be drawn, who attended, and the checks of what was drawn."""

from bihuan.spotcheck.models.checks import Check, CheckState, Ground, Result, Way
from bihuan.spotcheck.models.draws import (
    LISTED,
    Attendee,
    Attending,
    Chance,
    Draw,
    Entry,
    Member,
    Population,
    State,
)
from bihuan.spotcheck.models.pool import Inspector, Interest, Part, Volunteer

__all__ = [
    "LISTED",
    "Attendee",
    "Attending",
    "Chance",
    "Check",
    "CheckState",
    "Draw",
    "Entry",
    "Ground",
    "Inspector",
    "Interest",
    "Member",
    "Part",
    "Population",
    "Result",
    "State",
    "Volunteer",
    "Way",
]
