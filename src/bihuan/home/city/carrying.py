"""Which projects carry the demo city's indicators, and what its factories were to add: late in one park."""

import random
from datetime import date, timedelta

from bihuan.home.city.growth import TROUBLED
from bihuan.home.city.ledger import Ledger
from bihuan.home.city.matter import World
from bihuan.indicators import actions
from bihuan.indicators.actions import NewGain, NewRule
from bihuan.indicators.models import SCALE, Indicator
from bihuan.kernel.money import YI
from bihuan.people.models import Role
from bihuan.projects.models import BUILT, Project

RULES = (
    ("industry", "produce", "C", "social", "规上工业增加值由制造业企业投资项目投产带动。"),
    ("investment", "spend", "", "", "固定资产投资由全部在库项目当年计划支撑。"),
)
PAPER, WORDS = "可行性研究报告", "达产年新增工业增加值"
# Added value of a year as a share of what was invested, in hundredths.
LEAST, MOST = 6, 16
FACTORIES = ("14", "34", "38")


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
        if venture.trade.nature == "social" and project.industry[:2] in FACTORIES and project.finish_plan:
            gain = _gain(rng, project, today)
            world.do(actions.set_gain, project=project, indicator=industry, gain=gain, by=keeper)


def _gain(rng: random.Random, project: Project, today: date) -> NewGain:
    """A factory was to produce some months after its completion; in the troubled park it was to by spring."""
    amount = project.total * rng.randint(LEAST, MOST) // 100 * SCALE // YI
    month = (project.finish_plan or today) + timedelta(days=60)
    is_late = project.name.startswith(TROUBLED) and project.status not in BUILT
    if is_late:
        month = date(today.year, rng.randint(3, 8), 1)
    return NewGain(max(amount, 1), month.replace(day=1), PAPER, WORDS)
