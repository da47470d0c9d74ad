"""Projects enter the ledger of the demo city, each with what it has behind it, by the real actions."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bihuan.files.models import StoredFile
from bihuan.home.city import ventures
from bihuan.home.city.matter import World
from bihuan.home.city.ventures import PLACES, WAN, Trade
from bihuan.people.models import Person
from bihuan.projects import actions
from bihuan.projects.models import WAY, Project, Stage
from bihuan.projects.rules.months import COLUMNS
from bihuan.projects.rules.orders import NewPaper, NewProject, Place

# Shares of a project's money by whose it is: central, province, city, bond, own, bank.
MONEY = {
    "government": (15, 15, 40, 30, 0, 0),
    "state": (0, 5, 0, 25, 40, 30),
    "social": (0, 0, 0, 0, 60, 40),
}
PARTS = 4
EARLY = ("idea", "reserve")


@dataclass(eq=False)
class Venture:
    """One project as the generator thinks of it."""

    project: Project
    trade: Trade
    # How much of its money it spends in a month, in 万元, and how it tends to do.
    pace: int
    percent: int = 0
    words: str = ""
    spent: int = 0
    is_slow: bool = False


@dataclass
class Ledger:
    """All projects, and who acts on them."""

    world: World
    rng: random.Random
    planner: Person
    photo: StoredFile
    ventures: list[Venture] = field(default_factory=list)
    grants: list[Any] = field(default_factory=list)
    # The factory whose problem nobody solves.
    held: Venture | None = None

    def contact(self, project: Project) -> Person:
        return self.rng.choice(self.world.cast.contacts.get(project.lead_id) or [self.planner])

    def do(self, action: Any, **words: Any) -> Any:
        return self.world.do(action, **words)


def _trade(rng: random.Random) -> Trade:
    return rng.choices(ventures.TRADES, [trade.share for trade in ventures.TRADES])[0]


def enter(ledger: Ledger, stage: str, today: date, parent: Project | None = None) -> Venture | None:
    """One project enters the ledger at its stage, with its units, leader, place and plan."""
    rng, cast = ledger.rng, ledger.world.cast
    trade, place = _trade(rng), rng.choice(list(PLACES))
    begun = WAY.index(Stage(stage)) >= WAY.index(Stage.STARTED)
    start, finish = _days(rng, stage, today, begun=begun)
    said = ventures.facts(rng, trade, start, place, today)
    share = rng.uniform(0.1, 0.6) if begun and not finish else 1.0 if finish else 0.0
    venture = Venture(Project(), trade, max(1, said["total"] // WAN // rng.randint(16, 34)))
    venture.is_slow = rng.random() < 0.2
    venture.percent, venture.words = (100, ventures.STEPS[-1][1]) if finish else seen(round(60 * share))
    venture.spent = int(said["total"] // WAN * share * 0.5) * WAN
    lead = cast.units[trade.lead or place]
    order = NewProject(
        lead=lead,
        facts=_known(rng, said | {"opening": venture.spent}, stage, start if begun else None, today),
        units=(("territory", cast.units[place]),) if trade.lead else (("industry", cast.units["市发改委"]),),
        place=_place(rng, place),
        parent=parent,
        stage=stage,
        start_fact=start if begun else None,
        finish_fact=finish,
        sponsor=cast.posts[cast.in_charge(lead.short_name).pk] if rng.random() < 0.6 else None,
        plans={} if stage in EARLY else plans(venture, said["total"], today.year),
    )
    project = ledger.do(actions.add, order=order, by=ledger.planner)
    if project is None:
        return None
    venture.project = project
    ledger.ventures.append(venture)
    _equip(ledger, venture, today)
    return venture


def _days(rng: random.Random, stage: str, today: date, *, begun: bool) -> tuple[date, date | None]:
    """When a project started or is to start, and when it was finished."""
    start = today - timedelta(days=rng.randint(60, 640) if begun else -rng.randint(-60, 500))
    if stage not in ("completed", "production", "full"):
        return start, None
    finish = min(start + timedelta(days=rng.randint(240, 560)), today - timedelta(days=rng.randint(3, 50)))
    return min(start, finish - timedelta(days=200)), finish


def _known(
    rng: random.Random, said: dict[str, Any], stage: str, begun: date | None, today: date
) -> dict[str, Any]:
    """What is known of a project at its stage; of some, something is missing."""
    if stage in EARLY:
        return said | {"code": "", "builder_code": "", "start_plan": None, "finish_plan": None}
    if rng.random() < 0.25:
        return said | {"industry": "", "contact": ""}
    if begun and rng.random() < 0.8:
        day = min(begun + timedelta(days=40), today)
        return said | {"stat_code": f"T{rng.randrange(10**8):08d}", "stat_date": day}
    return said


def _place(rng: random.Random, name: str) -> Place:
    _code, lon, lat = PLACES[name]
    datum = "gcj02" if rng.random() < 0.1 else "cgcs2000"
    return Place(round(lon + rng.uniform(-0.05, 0.05), 6), round(lat + rng.uniform(-0.04, 0.04), 6), datum)


def seen(percent: int) -> tuple[int, str]:
    """The works that can be seen at a share of the whole."""
    return percent, next(words for limit, words in ventures.STEPS if percent <= limit)


def _equip(ledger: Ledger, venture: Venture, today: date) -> None:
    """Give a project the milestones it has passed, its papers and its baseline."""
    project, rng = venture.project, ledger.rng
    passed = _passed(ledger, project, today)
    if passed:
        units = ledger.world.cast.units
        named = {
            node.position: units[ventures.APPROVERS[node.factor] or project.site[:3]]
            for node in project.milestones.exclude(factor="")
            if (ventures.APPROVERS[node.factor] or project.site[:3]) in units
        }
        ledger.do(actions.set_nodes, project=project, facts=passed, units=named, by=ledger.planner)
    if project.start_fact:
        for kind in ("approval", "contract", "site_photo", "form")[: 3 if rng.random() < 0.3 else 4]:
            dated = project.start_fact + timedelta(
                days={"approval": -90, "contract": -20, "form": 25}.get(kind, 2)
            )
            paper(ledger, project, kind, min(dated, today))
    if project.start_fact and rng.random() < 0.8:
        issued = min(project.start_fact - timedelta(days=30), today)
        number = f"云发改投资〔{issued.year}〕{project.pk}号"
        ledger.do(actions.issue_plan, project=project, number=number, issued_date=issued, by=ledger.planner)


def _passed(ledger: Ledger, project: Project, today: date) -> dict[int, dict[str, Any]]:
    """The milestones that a project must have behind it, and some of those that it has before it."""
    rng, begun = ledger.rng, project.start_fact
    if project.status in EARLY:
        return {}
    found: dict[int, dict[str, Any]] = {}
    for node in project.milestones.order_by("position"):
        due = node.plan_date or today
        is_behind = bool(begun and due <= begun) or (
            project.status == Stage.READY and node.factor not in ("", "permit")
        )
        if is_behind or (project.status == Stage.PRELIM and due < today and rng.random() < 0.75):
            done = min(due + timedelta(days=rng.randint(-20, 25)), begun or today, today)
            found[node.position] = {
                "fact_date": done,
                "number": f"云审〔{done.year}〕{rng.randint(10, 900)}号",
            }
        elif node.factor and project.status == Stage.PRELIM and rng.random() < 0.5:
            asked = today - timedelta(days=rng.randint(5, 190))
            found[node.position] = {"asked_date": asked}
    return found


def paper(ledger: Ledger, project: Project, kind: str, dated: date) -> None:
    """File one paper; now and then its name or amount is not quite the project's."""
    odd = ledger.rng.random() < 0.06
    amount = None if kind.endswith("photo") or kind == "progress" else project.total
    said = NewPaper(
        kind=kind,
        dated=dated,
        name=f"{project.name[:-2]}工程" if odd else project.name,
        number=f"云〔{dated.year}〕{project.pk}号",
        amount=amount and (amount - 100 * WAN if odd else amount),
    )
    ledger.do(actions.add_paper, project=project, paper=said, file=ledger.photo, by=ledger.planner)


def plans(venture: Venture, total: int, year: int) -> dict[int, dict[str, int]]:
    """What a project is to spend in a year and in the next, by source."""
    left = max(total - venture.spent, 0) // WAN
    now = min(left, venture.pace * 12)
    later = min(left - now, venture.pace * 12)
    return {year + offset: split(venture, amount) for offset, amount in enumerate((now, later)) if amount}


def plan(ledger: Ledger, venture: Venture, year: int) -> None:
    """Set the plans of a year and the next."""
    project = venture.project
    for each, amounts in plans(venture, project.total, year).items():
        ledger.do(actions.set_plan, project=project, year=each, amounts=amounts, by=ledger.planner)


def split(venture: Venture, amount: int) -> dict[str, int]:
    """An amount of 万元 by source, in 分; the last source takes what is left over."""
    parts = MONEY[venture.trade.nature]
    found = {name: amount * part // 100 * WAN for name, part in zip(COLUMNS, parts, strict=True)}
    last = next(name for name, part in zip(reversed(COLUMNS), reversed(parts), strict=True) if part)
    found[last] += amount * WAN - sum(found.values())
    return found


def package(ledger: Ledger, today: date) -> None:
    """A package of projects, with its parts: its total is what they add up to."""
    trade = ledger.rng.choice([each for each in ventures.TRADES if each.nature == "government"])
    number = Project.objects.filter(is_package=True).count() + 1
    name = f"云岭市{today.year}年县域补短板打包项目（第{number}批）"
    lead = ledger.world.cast.units[trade.lead or "市发改委"]
    said = {
        "name": name,
        "approval": "approve",
        "nature": "government",
        "field": trade.field,
        "content": f"县域补短板第{number}批，打包{PARTS}个子项目统一组织实施。",
        "scale": f"{PARTS}个子项目",
        "start_plan": today - timedelta(days=200),
        "finish_plan": today + timedelta(days=500),
    }
    order = NewProject(
        lead=lead, facts=said, is_package=True, stage="building", start_fact=today - timedelta(days=200)
    )
    whole = ledger.do(actions.add, order=order, by=ledger.planner)
    entered = [enter(ledger, "building", today, parent=whole) for _number in range(PARTS)]
    total = sum(each.project.total for each in entered if each)
    ledger.do(actions.change, project=whole, facts={"total": total}, by=ledger.planner)
