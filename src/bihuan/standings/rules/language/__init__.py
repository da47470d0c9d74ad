"""The small language of schemes: what a number is worth, read, checked for units and computed exactly.

Numbers, the inputs of the part by name, + − × ÷, parentheses, min, max, sum, abs, round, floor, ceil, and
if(condition, then, else); nothing else is read. A number may carry a unit: 0.1分/个 × 逾期数.
"""

from bihuan.standings.rules.language.computing import Answer, Trouble
from bihuan.standings.rules.language.formula import Formula, read
from bihuan.standings.rules.language.tokens import LONGEST, FormulaError
from bihuan.standings.rules.language.units import POINTS, Unit, unit_of
from bihuan.standings.rules.language.writing import write

__all__ = [
    "LONGEST",
    "POINTS",
    "Answer",
    "Formula",
    "FormulaError",
    "Trouble",
    "Unit",
    "read",
    "unit_of",
    "write",
]
