"""What is counted of units in the demo: one round published after an appeal, the next one in preview."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.conduct import actions
from bihuan.conduct.models import Finding, Round
from bihuan.conduct.queries.counting import count
from bihuan.conduct.rules.counted import SHARE
from bihuan.home.city.agenda import Agenda
from bihuan.home.city.matter import World
from bihuan.journal import sealing

# So many working days before the last one a round is frozen; the last one stays in preview.
FROZEN = (24, 2)
# Nothing is counted before a city has lived so long.
QUIET = timedelta(100)
STATEMENTS = (
    "本季度系统切换，部分进展先以纸质件报送，系统里补录较晚，已逐件核对。",
    "有几件事项跨部门会签时间较长，已与配合单位约定会签时限。",
)
APPEALS = (
    ("当日系统停机，已按值班电话要求书面报告，请予核减。", True, "查值班记录，当日系统停机属实，予以划去。"),
    ("这一事件因等待上级批复，不应计入本单位。", False, "批复已于到期前下达，维持原计数。"),
)


@dataclass
class Season(Agenda):
    """What is going to happen with the facts, day by day."""

    world: World

    def do(self, action: Any, **words: Any) -> Any:
        return self.world.do(action, **({"by": self.world.cast.supervisors[0]} | words))


def begin(world: World, first: date, last: date) -> Season:
    """Plan the rounds of the year's end."""
    season = Season(world)
    for back in FROZEN:
        day = world.time.day(last, -back)
        if day >= first + QUIET:
            season.plan(day, lambda today: _freeze(season, today))
    return season


def _freeze(season: Season, today: date) -> None:
    """Seal the record, count it, freeze what was found and open the preview; what follows is planned."""
    while season.world.do(sealing.seal):
        pass
    row = season.do(actions.freeze, counted=count(today - timedelta(days=1)))
    if row is None:
        return
    row = season.do(actions.preview, thing=row)
    season.plan(today + timedelta(1), lambda _day: _speak(season, row))
    season.plan(row.due, lambda _day: season.do(actions.publish, thing=row))


def _speak(season: Season, row: Round) -> None:
    """Two units say how it was and appeal against an event; the mayor decides two days later."""
    shares = [measure for measure, said in row.printed.items() if said["kind"] == SHARE]
    found = Finding.objects.filter(round=row, measure__in=shares, k__gte=1, value__isnull=False)
    units: dict[int, Finding] = {}
    for each in found.select_related("unit", "round").order_by("-is_marked", "-k", "pk"):
        units.setdefault(each.unit_id, each)
    spoken = list(units.values())[: len(STATEMENTS)]
    for finding, text, appeal in zip(spoken, STATEMENTS, APPEALS, strict=False):
        head, (why, granted, answer) = season.world.head(finding.unit), appeal
        season.do(actions.state, finding=finding, text=text, by=head)
        event = finding.evidence.filter(is_hit=True).latest("day", "pk").event
        made = season.do(actions.appeal, finding=finding, event=event, text=why, by=head)
        if made is not None:
            ruling = {"appeal": made, "granted": granted, "text": answer, "by": season.world.cast.mayor}
            day = season.world.today + timedelta(2)
            season.plan(day, lambda _day, ruling=ruling: season.do(actions.rule, **ruling))  # type: ignore[misc]
