"""How far what is counted of units hangs together: things of one matter, and things of one day."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


def spreads(units: Any, hits: Any, *groups: Any) -> Mapping[int, float]:
    """How many times as widely each unit's share scatters, for what its things have in common; 1 or more.

    Arrays of equal length: of each thing its unit, whether it is a hit (0, 1), and by each way of grouping
    the number of its group, as its matter and its day. By each way, the likeness of two things of one unit
    and group is estimated over all units together (moments; each unit is held against its own share). With
    it a unit's share scatters 1 + likeness x (m - 1) times as widely, where m is the number of things in the
    group of one of its things, on average. The widest way holds.
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
    scatter = share * (1 - share)
    # Two things of one group deviate alike; as the share is the unit's own, they deviate a little apart.
    alike = np.bincount(each, off**2) - n * scatter + pairs * scatter / n
    known = (scatter * pairs).sum()
    likeness = min(max(alike.sum() / known, 0.0), 1.0) if known else 0.0
    return dict(zip(names.tolist(), (1 + likeness * pairs / n).tolist(), strict=True))
