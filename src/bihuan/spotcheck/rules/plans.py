"""How many are drawn from which stratum: a floor for each, more where checks have failed before."""

from collections.abc import Mapping

# Per cent of each stratum at the least.
FLOOR = 5
LEAST_FLOOR, WHOLE = 5, 100
# A stratum without a history weighs so much; each earlier finding adds to it, up to the most.
USUAL_WEIGHT, FOR_FAILED, FOR_FLAWED, MOST_WEIGHT = 100, 100, 25, 500


def weight_of(failed: int, flawed: int) -> int:
    """How heavily a unit's stratum weighs after so many failed (C) and flawed (B) checks."""
    return min(USUAL_WEIGHT + FOR_FAILED * failed + FOR_FLAWED * flawed, MOST_WEIGHT)


def floor_of(size: int, floor: int = FLOOR) -> int:
    """The least number drawn from a stratum: `floor` per cent of it, rounded up."""
    return -(-size * floor // WHOLE)


def quotas(sizes: Mapping[str, int], weights: Mapping[str, int], number: int, floor: int) -> dict[str, int]:
    """How many are drawn from each stratum when about `number` are drawn in all.

    Each gets its floor. What is left is shared in proportion to size × weight, in whole items by the largest
    remainder, and never beyond a stratum's size; so the sum is `number`, or the floors' sum where that is
    larger, or all there is. Integers only, so that every machine finds the same.
    """
    found = {name: floor_of(size, floor) for name, size in sizes.items()}
    left = min(number, sum(sizes.values())) - sum(found.values())
    while left > 0:
        open_ones = {name: sizes[name] * weights[name] for name in sizes if found[name] < sizes[name]}
        whole = sum(open_ones.values())
        shares = {name: left * part // whole for name, part in open_ones.items()}
        spare = left - sum(shares.values())
        order = sorted(open_ones, key=lambda name: (-(left * open_ones[name] % whole), name))
        for name in order[:spare]:
            shares[name] += 1
        for name, share in shares.items():
            taken = min(share, sizes[name] - found[name])
            found[name] += taken
            left -= taken
    return found
