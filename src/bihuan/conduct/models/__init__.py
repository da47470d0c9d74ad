"""Rounds of counting, what they found of each unit, what units said to it, and who has looked."""

from bihuan.conduct.models.looks import Look
from bihuan.conduct.models.rounds import (
    SCALE,
    Evidence,
    Finding,
    Round,
    Status,
    its_units,
    reads_all,
    reads_some,
)
from bihuan.conduct.models.words import Appeal, Ruling, Statement

__all__ = [
    "SCALE",
    "Appeal",
    "Evidence",
    "Finding",
    "Look",
    "Round",
    "Ruling",
    "Statement",
    "Status",
    "its_units",
    "reads_all",
    "reads_some",
]
