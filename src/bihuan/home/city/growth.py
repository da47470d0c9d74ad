"""How the invented economy moves: numbers of the city, its parts, other cities and the province that fit together.

The city is the sum (or the mean) of its parts up to a small statistical difference, and its growth is that
of its parts weighted by last year's values; so what each part adds to the whole can be computed.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MONTHS = 12
When = tuple[int, int]
Series = dict[When, float]
PEERS = (
    "临川市 安澜市 江浦市 清源市 白石市 平湖市 长岭市 东陵市 南泽市 西河市 北屏市 金沙市 永济市 怀宁市 青岩市"
).split()
# Shares of the whole: five districts and counties carry most, the parks much of the industry.
SHARES = {
    "望湖区": 15, "潘桥区": 13, "谷阳区": 9, "云泽区": 8, "丰寿县": 12, "禾山县": 11, "石垅县": 7,
    "云岭经开区": 8, "云岭高新区": 6, "潘桥产业园": 11,
}  # fmt: skip
# How much of a year falls into each month; the first two together are the least.
SEASON = (6.5, 6.2, 8.6, 8.0, 8.3, 9.6, 8.0, 8.1, 9.0, 8.6, 9.0, 10.1)
# The park that was to carry the industry, and what its months lose to an overhaul.
TROUBLED, LOST, LOST_MONTHS = "潘桥产业园", 12.5, 8
MEMORY = 0.6


@dataclass(frozen=True)
class Manner:
    """How one indicator behaves: `whole` in its unit a year (or its level), trend and noise in percent.

    `kind`: its parts add up (sum), are averaged (mean), or it has a level that only moves a little (level,
    for counts `count`). `season` is how far a level's months lie from it.
    """

    kind: str
    whole: float
    trend: float
    noise: float
    prices: float = 0.0
    season: tuple[float, ...] = ()
    is_down: bool = False


@dataclass
class Numbers:
    """What an indicator's readings are, by who they tell of: since January, at the end of each month."""

    values: dict[str, Series]
    growth: dict[str, Series]

    def places(self, of: str, *, by_growth: bool, is_down: bool) -> Series:
        """The place of one among the cities of the province, month by month."""
        found = self.growth if by_growth else self.values
        cities = [found[name] for name in (of, *PEERS) if name in found]
        return {
            when: 1 + sum((other[when] < mine) == is_down and other[when] != mine for other in cities)
            for when, mine in found[of].items()
        }


def move(rng: random.Random, manner: Manner, years: range, story: When | None = None) -> Numbers:
    """All numbers of one indicator over some years; `story` is the month up to which the park loses."""
    if manner.kind in ("level", "count"):
        return _levels(rng, manner, years)
    paths = {name: _path(rng, manner, years) for name in SHARES}
    if story:
        for number in range(LOST_MONTHS):
            year, month = divmod(story[0] * MONTHS + story[1] - 1 - number, MONTHS)
            paths[TROUBLED][year, month + 1] -= LOST
    values = {name: _monthly(manner, share, paths[name], years) for name, share in SHARES.items()}
    if manner.kind == "mean":
        values = {name: _rescaled(series, SHARES[name], rng) for name, series in values.items()}
    found = Numbers({name: _since(values[name]) for name in SHARES}, {})
    found.growth = {name: _grown(paths[name], values[name]) for name in SHARES}
    weights = SHARES if manner.kind == "mean" else None
    _add_city(rng, manner, found, weights)
    _add_others(rng, manner, found, years)
    return found


def _path(rng: random.Random, manner: Manner, years: range) -> Series:
    """Growth on the year before, month by month: the trend, what sets a part apart, and what passes."""
    apart, rest, path = rng.gauss(0, manner.noise), 0.0, {}
    for year in years:
        # The further back, the faster: growth has slowed by a third of a point a year.
        trend = manner.trend + apart + 0.3 * (years[-1] - year)
        for month in range(1, MONTHS + 1):
            rest = MEMORY * rest + rng.gauss(0, manner.noise)
            path[year, month] = trend + rest
    return path


def _monthly(manner: Manner, share: float, path: Series, years: range) -> Series:
    """Values of the months, from the year before the first on."""
    total = sum(SHARES.values())
    now = {month: manner.whole * share / total * SEASON[month - 1] / 100 for month in range(1, MONTHS + 1)}
    found = {(years[0] - 1, month): value for month, value in now.items()}
    for year, month in path:
        before = found[year - 1, month]
        found[year, month] = before * (1 + (path[year, month] + manner.prices) / 100)
    return found


def _rescaled(series: Series, share: float, rng: random.Random) -> Series:
    """A part's mean lies near that of the whole, however large the part is."""
    factor = sum(SHARES.values()) / share * rng.uniform(0.86, 1.12)
    return {when: value * factor for when, value in series.items()}


def _since(values: Series) -> Series:
    """Values since January."""
    found: Series = {}
    for year, month in sorted(values):
        found[year, month] = values[year, month] + (found[year, month - 1] if month > 1 else 0.0)
    return found


def _grown(path: Series, values: Series) -> Series:
    """Growth since January: the months, each weighted by its value a year before."""
    found: Series = {}
    for year, month in path:
        weights = [values[year - 1, each] for each in range(1, month + 1)]
        grown = [path[year, each] for each in range(1, month + 1)]
        found[year, month] = sum(w * g for w, g in zip(weights, grown, strict=True)) / sum(weights)
    return found


def _add_city(
    rng: random.Random, manner: Manner, found: Numbers, weights: Mapping[str, float] | None
) -> None:
    """The city from its parts, with a statistical difference."""
    total = sum(SHARES.values())
    values = {}
    for when in found.values[TROUBLED]:
        parts = [found.values[name][when] * (weights[name] / total if weights else 1) for name in SHARES]
        values[when] = sum(parts) * (1 + rng.gauss(0, 0.0008))
    growth = {}
    for year, month in found.growth[TROUBLED]:
        base = {name: found.values[name][year - 1, month] for name in SHARES}
        if weights:
            base = {name: base[name] * weights[name] for name in SHARES}
        grown = sum(base[name] * found.growth[name][year, month] for name in SHARES)
        growth[year, month] = grown / sum(base.values()) + rng.gauss(0, 0.03)
    found.values["city"], found.growth["city"] = values, growth


def _add_others(rng: random.Random, manner: Manner, found: Numbers, years: range) -> None:
    """The other cities go their own ways, and the province is the mean of all."""
    for name in PEERS:
        path = _path(rng, manner, years)
        monthly = _monthly(manner, rng.uniform(40, 190), path, years)
        if manner.kind == "mean":
            monthly = _rescaled(_monthly(manner, 1, path, years), 1, rng)
        found.values[name], found.growth[name] = _since(monthly), _grown(path, monthly)
    for kind in (found.values, found.growth):
        kind["province"] = {when: _mean_of(kind, when) for when in kind["city"]}


def _mean_of(kind: Mapping[str, Series], when: When) -> float:
    return sum(kind[name][when] for name in ("city", *PEERS)) / (len(PEERS) + 1)


def _levels(rng: random.Random, manner: Manner, years: range) -> Numbers:
    """Levels: shares, concentrations, counts."""
    found = Numbers({}, {})
    total = sum(SHARES.values())
    for name in (*SHARES, *PEERS):
        size = SHARES[name] / total if name in SHARES else rng.uniform(0.5, 1.6)
        share = size if manner.kind == "count" else rng.uniform(0.95, 1.05)
        found.values[name] = dict(_level(rng, manner, manner.whole * share, years))
    city: Series = {}
    for when in found.values[TROUBLED]:
        parts = [found.values[name][when] for name in SHARES]
        weighted = sum(SHARES[name] * found.values[name][when] for name in SHARES) / total
        city[when] = sum(parts) if manner.kind == "count" else weighted
    found.values["city"] = city
    found.values["province"] = {when: _mean_of(found.values, when) for when in city}
    return found


def _level(rng: random.Random, manner: Manner, level: float, years: range) -> Iterator[tuple[When, float]]:
    rest = 0.0
    for year in years:
        for month in range(1, MONTHS + 1):
            rest = MEMORY * rest + rng.gauss(0, manner.noise)
            past = (year - years[-1]) + month / MONTHS
            season = manner.season[month - 1] if manner.season else 0.0
            value = level * (1 + (manner.trend * past + season + rest) / 100)
            yield (year, month), float(round(value)) if manner.kind == "count" else value
