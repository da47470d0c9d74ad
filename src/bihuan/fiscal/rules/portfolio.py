"""Which projects to choose within the money of each year: solved exactly, checked again in whole 分. Pure.

The best choice is the one with the highest sum of scores; among equals the cheapest that is found within some
steps, the candidates standing in the order of their numbers. One thread, one seed and limits by steps, never
by time, so that the same question has the same answer.

The solver counts in whole 万元: what a project asks is rounded up, what a year has is rounded down, so that
its choice always fits in 分 too. Floating point may still deceive it; a choice that does not fit in whole
numbers is forbidden and the question asked again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import floor, inf, isfinite
from typing import Any

from bihuan.kernel.money import WAN

SETTINGS = {
    "threads": 1,
    # Nothing to simplify in such questions: looking for it takes longer than it saves.
    "presolve": "off",
    "random_seed": 20260101,
    "mip_rel_gap": 0.0,
    # Scores are whole numbers: what is within less than one of the bound is the best.
    "mip_abs_gap": 0.99,
}
# Among equals a choice is known already: searches within the search cost more than all the steps.
AMONG_EQUALS = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
# Steps of the search; two hundred projects over ten years usually need a few hundred. Among equals less is
# looked for, as any of them is right.
MOST_NODES, MOST_NODES_AMONG_EQUALS = 3_000, 10
NOISE = 1e-6
# At least, at most, and how much each candidate counts.
Row = tuple[float, float, Sequence[int]]
MOST_CUTS = 20


@dataclass(frozen=True)
class Candidate:
    """A project that may be chosen: its score and what it asks of each year in 分."""

    id: int
    score: int
    costs: Mapping[int, int]
    is_must: bool = False

    @property
    def total(self) -> int:
        return sum(self.costs.values())


@dataclass(frozen=True)
class Question:
    """What may be chosen from, within which money (分 by year; a year that is not named has none).

    `excludes` are pairs of which at most one may be chosen; in `needs` the first is possible only with the
    second.
    """

    candidates: tuple[Candidate, ...]
    limits: Mapping[int, int]
    excludes: frozenset[tuple[int, int]] = frozenset()
    needs: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def by_id(self) -> dict[int, Candidate]:
        return {each.id: each for each in sorted(self.candidates, key=lambda each: each.id)}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year in which anything is asked for."""
        return tuple(sorted({year for each in self.candidates for year, cost in each.costs.items() if cost}))

    def limit(self, year: int) -> int:
        return max(0, self.limits.get(year, 0))

    def asked(self, chosen: Iterable[int]) -> dict[int, int]:
        """What a choice asks of each year, in 分."""
        rows = [self.by_id[each].costs for each in chosen]
        return {year: sum(costs.get(year, 0) for costs in rows) for year in self.years}

    def short(self, chosen: Iterable[int]) -> dict[int, int]:
        """By how much each year falls short of a choice; years that suffice are left out."""
        asked = self.asked(chosen)
        return {year: cost - self.limit(year) for year, cost in asked.items() if cost > self.limit(year)}

    def score(self, chosen: Iterable[int]) -> int:
        return sum(self.by_id[each].score for each in chosen)

    def with_needs(self, chosen: Iterable[int]) -> frozenset[int]:
        """A choice with everything that it needs."""
        found, todo = set[int](), list(chosen)
        while todo:
            each = todo.pop()
            if each not in found:
                found.add(each)
                todo += [other for one, other in self.needs if one == each]
        return frozenset(found)

    def clashes(self, chosen: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Pairs within a choice that exclude each other."""
        inside = frozenset(chosen)
        return tuple(sorted(pair for pair in self.excludes if inside.issuperset(pair)))

    def lacks(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """What a choice needs and is no candidate."""
        return tuple(sorted(self.with_needs(chosen) - self.by_id.keys()))

    @property
    def musts(self) -> frozenset[int]:
        return self.with_needs(each.id for each in self.candidates if each.is_must)


@dataclass(frozen=True)
class Answer:
    """A choice. `bound` is the score that no choice can exceed; it equals the score where that is proven.

    Where the must-haves cannot all be had, nothing is chosen, and `short` says which year lacks how much,
    `clashes` which of them exclude each other, `lacking` what they need and is no candidate.
    """

    chosen: tuple[int, ...] = ()
    score: int = 0
    bound: int = 0
    short: Mapping[int, int] = field(default_factory=dict)
    clashes: tuple[tuple[int, int], ...] = ()
    lacking: tuple[int, ...] = ()

    @property
    def is_possible(self) -> bool:
        return not (self.short or self.clashes or self.lacking)

    @property
    def is_proven(self) -> bool:
        return self.bound <= self.score


def choose(question: Question, forced: Iterable[int] = (), near: Iterable[int] = ()) -> Answer:
    """The best choice that contains the must-haves and whatever is forced into it.

    Among equals the cheapest one, or where `near` names a choice, the one that changes the least of it.
    """
    fixed = question.musts | question.with_needs(forced)
    if lacking := question.lacks(fixed):
        return Answer(lacking=lacking)
    short, clashes = question.short(fixed), question.clashes(fixed)
    if short or clashes:
        return Answer(short=short, clashes=clashes)
    return _Search(question, fixed).best(frozenset(near))


@dataclass(frozen=True)
class Reason:
    """Why a candidate was left out.

    `alone` is what it lacks by year even when nothing else is chosen, `beside` what it lacks beside the
    must-haves. Otherwise `forced` is the best choice that contains it: what that displaces, brings along,
    and how much score it costs.
    """

    id: int
    alone: Mapping[int, int] = field(default_factory=dict)
    beside: Mapping[int, int] = field(default_factory=dict)
    clashes: tuple[tuple[int, int], ...] = ()
    lacking: tuple[int, ...] = ()
    forced: Answer | None = None
    displaced: tuple[int, ...] = ()
    brought: tuple[int, ...] = ()
    cost: int = 0


def why_not(question: Question, answer: Answer, candidate: int) -> Reason:
    """Say what it would take to choose a candidate that was left out."""
    own = question.with_needs([candidate])
    if lacking := question.lacks(own):
        return Reason(candidate, lacking=lacking)
    alone = question.short(own)
    with_musts = own | question.musts
    clashes, beside = question.clashes(with_musts), question.short(with_musts)
    if alone or clashes or beside:
        return Reason(candidate, alone=alone, beside=beside, clashes=clashes)
    forced = choose(question, [candidate], answer.chosen)
    had, has = set(answer.chosen), set(forced.chosen)
    return Reason(
        candidate,
        forced=forced,
        displaced=tuple(sorted(had - has)),
        brought=tuple(sorted(has - had - {candidate})),
        cost=answer.score - forced.score,
    )


class _Search:
    """One question before the solver."""

    def __init__(self, question: Question, fixed: frozenset[int]) -> None:
        self.question, self.fixed = question, fixed
        self.ids = list(question.by_id)
        self.place = {each: place for place, each in enumerate(self.ids)}
        self.costs = [_costs(question.by_id[each].costs) for each in self.ids]
        self.scores = [question.by_id[each].score for each in self.ids]
        self.cuts: list[tuple[int, ...]] = []

    def best(self, near: frozenset[int]) -> Answer:
        """The highest score; among choices of that score, if it is proven, the one that is wanted most."""
        chosen, bound = self._solve(self.scores, (), MOST_NODES)
        score = self.question.score(chosen)
        if bound <= score:
            wanted = [1 if each in near else -1 for each in self.ids] if near else self._cheap()
            best = [(float(score), inf, self.scores)]
            other, _bound = self._solve(wanted, best, MOST_NODES_AMONG_EQUALS, chosen)
            if self.question.score(other) == score and self._aim(other, wanted) > self._aim(chosen, wanted):
                chosen = other
        return Answer(tuple(sorted(chosen)), score, max(bound, score))

    def _cheap(self) -> list[int]:
        return [-sum(costs.values()) for costs in self.costs]

    def _aim(self, chosen: Iterable[int], aim: Sequence[int]) -> int:
        return sum(aim[self.place[each]] for each in chosen)

    def _solve(
        self, aim: Sequence[int], more: Sequence[Row], nodes: int, begin: Collection[int] = ()
    ) -> tuple[list[int], int]:
        """A choice that fits in whole numbers, and the aim that none can exceed; `begin` is one that fits."""
        for _turn in range(MOST_CUTS):
            chosen, bound = self._ask(aim, more, nodes, begin)
            short = self.question.short(chosen)
            if not short:
                return chosen, bound
            year = min(short)
            self.cuts.append(tuple(each for each in chosen if self.question.by_id[each].costs.get(year)))
        return sorted(self.fixed), bound

    def _ask(
        self, aim: Sequence[int], more: Sequence[Row], nodes: int, begin: Collection[int]
    ) -> tuple[list[int], int]:
        solver = _quiet_solver(nodes)
        for place, each in enumerate(self.ids):
            solver.addVar(1.0 if each in self.fixed else 0.0, 1.0)
            solver.changeColIntegrality(place, solver.INTEGER)
            solver.changeColCost(place, float(aim[place]))
        for low, high, weights in [*self._rows(), *more]:
            places = [place for place, weight in enumerate(weights) if weight]
            solver.addRow(low, high, len(places), places, [float(weights[place]) for place in places])
        solver.changeObjectiveSense(solver.MOST)
        if begin:
            solver.begin_at([float(each in begin) for each in self.ids])
        if solver.run() == solver.FAILED:
            raise RuntimeError("HiGHS could not solve the question.")
        found = solver.getSolution()
        if not found.value_valid:
            return sorted(self.fixed), _most(aim)
        pairs = zip(self.ids, found.col_value, strict=True)
        bound = solver.getInfo().mip_dual_bound
        whole = floor(bound + NOISE) if isfinite(bound) else _most(aim)
        return [each for each, value in pairs if round(value)], whole

    def _rows(self) -> Iterable[Row]:
        """The money of each year, pairs that exclude each other, needs, and what did not fit before.

        What must be had is taken off the money to the last 分, before anything is rounded.
        """
        musts = self.question.asked(self.fixed)
        for year in self.question.years:
            left = (self.question.limit(year) - musts[year]) // WAN
            yield -inf, float(left), self._weights(self._free(year))
        for one, other in sorted(self.question.excludes):
            if one in self.place and other in self.place:
                yield -inf, 1.0, self._weights({one: 1, other: 1})
        for one, other in sorted(self.question.needs):
            if one in self.place:
                yield -inf, 0.0, self._weights({one: 1, other: -1})
        for cut in self.cuts:
            yield -inf, float(len(cut) - 1), self._weights(dict.fromkeys(cut, 1))

    def _free(self, year: int) -> dict[int, int]:
        rows = zip(self.ids, self.costs, strict=True)
        return {each: costs.get(year, 0) for each, costs in rows if each not in self.fixed}

    def _weights(self, said: Mapping[int, int]) -> list[int]:
        return [said.get(each, 0) for each in self.ids]


def _costs(costs: Mapping[int, int]) -> dict[int, int]:
    """In whole 万元, rounded up."""
    return {year: -(-cost // WAN) for year, cost in costs.items() if cost}


def _most(aim: Sequence[int]) -> int:
    return sum(weight for weight in aim if weight > 0)


@cache
def _quiet() -> Any:
    """The solver's class, told to be quiet before its constructor prints who it is."""
    # Here, because it brings a library of numbers along that few processes need.
    import highspy

    class Quiet(highspy.Highs):
        INTEGER, MOST = highspy.HighsVarType.kInteger, highspy.ObjSense.kMaximize
        FAILED = highspy.HighsStatus.kError

        def enableCallbacks(self) -> None:  # noqa: N802 - the constructor calls it so
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

        def begin_at(self, values: list[float]) -> None:
            known = highspy.HighsSolution()
            known.col_value = values
            self.setSolution(known)

    return Quiet


def _quiet_solver(nodes: int) -> Any:
    solver, more = _quiet()(), AMONG_EQUALS if nodes == MOST_NODES_AMONG_EQUALS else {}
    for name, value in {**SETTINGS, **more, "mip_max_nodes": nodes}.items():
        solver.setOptionValue(name, value)
    return solver
