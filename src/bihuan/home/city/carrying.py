"""Which projects carry the demo city's indicators, and what its factories were to add: late in one park."""

import random
from datetime import date, timedelta

from bihuan.home.city.growth import TROUBLED
from bihuan.home.city.ledger import Ledger, Venture
from bihuan.home.city.matter import World
from bihuan.home.city.troubles import hold_up
from bihuan.home.city.ventures import TROUBLES
from bihuan.indicators import actions
from bihuan.indicators.actions import NewGain, NewRule
from bihuan.indicators.models import SCALE, Indicator
from bihuan.kernel.money import YI
from bihuan.people.models import Role
from bihuan.projects.models import BUILT, Project, Stage

RULES = (
    ("industry", "produce", "C", "social", "规上工业增加值由制造业企业投资项目投产带动。"),
    ("investment", "spend", "", "", "固定资产投资由全部在库项目当年计划支撑。"),
)
PAPER, WORDS = "可行性研究报告", "达产年新增工业增加值"
# Added value of a year as a share of what was invested, in hundredths.
LEAST, MOST = 6, 16
FACTORIES = ("14", "34", "38")
# In which months of the year the late ones were to produce.
FIRST_MONTH, LAST_MONTH = 3, 8
# How many days the largest of them has waited for its land, and in which stages one still waits for it.
HELD_DAYS = 63
UNBUILT = (Stage.PRELIM, Stage.READY, Stage.STARTED, Stage.BUILDING)


def hold(ledger: Ledger, day: date) -> None:
    """The largest factory to come in the troubled park waits for its land, and goes on waiting."""
    waiting = [
        each
        for each in ledger.ventures
        if each.project.name.startswith(TROUBLED) and _is_factory(each) and each.project.status in UNBUILT
    ]
    if waiting:
        ledger.held = max(waiting, key=lambda each: each.project.total)
        land = next(each for each in TROUBLES if each[0] == "land_use")
        hold_up(ledger, ledger.held, land, day)


def _is_factory(venture: Venture) -> bool:
    project = venture.project
    return bool(
        venture.trade.nature == "social" and project.industry[:2] in FACTORIES and project.finish_plan
    )


def fill(world: World, ledger: Ledger, today: date) -> None:
    """Put the rules in force, note what each factory is to add."""
    keeper, rng = world.cast.keepers[Role.STATISTICIAN], random.Random(today.toordinal())
    for code, basis, codes, natures, reason in RULES:
        indicator = Indicator.objects.get(code=code)
        said = NewRule(basis, indicator.owner, reason, codes=codes, natures=natures)
        world.do(actions.set_rule, indicator=indicator, rule=said, by=keeper)
    industry = Indicator.objects.get(code="industry")
    for venture in ledger.ventures:
        project = Project.objects.select_related("lead").get(pk=venture.project.pk)
        if _is_factory(venture):
            gain = _gain(rng, project, today, is_held=venture is ledger.held)
            world.do(actions.set_gain, project=project, indicator=industry, gain=gain, by=keeper)


def _gain(rng: random.Random, project: Project, today: date, *, is_held: bool) -> NewGain:
    """A factory was to produce some months after its completion; in the troubled park it was to by spring."""
    share = MOST if is_held else rng.randint(LEAST, MOST)
    amount = project.total * share // 100 * SCALE // YI
    month = (project.finish_plan or today) + timedelta(days=60)
    is_late = project.name.startswith(TROUBLED) and project.status not in BUILT
    if is_late:
        month = date(today.year, FIRST_MONTH if is_held else rng.randint(FIRST_MONTH, LAST_MONTH), 1)
    return NewGain(max(amount, 1), month.replace(day=1), PAPER, WORDS)
