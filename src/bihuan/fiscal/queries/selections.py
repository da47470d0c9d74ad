"""The projects that compete, and a kept choice told by their names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.fiscal.models import Selection, Tie
from bihuan.fiscal.queries.choosing import answer_of, competitors, costs_of, question_of, why_not
from bihuan.fiscal.rules.portfolio import Answer, Question, Reason
from bihuan.people.models import Person
from bihuan.projects.models import Project


@dataclass(frozen=True)
class Competitor:
    """A project in a choice: its number, name and score, what it asks in all and in which years (分)."""

    id: int
    name: str
    score: int
    is_must: bool
    total: int
    years: str
    pk: int = 0


@dataclass(frozen=True)
class Competing:
    """All candidates and all ties."""

    rows: list[Competitor]
    ties: list[Any]


def competing(person: Person, today: date) -> Competing:
    """The projects that compete now, the highest score first, with what they ask from this year on."""
    rows = competitors(person).select_related("project")
    found = list(rows.order_by("-is_must", "-score", "project_id"))
    costs = costs_of(person, [row.project_id for row in found], today.year)
    competing_ = [row.pk for row in found]
    ties = Tie.objects.visible_to(person).filter(first__in=competing_, second__in=competing_)
    return Competing(
        [
            _competitor(row.project_id, row.project.name, row, costs.get(row.project_id, {}), row.pk)
            for row in found
        ],
        list(ties.select_related("first__project", "second__project").order_by("pk")),
    )


def _competitor(number: int, name: str, row: Any, costs: dict[int, int], pk: int = 0) -> Competitor:
    asked = sorted(year for year, cost in costs.items() if cost)
    years = f"{asked[0]}–{asked[-1]}" if len(asked) > 1 else "".join(map(str, asked))
    return Competitor(number, name, row.score, row.is_must, sum(costs.values()), years, pk)


@dataclass(frozen=True)
class Spent:
    """One year of a choice, in 分."""

    year: int
    limit: int
    asked: int
    lacking: int

    @property
    def left(self) -> int:
        return self.limit - self.asked


@dataclass(frozen=True)
class Outcome:
    """A choice with names: what was chosen, what was left out, the years, and the must-haves that clash."""

    question: Question
    answer: Answer
    names: dict[int, str]
    chosen: list[Competitor]
    left_out: list[Competitor]
    years: list[Spent]
    clashes: list[tuple[str, str]]

    @property
    def gap(self) -> int:
        """By how much another choice could be better at most."""
        return self.answer.bound - self.answer.score


def outcome(selection: Selection) -> Outcome:
    """A kept choice told by names, in one query. Whoever reads the choice reads the names in it."""
    question, answer = question_of(selection), answer_of(selection)
    names = dict(Project.objects.filter(pk__in=question.by_id).values_list("pk", "name"))
    chosen = set(answer.chosen)
    rows = [
        _competitor(number, names.get(number, ""), each, dict(each.costs))
        for number, each in question.by_id.items()
    ]
    rows.sort(key=lambda row: (-row.is_must, -row.score, row.id))
    spent = question.asked(chosen if answer.is_possible else question.musts & question.by_id.keys())
    years = sorted({*spent, *question.limits})
    return Outcome(
        question=question,
        answer=answer,
        names=names,
        chosen=[row for row in rows if row.id in chosen],
        left_out=[row for row in rows if row.id not in chosen],
        years=[
            Spent(year, question.limit(year), spent.get(year, 0), answer.short.get(year, 0)) for year in years
        ],
        clashes=_named(names, answer.clashes),
    )


@dataclass(frozen=True)
class Told:
    """Why a project was left out, with names."""

    reason: Reason
    alone: list[tuple[int, int]]
    beside: list[tuple[int, int]]
    clashes: list[tuple[str, str]]
    displaced: list[str]
    brought: list[str]


def told_why(found: Outcome, selection: Selection, project: int) -> Told | None:
    """Ask once more with the project in it, and tell what that would cost. Takes up to some seconds."""
    reason = why_not(selection, project)
    if reason is None:
        return None
    return Told(
        reason=reason,
        alone=sorted(reason.alone.items()),
        beside=sorted(reason.beside.items()),
        clashes=_named(found.names, reason.clashes),
        displaced=[found.names.get(each, "") for each in reason.displaced],
        brought=[found.names.get(each, "") for each in reason.brought],
    )


def _named(names: dict[int, str], pairs: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(names.get(one, ""), names.get(other, "")) for one, other in pairs]
