"""Where projects are stuck and what becomes of it; money from above, as it comes and is paid."""

from datetime import date, timedelta

from bihuan.home.city import office, ventures
from bihuan.home.city.ledger import Ledger, Venture
from bihuan.home.city.matter import Matter
from bihuan.home.city.texts import SECTORS
from bihuan.home.city.ventures import WAN
from bihuan.people.rules import digest_of
from bihuan.projects import actions
from bihuan.projects.models import Problem, ProblemStatus, Project
from bihuan.projects.rules.orders import NewProblem
from bihuan.supervision.rules.orders import NewItem


def trouble(ledger: Ledger, day: date) -> None:
    """A project is stuck; the supervision office gets the matter and takes it up."""
    rng = ledger.rng
    venture = rng.choice(
        [
            each
            for each in ledger.ventures
            if each.project.status in ("prelim", "ready", "started", "building")
        ]
    )
    hold_up(ledger, venture, rng.choice(ventures.TROUBLES), day)


def hold_up(ledger: Ledger, venture: Venture, what: ventures.Trouble, day: date) -> None:
    """A project is held up by something; whoever has to solve it gets the matter."""
    rng, cast = ledger.rng, ledger.world.cast
    kind, level, words, short = what
    unit = cast.units.get(short or venture.project.site[:3], venture.project.lead)
    due = ledger.world.time.day(day, rng.randint(15, 45))
    raised = NewProblem(kind, level, words.format(n=rng.randint(3, 20)), unit, due)
    known = venture.project.problems.filter(kind=kind, unit=unit, text=raised.text)
    if known.exclude(status=ProblemStatus.CLOSED).exists():
        return
    problem = ledger.do(
        actions.raise_problem, project=venture.project, raised=raised, by=ledger.contact(venture.project)
    )
    if problem is not None:
        order = NewItem(problem.item.title, problem.text, problem.item.source_type, (unit,), finish_due=due)
        matter = Matter(order, SECTORS[0], item=problem.item, lead=unit)
        ledger.world.matters.append(matter)
        ledger.world.soon(office.approve, matter, rng.uniform(0.5, 6))


def settle_troubles(ledger: Ledger, day: date) -> None:
    """Problems that have been known for a while are solved, and the enterprises are asked."""
    rng = ledger.rng
    old = day - timedelta(days=20)
    for problem in Problem.objects.filter(status=ProblemStatus.OPEN, raised_date__lt=old).select_related(
        "project__lead", "unit"
    ):
        if ledger.held and problem.project_id == ledger.held.project.pk:
            continue
        if rng.random() < 0.3:
            ledger.do(
                actions.solve_problem,
                problem=problem,
                measure=rng.choice(ventures.MEASURES),
                by=ledger.world.head(problem.unit),
            )
    for problem in Problem.objects.filter(status=ProblemStatus.SOLVED).select_related(
        "project__lead", "unit"
    ):
        if rng.random() < 0.6:
            secret = digest_of(f"{problem.pk} {day}")
            ledger.do(
                actions.link_problem, problem=problem, secret=secret, by=ledger.contact(problem.project)
            )
            is_solved = rng.random() < 0.85
            answer = "已经解决，可以施工。" if is_solved else "现场还没有解决。"
            ledger.do(actions.answer_problem, problem=problem, is_solved=is_solved, answer=answer)


def grant(ledger: Ledger, venture: Venture, today: date) -> None:
    """The centre or the province grants money, with a limit for the start."""
    rng, project = ledger.rng, venture.project
    issued = today - timedelta(days=rng.randint(20, 120))
    said = {
        "source": rng.choice(("central", "province")),
        "programme": rng.choice(ventures.PROGRAMMES),
        "number": f"发改投资〔{issued.year}〕{rng.randint(100, 999)}-{project.pk}号",
        "issued_date": issued,
        "amount": max(100, project.total // WAN // 5) * WAN,
        "start_due": issued + timedelta(days=rng.randint(150, 420)),
        "pay_due": issued + timedelta(days=rng.randint(400, 700)),
        "watcher": rng.choice("钱孙郑冯卫蒋") + "科长",
    }
    unit = ledger.world.cast.units["市发改委"]
    fund = ledger.do(actions.grant_fund, project=project, unit=unit, facts=said, by=ledger.planner)
    if fund is not None:
        ledger.grants.append([fund, 0, 0])


def flow(ledger: Ledger, day: date) -> None:
    """Granted money arrives and is paid, slower where building has not begun; somebody looks at the site."""
    for row in ledger.grants:
        fund, arrived, paid = row
        project = Project.objects.get(pk=fund.project_id)
        step = fund.amount // WAN // 6 * WAN
        if arrived + step <= fund.amount and step and ledger.rng.random() < 0.6:
            ledger.do(actions.move_fund, fund=fund, kind="arrived", day=day, amount=step, by=ledger.planner)
            row[1] += step
        if project.start_fact and paid + step <= row[1] and step and ledger.rng.random() < 0.5:
            ledger.do(actions.move_fund, fund=fund, kind="paid", day=day, amount=step, by=ledger.planner)
            row[2] += step
        if project.start_fact and ledger.rng.random() < 0.08:
            kind = "start" if row[2] < fund.amount // 3 else "middle"
            ledger.do(actions.visit_site, fund=fund, kind=kind, day=day, file=ledger.photo, by=ledger.planner)
