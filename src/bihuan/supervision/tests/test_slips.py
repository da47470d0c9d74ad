"""Slips are proposed by rules, decided by people, and grow graver; schedules are set and set anew."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import Light
from bihuan.supervision import actions, queries
from bihuan.supervision.models import RuleUse, RuleVersion, Slip, Status, SupervisionItem
from bihuan.supervision.queries.past import past_lights
from bihuan.supervision.queries.slips import proposals, slips_on_desk
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.rules.schedule import Wanted
from bihuan.supervision.rules.versions import written
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DUE = TODAY + timedelta(14)


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def issue(item: SupervisionItem, cast: Cast, at: datetime, colour: str, days: int = 7) -> SupervisionItem:
    with clock.moving(at):
        due = clock.day_of(at) + timedelta(days)
        return actions.issue_slip(
            item=item, by=cast.office, at=at, colour=colour, ground="进度滞后。", due=due
        )


def later(days: int) -> datetime:
    return MONDAY + timedelta(days)


def choose(cast: Cast, preset: str, first_month: date, use: str = RuleUse.LIGHT, number: int = 1) -> None:
    """A version as it stands, whenever it was put in force."""
    RuleVersion.objects.create(
        use=use,
        number=number,
        preset=preset,
        rules=written(PRESETS[preset].rules),
        first_month=first_month,
        by=cast.office,
        at=MONDAY,
    )


def test_a_missed_limit_makes_the_next_slip_graver_and_each_names_the_one_before(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS, finish_due=DUE)
    proposed = []
    for days, colour in ((15, "blue"), (23, "orange"), (31, "red")):
        found = proposals(cast.office, clock.day_of(later(days)))
        proposed.append([str(each.colour) for each in found.rows])
        item = issue(item, cast, later(days), colour)
    assert proposed == [["blue"], ["orange"], ["red"]]
    assert proposals(cast.office, clock.day_of(later(60))).rows == []
    slips = list(Slip.objects.order_by("pk"))
    assert [slip.number for slip in slips] == ["督单〔2026〕1号", "督单〔2026〕2号", "督单〔2026〕3号"]
    assert [slip.previous for slip in slips] == [None, slips[0], slips[1]]
    assert [slip.proposed for slip in slips] == ["blue", "orange", "red"]
    assert list(differences()) == []


def test_the_gravest_proposal_stands_first_whatever_slip_runs(cast: Cast) -> None:
    choose(cast, "suqian_slip", date(2026, 1, 1), RuleUse.SLIP)
    with clock.moving(MONDAY):
        running = make_item(cast, Status.IN_PROGRESS, finish_due=DUE + timedelta(30))
        late = make_item(cast, Status.IN_PROGRESS, finish_due=DUE)
    issue(running, cast, later(10), "blue")
    SupervisionItem.objects.filter(pk=running.pk).update(returns=1)
    found = proposals(cast.office, clock.day_of(later(15)))
    assert [(each.item.pk, str(each.colour)) for each in found.rows] == [
        (late.pk, "red"),
        (running.pk, "yellow"),
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"colour": "blue"}, "同级或更重"),
        ({"colour": "yellow"}, "没有这种颜色"),
        ({"colour": "red", "ground": "  "}, "滞后或质量"),
        ({"colour": "red", "due": TODAY}, "晚于今天"),
    ],
)
def test_a_slip_that_is_milder_or_says_nothing_is_refused(cast: Cast, said: dict[str, Any], why: str) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        item = make_move(cast, item, "issue_slip")
        whole = {"ground": "进度滞后。", "due": DUE} | said
        with pytest.raises(Invalid, match=why):
            actions.issue_slip(item=item, by=cast.office, at=MONDAY, **whole)
    assert Slip.objects.count() == 1


def test_two_yellow_cards_are_possible_where_the_rules_say_so(cast: Cast) -> None:
    choose(cast, "guangyuan_card", TODAY.replace(day=1), RuleUse.SLIP)
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
    item = issue(item, cast, MONDAY, "yellow")
    with pytest.raises(Invalid):
        issue(item, cast, later(2), "yellow")
    item = issue(item, cast, later(9), "yellow")
    assert (item.slips.count(), item.slip_rank) == (2, 2)


def test_a_slip_stands_on_the_units_desk_until_the_matter_ends(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_move(cast, make_item(cast, Status.IN_PROGRESS), "issue_slip")
        assert [slip.signed_at for slip in slips_on_desk(cast.head)] == [None]
        assert slips_on_desk(cast.stranger) == []
        item = make_move(cast, item, "sign_slip")
        (slip,) = slips_on_desk(cast.head)
        assert (slip.signed_by, slip.signed_at) == (cast.handler, MONDAY)
        for move in ("submit", "conclude"):
            item = make_move(cast, item, move)
    assert slips_on_desk(cast.head) == []
    assert (item.slip_rank, item.slip_due) == (0, None)
    assert list(differences()) == []


def test_a_slip_of_an_ended_matter_does_not_come_back_with_it(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_move(cast, make_item(cast, Status.IN_PROGRESS), "issue_slip")
        for move in ("submit", "conclude", "close", "reopen", "dispatch"):
            item = make_move(cast, item, move)
        assert slips_on_desk(cast.head) == []
        item = make_move(cast, item, "issue_slip")
    (slip,) = slips_on_desk(cast.head)
    assert (slip.previous, slip.number) == (None, "督单〔2026〕2号")


def test_pages_show_a_slip_to_whoever_sees_its_matter(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_move(cast, make_item(cast, Status.IN_PROGRESS, finish_due=DUE), "issue_slip")
    slip = item.slips.get()
    for who, status in (("office", 200), ("head", 200), ("leader", 200), ("stranger", 404)):
        client = Client()
        client.force_login(getattr(cast, who))
        with clock.moving(later(1)):
            assert client.get(f"/tasks/{item.pk}/slips/{slip.pk}/").status_code == status
            listed = client.get("/tasks/slips/").content.decode()
            assert (slip.number in listed) == (status == 200)
            assert (slip.number in client.get(f"/tasks/{item.pk}/").content.decode()) == (status == 200)
    office = Client()
    office.force_login(cast.office)
    answer = office.get(f"/api/v1/tasks/{item.pk}").json()
    assert [(each["number"], each["colour"]) for each in answer["slips"]] == [(slip.number, "blue")]
    assert office.get(f"/tasks/{item.pk}/slips/{slip.pk + 1}/").status_code == 404


NODES = (Wanted(TODAY + timedelta(10), 40, "完成招标"), Wanted(TODAY + timedelta(50), 100))


def test_a_schedule_set_anew_leaves_its_old_nodes_in_the_record(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        for nodes in (NODES, NODES[:1]):
            item = actions.set_schedule(item=item, by=cast.office, at=MONDAY, rule="nodes", nodes=nodes)
    assert list(item.nodes.order_by("pk").values_list("percent", "is_current")) == [
        (40, False),
        (100, False),
        (40, True),
    ]
    with clock.moving(later(11)):
        item = actions.report(item=item, by=cast.handler, at=later(11), said=Said("招标未完成。", percent=30))
    found = queries.find(cast.office, item.pk, clock.day_of(later(11)))
    assert found is not None
    whole = queries.detail(found, cast.office, clock.day_of(later(11)))
    assert (str(whole.pace), whole.expected) == ("欠进度", 40.0)
    assert list(differences()) == []


@pytest.mark.parametrize(
    "said",
    [
        {"rule": "weekly"},
        {"rule": "nodes"},
        {"rule": "linear", "nodes": NODES},
        {"rule": "linear", "start_date": TODAY + timedelta(60)},
        {"rule": "nodes", "nodes": NODES[::-1]},
        {"rule": "nodes", "nodes": (Wanted(TODAY + timedelta(61), 100),)},
        {"rule": "nodes", "nodes": (Wanted(TODAY + timedelta(5), 0),)},
        {"rule": "nodes", "nodes": [Wanted(TODAY + timedelta(n), n) for n in range(1, 14)]},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(cast: Cast, said: dict[str, Any]) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        with pytest.raises(Invalid):
            actions.set_schedule(item=item, by=cast.office, at=MONDAY, **said)
    item.refresh_from_db()
    assert item.schedule_rule == ""


def lights(cast: Cast, item: SupervisionItem, today: date) -> list[str]:
    found = past_lights(cast.office, queries.timeline(item), today)
    return [f"{each.month.first:%m} {each.light}" for each in found]


def finished_late(cast: Cast) -> SupervisionItem:
    """Due in April, handed in and concluded in June."""
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS, finish_due=date(2026, 4, 20))
    at = moment("2026-06-10")
    with clock.moving(at):
        for move in ("submit", "conclude"):
            item = make_move(cast, item, move, at=at)
    return item


def test_what_was_missed_and_made_up_turns_yellow_and_never_green(cast: Cast) -> None:
    choose(cast, "ouhai_code", date(2026, 1, 1))
    item = finished_late(cast)
    expected = ["03 gry", "04 amb", "05 amb", "06 amb"]
    assert lights(cast, item, date(2026, 7, 5)) == expected
    with clock.moving(moment("2026-07-05")):
        assert queries.shining(item, date(2026, 7, 5)) == Light.AMBER


def test_a_past_month_keeps_the_rules_that_were_in_force_then(cast: Cast) -> None:
    item = finished_late(cast)
    before = ["03 gry", "04 red", "05 red", "06 done"]
    assert lights(cast, item, date(2026, 7, 5)) == before
    choose(cast, "ouhai_code", date(2026, 7, 1))
    assert lights(cast, item, date(2026, 7, 5)) == before
    assert queries.shining(item, date(2026, 7, 5)) == Light.AMBER
    assert lights(cast, item, date(2026, 8, 5)) == [*before, "07 amb"]


def test_the_newest_version_counts_from_its_first_month(cast: Cast) -> None:
    choose(cast, "ouhai_code", date(2026, 5, 1), number=1)
    choose(cast, "qiaocheng_four", date(2026, 5, 1), number=2)
    choose(cast, "ouhai_code", date(2026, 6, 1), number=3)
    names = [queries.rules_on(date(2026, month, 15)).name for month in (4, 5, 6)]
    assert names == ["qiaocheng_four", "qiaocheng_four", "ouhai_code"]
