"""How far what is counted of units hangs together: things of one matter, and things of one day."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

# A unit with fewer groups of a like size does not tell chance from what the things of a group have in common.
FEWEST_GROUPS = 5
# With fewer groups of two things or more the likeness is not known, and taken to be whole.
FEWEST_TOLD = 20


def spreads(units: Any, hits: Any, *groups: Any) -> Mapping[int, float]:
    """How many times as widely each unit's share scatters, for what its things have in common; 1 or more.

    Arrays of equal length: of each thing its unit, whether it is a hit (0, 1), and by each way of grouping
    the number of its group, as its matter and its day. By each way, the likeness of two things of one unit
    and group is estimated over all units together that have five groups or more of a like size (moments;
    each is held against its own share). Where these have fewer than twenty groups of two or more, nothing is
    known of it, and the things of a group count as one. With the likeness a unit's share scatters
    1 + likeness x (m - 1) times as widely, where m is the number of things in the group of one of its things,
    on average. The widest way holds.
    Source: J. N. K. Rao and A. J. Scott, Biometrics 48 (1992), 577-585; L. Kish, Survey Sampling (1965), 8.2.
    """
    unit, hit = np.asarray(units), np.asarray(hits, dtype=float)
    found = [_spreads(unit, hit, np.asarray(group)) for group in groups]
    return {unit: max(each[unit] for each in found) for unit in found[0]}


def of_facts(facts: Iterable[tuple[int, Any]]) -> Mapping[int, float]:
    """The same of facts (case, day, is_hit), each with its unit."""
    rows = [(unit, fact.is_hit, fact.case, fact.day.toordinal()) for unit, fact in facts]
    return spreads(*zip(*rows, strict=True)) if rows else {}


def _spreads(units: Any, hits: Any, groups: Any) -> dict[int, float]:
    names, unit = np.unique(units, return_inverse=True)
    n = np.bincount(unit).astype(float)
    share = np.bincount(unit, hits) / n
    of_all, place = np.unique(groups, return_inverse=True)
    own, group = np.unique(unit * len(of_all) + place, return_inverse=True)
    sizes, off = np.bincount(group).astype(float), np.bincount(group, hits - share[unit])
    each = own // len(of_all)
    pairs = np.bincount(each, sizes**2) - n
    return dict(
        zip(names.tolist(), (1 + _likeness(share, n, each, sizes, off) * pairs / n).tolist(), strict=True)
    )


def _likeness(share: Any, n: Any, each: Any, sizes: Any, off: Any) -> float:
    """How alike two things of one group are, from 0 to 1. Of groups: the unit `each`, the deviation `off`."""
    squares = np.bincount(each, sizes**2)
    telling = n**2 >= FEWEST_GROUPS * squares
    if np.count_nonzero(telling[each] & (sizes > 1)) < FEWEST_TOLD:
        return 1.0
    scatter, pairs = share * (1 - share), squares - n
    # Two things of one group deviate alike; as the share is the unit's own, they deviate a little apart.
    alike = np.bincount(each, off**2) - n * scatter + pairs * scatter / n
    known = float((scatter * pairs)[telling].sum())
    return min(max(float(alike[telling].sum()) / known, 0.0), 1.0) if known else 1.0
