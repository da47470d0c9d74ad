"""Rules over facts: every preset, alike in Python and in SQL, and nothing where nothing is known."""

import random
from datetime import date, timedelta

import pytest

from bihuan.journal import clock
from bihuan.kernel.lights import Condition, Light, Rule, RuleSet
from bihuan.supervision import queries
from bihuan.supervision.models import (
    DONE,
    RANKS,
    Node,
    RuleUse,
    RuleVersion,
    ScheduleRule,
    Status,
    SupervisionItem,
    Urgency,
)
from bihuan.supervision.queries.lights import is_open_only, latest_due, with_rules
from bihuan.supervision.rules.facts import FACTS, Facts
from bihuan.supervision.rules.presets import FOREIGN, PRESETS, QIAOCHENG_FOUR
from bihuan.supervision.rules.schedule import Pace, node_percent, pace, points_behind
from bihuan.supervision.rules.versions import read, written
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
SPREAD = 400


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def scatter(cast: Cast, count: int = 240) -> None:
    """Rows with every kind of state, date and schedule, written without actions: facts are columns."""
    rng = random.Random(20260302)

    def day(share: float = 0.8) -> date | None:
        return TODAY + timedelta(rng.randint(-90, 90)) if rng.random() < share else None

    with clock.moving(MONDAY):
        items = [make_item(cast, Status.DRAFT) for _n in range(6)]
    rows = []
    statuses = [each for each in Status if each not in (Status.MERGED,)]
    for number in range(count):
        status = rng.choice(statuses)
        reported = day()
        rows.append(
            SupervisionItem(
                title=f"{number}",
                requirement="x",
                source_type="meeting",
                number=f"督〔2026〕{number + 9000}号",
                status=status,
                closed_at=MONDAY,
                finish_due=day(),
                report_due=day(0.5),
                done_date=day() if status in DONE else None,
                returns=rng.randint(0, 2),
                urges=rng.randint(0, 2),
                late_reports=rng.randint(0, 2),
                urgency=rng.choice(Urgency.values),
                percent=rng.choice((0, 25, 40, 60, 99, 100)) if reported else None,
                percent_date=reported,
                schedule_rule=rng.choice(("", *ScheduleRule.values)),
                schedule_start=day(0.7),
                slip_rank=rng.randint(0, 4),
                slip_due=day(0.4),
                created_at=MONDAY,
                by=cast.office,
            )
        )
    made = SupervisionItem.objects.bulk_create(rows)
    Node.objects.bulk_create(
        Node(item=item, due=TODAY + timedelta(shift), percent=percent)
        for item in [*items, *made]
        if item.schedule_rule == ScheduleRule.NODES
        for shift, percent in ((-60, 25), (-10, 50), (30, 75), (60, 100))
    )


VALUES = {
    "schedule": list(Pace),
    "urgency": Urgency.values,
    "points_behind": [-30, -10, 0, 1, 30],
    "slip_rank": [0, *RANKS.values()],
}
HOWS = {"schedule": ["equal"], "urgency": ["equal"], "points_behind": ["below", "at_least"]}
FLAGS = ("is_done", "is_open", "is_made_up")


def conditions(fact: str) -> list[Condition]:
    if fact in FLAGS:
        return [Condition(fact, "equal", True), Condition(fact, "equal", False)]
    hows = HOWS.get(fact, ["equal", "below", "at_least"])
    return [Condition(fact, how, value) for how in hows for value in VALUES.get(fact, [-7, 0, 1, 2])]


def in_python(rules: RuleSet, light: str, today: date) -> set[int]:
    found = SupervisionItem.objects.all()
    return {item.pk for item in found if (rules.first(Facts(item, today)) or Light.GREY) == light}


def in_sql(rules: RuleSet, light: str, today: date) -> set[int]:
    found = SupervisionItem.objects.filter(queries.light_is(rules, light, today))
    return set(found.values_list("pk", flat=True))


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_each_fact_is_the_same_in_python_and_in_sql(cast: Cast, fact: str) -> None:
    scatter(cast)
    held = 0
    for condition in conditions(fact):
        rules = RuleSet("one", "One", (Rule(Light.RED, (condition,)), Rule(Light.AMBER)))
        for light in (Light.RED, Light.AMBER):
            expected = in_python(rules, light, TODAY)
            assert in_sql(rules, light, TODAY) == expected, condition
            held += bool(expected)
    assert held > len(conditions(fact))


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_judges_alike_in_python_and_in_sql(cast: Cast, preset: str) -> None:
    scatter(cast)
    rules = PRESETS[preset].rules
    for shift in (-45, 0, 60):
        today = TODAY + timedelta(shift)
        named = SupervisionItem.objects.annotate(light=queries.light_of(rules, today))
        by_light: dict[str, set[int]] = {}
        for pk, light in named.values_list("pk", "light"):
            by_light.setdefault(light, set()).add(pk)
        for light in {str(rule.light) for rule in rules.rules} | {Light.GREY}:
            expected = in_python(rules, light, today)
            assert by_light.get(light, set()) == expected
            assert in_sql(rules, light, today) == expected


def test_what_rows_carry_is_what_the_models_say(cast: Cast) -> None:
    scatter(cast)
    versions = ((1, "ouhai_code", date(2026, 1, 1)), (2, "qiaocheng_four", date(2026, 3, 1)))
    for number, preset, month in (*versions, (3, "suqian_slip", date(2026, 9, 1))):
        rules = written(PRESETS[preset].rules)
        RuleVersion.objects.create(
            use=RuleUse.LIGHT,
            number=number,
            preset=preset,
            rules=rules,
            first_month=month,
            by=cast.office,
            at=MONDAY,
        )
    carried = with_rules(SupervisionItem.objects.all(), TODAY).values_list("pk", "rules_text", "node_percent")
    (text, *_none) = RuleVersion.objects.in_force(RuleUse.LIGHT, TODAY).values_list("rules", flat=True)
    said = SupervisionItem.objects.annotate(reached=node_percent()).values_list("pk", "reached")
    assert {share for _pk, share in said} > {None, 25}
    assert sorted(carried) == [(pk, text, share) for pk, share in sorted(said)]


def test_a_preset_for_other_things_judges_no_matter(cast: Cast) -> None:
    scatter(cast, 60)
    known = set(FACTS)
    for preset in PRESETS.values():
        asked = {condition.fact for rule in preset.rules.rules for condition in rule.when}
        assert asked <= known | set(FOREIGN)
        if preset.rules.about != "matter":
            only_foreign = RuleSet(
                "foreign",
                "Foreign",
                tuple(rule for rule in preset.rules.rules if {c.fact for c in rule.when} <= set(FOREIGN)),
            )
            assert in_python(only_foreign, Light.GREY, TODAY) == in_sql(only_foreign, Light.GREY, TODAY)
            assert len(in_sql(only_foreign, Light.GREY, TODAY)) == SupervisionItem.objects.count()


ELSEWHERE = [
    ("yinchuan_light", {"start_months_late": 0}, Light.GREEN),
    ("yinchuan_light", {"start_months_late": 1}, Light.AMBER),
    ("yinchuan_light", {"start_months_late": 3}, Light.RED),
    ("yinchuan_light", {"points_behind": 9}, Light.GREEN),
    ("yinchuan_light", {"points_behind": 10}, Light.AMBER),
    ("yinchuan_light", {"points_behind": 30}, Light.AMBER),
    ("yinchuan_light", {"points_behind": 31}, Light.RED),
    ("yinchuan_light", {"is_payment_below_rule": True, "points_behind": 0}, Light.RED),
    ("yinchuan_light", {"months_not_in_statistics": 1, "points_behind": 0}, Light.AMBER),
    ("yinchuan_light", {"months_not_in_statistics": 2}, Light.RED),
    ("yinchuan_light", {}, Light.GREY),
    ("tianjin_month", {"growth": 5, "growth_over_plan": 0, "growth_over_city": 1}, Light.GREEN),
    ("tianjin_month", {"growth": 5, "growth_over_plan": 2, "growth_over_city": -1}, Light.AMBER),
    ("tianjin_month", {"growth": 5, "growth_over_plan": -1, "growth_over_city": 1}, Light.AMBER),
    ("tianjin_month", {"growth": -1, "growth_over_plan": -3, "growth_over_city": -9}, Light.RED),
    ("tianjin_month", {"growth": 5}, Light.GREY),
    ("tianjin_month", {"months_since_bond_issue": 7}, Light.RED),
    ("zaozhuang_screen", {"is_leading": True}, Light.GREEN),
    ("zaozhuang_screen", {"is_leading": False, "months_lagging": 1}, Light.AMBER),
    ("zaozhuang_screen", {"is_leading": False, "months_lagging": 2}, Light.RED),
    ("zaozhuang_screen", {"is_leading": False}, Light.GREY),
    ("longchang_sign", {"red_cards_running": 1}, Light.RED),
    ("longchang_sign", {"red_cards_running": 0, "card_today": "yellow"}, Light.AMBER),
    ("longchang_sign", {}, Light.GREY),
]


@pytest.mark.parametrize(("preset", "facts", "light"), ELSEWHERE)
def test_the_presets_of_other_things_judge_by_their_facts(preset: str, facts: dict, light: Light) -> None:
    assert PRESETS[preset].rules.judge(facts) == light


CODE = PRESETS["ouhai_code"].rules
SLIPS = [
    ("sanming_slip", {"slip_rank": 0, "days_left": -1}, "blue"),
    ("sanming_slip", {"slip_rank": 0, "days_left": -1, "urgency": "critical"}, "orange"),
    ("sanming_slip", {"slip_rank": 0, "returns": 1, "days_left": 9}, "blue"),
    ("sanming_slip", {"slip_rank": 0, "schedule": "behind"}, "blue"),
    ("sanming_slip", {"slip_rank": 1, "slip_days_left": 0, "days_left": -9}, ""),
    ("sanming_slip", {"slip_rank": 1, "slip_days_left": -1}, "orange"),
    ("sanming_slip", {"slip_rank": 3, "slip_days_left": -1}, "red"),
    ("sanming_slip", {"slip_rank": 4, "slip_days_left": -1}, ""),
    ("suqian_slip", {"slip_rank": 0, "days_left": 6, "returns": 0}, "blue"),
    ("suqian_slip", {"slip_rank": 1, "days_left": 6, "returns": 1}, "yellow"),
    ("suqian_slip", {"slip_rank": 2, "days_left": -1, "returns": 0}, "red"),
    ("suqian_slip", {"slip_rank": 4, "days_left": -1, "returns": 0}, ""),
    ("guangyuan_card", {"slip_rank": 0, "schedule": "behind", "points_behind": 5}, "yellow"),
    ("guangyuan_card", {"slip_rank": 2, "slip_days_left": -1, "points_behind": 5}, "yellow"),
    ("guangyuan_card", {"slip_rank": 2, "slip_days_left": 1, "points_behind": 30}, "red"),
    ("guangyuan_card", {"slip_rank": 0, "schedule": "on_track", "points_behind": -3}, ""),
]


@pytest.mark.parametrize(("preset", "facts", "colour"), SLIPS)
def test_slips_grow_graver_by_the_rule(preset: str, facts: dict, colour: str) -> None:
    assert PRESETS[preset].rules.first(facts) == colour


@pytest.mark.parametrize(
    ("facts", "light"),
    [
        ({"is_done": True, "is_open": False, "is_made_up": False}, Light.GREEN),
        ({"is_done": True, "is_open": False, "is_made_up": True}, Light.AMBER),
        ({"is_done": False, "is_open": True, "days_left": -1}, Light.RED),
        ({"is_done": False, "is_open": True, "days_left": 5, "schedule": "ahead"}, Light.GREEN),
        ({"is_done": False, "is_open": True, "days_left": 5}, Light.GREY),
    ],
)
def test_what_is_made_up_later_is_yellow_and_never_green(facts: dict, light: Light) -> None:
    assert CODE.judge(facts) == light


START, DUE = date(2026, 1, 1), date(2026, 12, 27)  # 360 days


@pytest.mark.parametrize(
    ("rule", "percent", "reported", "today", "points", "found"),
    [
        # Eleven months of twelve are 91.7 per cent: 91 is behind, by less than a whole point.
        ("linear", 91, date(2026, 11, 27), date(2026, 12, 1), 0, Pace.BEHIND),
        ("linear", 92, date(2026, 11, 27), date(2026, 12, 1), -1, Pace.ON_TRACK),
        ("linear", 50, date(2026, 6, 30), date(2026, 9, 1), 0, Pace.ON_TRACK),
        ("linear", 60, date(2026, 6, 30), date(2026, 9, 1), -10, Pace.AHEAD),
        ("linear", 0, date(2025, 12, 1), date(2026, 1, 2), 0, Pace.ON_TRACK),
        ("linear", 99, date(2026, 12, 28), date(2026, 12, 28), 1, Pace.BEHIND),
        ("linear", None, None, date(2026, 9, 1), None, None),
        ("nodes", 24, date(2026, 3, 31), date(2026, 4, 2), 1, Pace.BEHIND),
        ("nodes", 0, date(2026, 3, 30), date(2026, 4, 2), 0, Pace.ON_TRACK),
        ("nodes", 50, date(2026, 4, 1), date(2026, 4, 2), -25, Pace.AHEAD),
        ("annual", 10, date(2026, 11, 27), date(2026, 12, 27), None, None),
        ("annual", 10, date(2026, 11, 27), date(2026, 12, 28), 90, Pace.BEHIND),
        ("event", 100, date(2026, 11, 27), date(2026, 12, 28), 0, Pace.ON_TRACK),
        ("growth", 50, date(2026, 6, 30), date(2026, 7, 1), None, None),
        ("", 50, date(2026, 6, 30), date(2026, 7, 1), None, None),
    ],
)
def test_progress_is_held_against_the_schedule_of_its_day(
    rule: str, percent: int | None, reported: date | None, today: date, points: int | None, found: str | None
) -> None:
    item = SupervisionItem(
        status=Status.IN_PROGRESS,
        finish_due=DUE,
        percent=percent,
        percent_date=reported,
        schedule_rule=rule,
        schedule_start=START,
    )
    if rule == "nodes" and reported:
        item.node_percent = 25 if reported >= date(2026, 3, 31) else None  # type: ignore[attr-defined]
    assert (points_behind(item, today), pace(item, today)) == (points, found)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_version_reads_as_it_was_written(preset: str) -> None:
    assert read(written(PRESETS[preset].rules)) == PRESETS[preset].rules


@pytest.mark.parametrize(
    ("preset", "light", "is_open", "latest"),
    [
        ("qiaocheng_four", Light.RED, True, 0),
        ("qiaocheng_four", Light.AMBER, True, 2),
        ("qiaocheng_four", Light.DONE, False, None),
        ("qiaocheng_four", Light.GREY, False, None),
        ("ouhai_code", Light.RED, True, 0),
        ("ouhai_code", Light.AMBER, False, None),
        ("ouhai_code", Light.GREEN, False, None),
    ],
)
def test_a_list_walks_only_as_far_as_a_light_can_shine(
    preset: str, light: str, is_open: bool, latest: int | None
) -> None:
    rules = PRESETS[preset].rules
    assert is_open_only(rules, light) == is_open
    assert latest_due(rules, light, TODAY) == (None if latest is None else TODAY + timedelta(latest))


def test_a_city_that_has_chosen_nothing_goes_by_four_colours(db: None) -> None:
    assert queries.rules_on(TODAY) == QIAOCHENG_FOUR.rules
    assert queries.rules_on(TODAY, RuleUse.SLIP) == PRESETS["sanming_slip"].rules
