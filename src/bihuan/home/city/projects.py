"""The ledger of projects goes through its months: rounds, stages, new ones."""

import random
from dataclasses import replace
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.files import actions as files
from bihuan.home.city import ventures
from bihuan.home.city.ledger import Ledger, Venture, enter, package, paper, plan, seen, split
from bihuan.home.city.matter import World
from bihuan.home.city.troubles import flow, grant, settle_troubles, trouble
from bihuan.home.city.ventures import PLACES, WAN
from bihuan.kernel.periods import shifted
from bihuan.people.models import Role
from bihuan.projects import actions
from bihuan.projects.models import BUILT, DispatchRound, Project, Stage
from bihuan.projects.queries.needs import known_of
from bihuan.projects.rules.classes import industries, provinces
from bihuan.projects.rules.months import Entry

FIRST, LATER = 340, 72
PACKAGES, GRANTS = 6, 64
# A picture of one dot: the demo keeps no photos of places that do not exist.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "05000104a5a4e60000000049454e44ae426082"
)
# How the stock of the first day is spread over the way, in hundredths.
SPREAD = (("idea", 12), ("reserve", 14), ("prelim", 18), ("ready", 5), ("started", 6), ("building", 33),
          ("completed", 7), ("production", 4), ("full", 1))  # fmt: skip
ALIVE = ("prelim", "ready", "started", "building")
TROUBLED = 2
# How likely what is completed begins to produce within a month.
PRODUCING = 0.12


def found(world: World) -> Ledger:
    """The ledger as it is on the first day: its tables, the projects that stood before, a year of months."""
    planner, first = world.cast.keepers[Role.PLANNER], world.today
    upload = SimpleUploadedFile("现场照片.png", PNG)
    photo = world.do(files.store, upload=upload, by=planner)
    ledger = Ledger(world, random.Random(first.year), planner, photo)
    ledger.do(actions.need_template)
    areas = [(code, name, ventures.FIRST_YEAR, None) for name, (code, _lon, _lat) in PLACES.items()]
    known = [(row.code, row.name, row.first_year, row.last_year) for row in provinces()]
    ledger.do(
        actions.add_codes,
        table="region",
        rows=[(ventures.CITY_CODE, "云岭市", 2020, None), *areas, *known],
        by=planner,
    )
    trades = [(row.code, row.name, row.first_year, row.last_year) for row in industries()]
    ledger.do(actions.add_codes, table="industry", rows=trades, by=planner)
    stages = [stage for stage, share in SPREAD for _n in range(share)]
    for _number in range(FIRST):
        enter(ledger, ledger.rng.choice(stages), first)
    for _number in range(PACKAGES):
        package(ledger, first)
    for months in range(12, 0, -1):
        collect(ledger, _back(first, months), is_history=True)
    for venture in ledger.rng.sample([each for each in ledger.ventures if may_be_granted(each)], GRANTS):
        grant(ledger, venture, first)
    return ledger


def may_be_granted(venture: Venture) -> bool:
    """Money from above goes to the city's own projects that are not finished."""
    return venture.trade.nature == "government" and venture.project.status not in (*BUILT, Stage.DROPPED)


def _back(day: date, months: int) -> date:
    """The first of the month so many months before."""
    return shifted(day.replace(day=1), -months)


def collect(ledger: Ledger, month: date, *, is_history: bool = False) -> None:
    """A round: opened, filled in by those who report, and frozen where it is history."""
    if DispatchRound.objects.filter(month=month).exists():
        return
    round_ = ledger.do(actions.open_round, month=month, due=month + timedelta(days=36), by=ledger.planner)
    if round_ is None:
        return
    entries = {
        venture: entry(ledger, venture)
        for venture in ledger.ventures
        if venture.project.start_fact and venture.project.start_fact < month and venture.percent < 100
    }
    if is_history:
        said = {venture.project.pk: each for venture, each in entries.items()}
        ledger.do(actions.fill, round_=round_, entries=said, by=ledger.planner)
        ledger.do(actions.freeze_round, round_=round_, by=ledger.planner)
        return
    by_lead: dict[int, dict[int, Entry]] = {}
    for venture, each in entries.items():
        by_lead.setdefault(venture.project.lead_id, {})[venture.project.pk] = each
    for lead in sorted(by_lead):
        if ledger.rng.random() < 0.92:
            by = ledger.world.cast.contacts[lead][0]
            ledger.do(actions.fill, round_=round_, entries=by_lead[lead], by=by)


def entry(ledger: Ledger, venture: Venture) -> Entry:
    """What one project has done in a month; what it says is remembered as done."""
    rng, project = ledger.rng, venture.project
    left = max(project.total - venture.spent, 0) // WAN
    share = rng.uniform(0.05, 0.5) if venture.is_slow else rng.uniform(0.6, 1.3)
    amount = min(int(venture.pace * share), int(left))
    before, reason = venture.percent, ""
    if amount and rng.random() > 0.06:
        venture.percent = min(
            100, venture.percent + max(1, round(100 * amount * WAN / max(project.total, 1)))
        )
        if left - amount == 0:
            venture.percent = 100
    if venture.percent != before:
        venture.words = seen(venture.percent)[1]
    elif amount:
        reason = "支付上月工程款，现场形象无变化。"
    venture.spent += amount * WAN
    need = rng.choice(("", "", "", "请协调用电报装。", "请协调征迁扫尾。"))
    return Entry(
        split(venture, amount), venture.percent, venture.words or "桩基施工", need=need, reason=reason
    )


def pass_day(ledger: Ledger, day: date) -> None:
    """What happens to projects on one day of the year."""
    time, first = ledger.world.time, day.replace(day=1)
    if day == time.day(first, 3):
        collect(ledger, _back(day, 1))
    elif day == time.day(first, 8):
        close_round(ledger, _back(day, 1))
        move_on(ledger, day)
        produce(ledger, day)
    elif day == time.day(first, 13):
        for _number in range(LATER // 12):
            enter(ledger, ledger.rng.choice(("idea", "idea", "reserve", "prelim")), day)
        flow(ledger, day)
        _plan_anew(ledger, day)
    elif day.weekday() == TROUBLED and day.isocalendar().week % 2 == 0:
        for _number in range(4):
            trouble(ledger, day)
        settle_troubles(ledger, day)


def _plan_anew(ledger: Ledger, day: date) -> None:
    """In January the plans of the year are set."""
    for venture in ledger.ventures if day.month == 1 else ():
        if venture.project.status in ALIVE:
            plan(ledger, venture, day.year)


def close_round(ledger: Ledger, month: date) -> None:
    """Freeze a month, except the last one: that one waits for the demo's visitors."""
    if _back(ledger.world.until, 1) != month:
        round_ = DispatchRound.objects.filter(month=month).first()
        if round_:
            ledger.do(actions.freeze_round, round_=round_, by=ledger.planner)


def move_on(ledger: Ledger, day: date) -> None:
    """Projects come a stage further when they have what it needs."""
    for venture in ledger.ventures:
        venture.project = Project.objects.select_related("lead").get(pk=venture.project.pk)
        stage = venture.project.status
        if stage == Stage.PRELIM and ledger.rng.random() < 0.5:
            further(ledger, venture.project, day)
        elif stage == Stage.READY and ledger.rng.random() < 0.5:
            start(ledger, venture.project, day)
        elif stage in (Stage.STARTED, Stage.BUILDING):
            build_on(ledger, venture, day)
        elif stage in (Stage.IDEA, Stage.RESERVE) and ledger.rng.random() < 0.05:
            raise_up(ledger, venture, day)


def build_on(ledger: Ledger, venture: Venture, day: date) -> None:
    """Building goes on, is finished, or stops for want of money."""
    project, rng = venture.project, ledger.rng
    by = ledger.contact(project)
    if project.status == Stage.STARTED and venture.percent > 5:
        complete_facts(ledger, project)
        paper(ledger, project, "progress", day)
        ledger.do(actions.advance, project=project, move="build", by=by)
    elif project.status == Stage.BUILDING and venture.percent >= 100 and rng.random() < 0.5:
        complete_facts(ledger, project)
        file_missing(ledger, project, ("progress", "acceptance"), day)
        ledger.do(actions.advance, project=project, move="complete", by=by)
    elif project.status == Stage.BUILDING and rng.random() < 0.004:
        ledger.do(actions.pause, project=project, by=by, reason="资金暂时中断。")


def produce(ledger: Ledger, day: date) -> None:
    """Some of what is completed begins to produce, with the first invoice as proof."""
    # Chances of its own: what else happens in the city does not depend on them.
    apart = replace(ledger, rng=random.Random(day.toordinal()))
    for venture in ledger.ventures:
        project = venture.project
        if project.status == Stage.COMPLETED and apart.rng.random() < PRODUCING:
            complete_facts(apart, project)
            file_missing(apart, project, ("progress", "acceptance", "output"), day)
            apart.do(actions.advance, project=project, move="produce", by=apart.contact(project))


def file_missing(ledger: Ledger, project: Project, kinds: tuple[str, ...], day: date) -> None:
    """File those papers that a project does not have yet."""
    known = known_of([project])[project].papers
    for kind in kinds:
        if kind not in known:
            paper(ledger, project, kind, day)


def complete_facts(ledger: Ledger, project: Project) -> None:
    """Fill in what a project still lacks for going on."""
    wanted = {"industry": "48", "contact": "李工"}
    lacking = {name: value for name, value in wanted.items() if not getattr(project, name)}
    if lacking:
        ledger.do(actions.change, project=project, facts=lacking, by=ledger.planner)


def raise_up(ledger: Ledger, venture: Venture, day: date) -> None:
    """An idea or a reserve goes one step on, with what the step asks for."""
    project = venture.project
    start_ = day + timedelta(days=ledger.rng.randint(60, 300))
    said = ventures.facts(ledger.rng, venture.trade, start_, project.site[:3], day)
    wanted = {name: said[name] for name in ("start_plan", "finish_plan", "builder_code", "code")}
    if project.status == Stage.RESERVE:
        ledger.do(actions.change, project=project, facts=wanted, by=ledger.planner)
    move = "enter_reserve" if project.status == Stage.IDEA else "begin_prelim"
    ledger.do(actions.advance, project=project, move=move, by=ledger.contact(project))


def further(ledger: Ledger, project: Project, day: date) -> None:
    """One or two more conditions are met; when all are, the project is ready."""
    unmet = list(
        project.milestones.filter(fact_date=None, waived="")
        .exclude(factor__in=("", "permit"))
        .order_by("position")[:1]
    )
    if unmet:
        done = {"fact_date": day, "number": f"云审〔{day.year}〕{ledger.rng.randint(10, 900)}号"}
        ledger.do(
            actions.set_nodes,
            project=project,
            facts={node.position: done for node in unmet},
            by=ledger.contact(project),
        )
        return
    if "approval" not in known_of([project])[project].papers:
        paper(ledger, project, "approval", day)
    complete_facts(ledger, project)
    ledger.do(actions.advance, project=project, move="make_ready", by=ledger.contact(project))


def start(ledger: Ledger, project: Project, day: date) -> None:
    """The permit comes, the contract is signed, the first piles are driven."""
    permit = project.milestones.filter(factor="permit", fact_date=None).first()
    if permit:
        done = {permit.position: {"fact_date": day, "number": f"云建施〔{day.year}〕{project.pk}号"}}
        ledger.do(actions.set_nodes, project=project, facts=done, by=ledger.contact(project))
    complete_facts(ledger, project)
    file_missing(ledger, project, ("approval", "contract", "site_photo"), day)
    ledger.do(actions.advance, project=project, move="start", by=ledger.contact(project))
