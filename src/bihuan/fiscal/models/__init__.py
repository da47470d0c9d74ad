"""The city's money by year, what it has promised, who found that it fits, and what was chosen within it."""

from bihuan.fiscal.models.choices import Finding, Kind, Link, Payer, Stance, State
from bihuan.fiscal.models.choosing import Candidate, Selection, Tie
from bihuan.fiscal.models.commitments import Assessment, Commitment, CommitmentYear, Opinion
from bihuan.fiscal.models.money import READERS, FiscalYear, Limits, Term

__all__ = [
    "READERS",
    "Assessment",
    "Candidate",
    "Commitment",
    "CommitmentYear",
    "Finding",
    "FiscalYear",
    "Kind",
    "Limits",
    "Link",
    "Opinion",
    "Payer",
    "Selection",
    "Stance",
    "State",
    "Term",
    "Tie",
]
