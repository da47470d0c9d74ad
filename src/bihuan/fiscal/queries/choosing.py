"""What a choice among projects is made from, and how a kept one is read again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Sum

from bihuan.fiscal.models import Candidate, CommitmentYear, Link, Selection, Tie
from bihuan.fiscal.queries.standing import own_plans, standing
from bihuan.fiscal.rules import portfolio
from bihuan.fiscal.rules.portfolio import Answer, Question, Reason
from bihuan.people.models import Person
from bihuan.projects.models import Stage


def limits_for(person: Person, first_year: int, last_year: int, drop: int = 0) -> dict[int, int]:
    """The room of each year that is known, at a drop of land income; what is overspent has none."""
    found = standing(person, first_year)
    return {
        year: max(0, money.left(drop) - found.committed.get(year, 0))
        for year, money in found.resources.items()
        if year <= last_year
    }


def competitors(person: Person) -> Any:
    """The projects that compete: whatever was given up since it was rated competes no more."""
    rows = Candidate.objects.visible_to(person).filter(is_out=False)
    return rows.exclude(project__status=Stage.DROPPED)


def costs_of(person: Person, projects: Sequence[int], first_year: int) -> dict[int, dict[int, int]]:
    """What projects still ask of the city itself from a year on, by project and year.

    What is promised for a project already has been taken off the room of its year: it is not asked for again.
    """
    sums = own_plans(first_year).filter(project__in=projects).order_by()
    sums = sums.values_list("project_id", "year").annotate(whole=Sum("amount"))
    rows = CommitmentYear.objects.visible_to(person).binding().order_by()
    rows = rows.filter(commitment__project__in=projects, year__gte=first_year)
    rows = rows.values_list("commitment__project_id", "year").annotate(whole=Sum("amount"))
    promised = {(project, year): whole for project, year, whole in rows}
    found: dict[int, dict[int, int]] = {}
    for project, year, whole in sums:
        if (asked := whole - promised.get((project, year), 0)) > 0:
            found.setdefault(project, {})[year] = asked
    return found


def question_for(person: Person, first_year: int, last_year: int, limits: Mapping[int, int]) -> Question:
    """All candidates with what they ask of these years, and how they hang together."""
    rows = list(competitors(person).order_by("project_id"))
    costs = costs_of(person, [row.project_id for row in rows], first_year)
    project_of = {row.pk: row.project_id for row in rows}
    ties = Tie.objects.visible_to(person).values_list("first_id", "second_id", "kind")
    pairs: dict[str, set[tuple[int, int]]] = {Link.EXCLUDES: set(), Link.NEEDS: set()}
    for first, second, kind in ties:
        if first in project_of:
            # What is needed and is no candidate any more is named by nobody's number, so that it lacks.
            pairs[kind].add((project_of[first], project_of.get(second, -second)))
    candidates = tuple(
        portfolio.Candidate(row.project_id, row.score, _within(costs, row.project_id, last_year), row.is_must)
        for row in rows
    )
    return Question(candidates, limits, frozenset(pairs[Link.EXCLUDES]), frozenset(pairs[Link.NEEDS]))


def _within(costs: Mapping[int, Mapping[int, int]], project: int, last_year: int) -> dict[int, int]:
    return {year: cost for year, cost in costs.get(project, {}).items() if year <= last_year}


def written(question: Question) -> str:
    """A question as it is kept."""
    return json.dumps(
        {
            "limits": _spelt(question.limits),
            "candidates": [
                [
                    each.id,
                    each.score,
                    each.is_must,
                    _spelt(each.costs),
                ]
                for each in question.by_id.values()
            ],
            "excludes": sorted(map(list, question.excludes)),
            "needs": sorted(map(list, question.needs)),
        },
        separators=(",", ":"),
    )


def question_of(selection: Selection) -> Question:
    """The question exactly as it was put."""
    said = json.loads(selection.question)
    candidates = tuple(
        portfolio.Candidate(pk, score, _numbered(costs), is_must)
        for pk, score, is_must, costs in said["candidates"]
    )
    pairs = {name: frozenset((one, other) for one, other in said[name]) for name in ("excludes", "needs")}
    return Question(candidates, _numbered(said["limits"]), **pairs)


def written_answer(answer: Answer) -> str:
    """An answer as it is kept."""
    return json.dumps(
        {
            "chosen": list(answer.chosen),
            "score": answer.score,
            "bound": answer.bound,
            "short": _spelt(answer.short),
            "clashes": [list(pair) for pair in answer.clashes],
            "lacking": list(answer.lacking),
        },
        separators=(",", ":"),
    )


def answer_of(selection: Selection) -> Answer:
    """The answer as it was given."""
    said: dict[str, Any] = json.loads(selection.answer)
    return Answer(
        tuple(said["chosen"]),
        said["score"],
        said["bound"],
        _numbered(said["short"]),
        tuple((one, other) for one, other in said["clashes"]),
        tuple(said["lacking"]),
    )


def why_not(selection: Selection, project: int) -> Reason | None:
    """Why a project was left out of a choice; nothing where it was no candidate, or was chosen."""
    question, answer = question_of(selection), answer_of(selection)
    if project not in question.by_id or project in answer.chosen or not answer.is_possible:
        return None
    return portfolio.why_not(question, answer, project)


def _spelt(amounts: Mapping[int, int]) -> dict[str, int]:
    return {str(year): amount for year, amount in sorted(amounts.items())}


def _numbered(said: Mapping[str, int]) -> dict[int, int]:
    return {int(year): amount for year, amount in said.items()}
