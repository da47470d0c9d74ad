"""The office chooses rules in versions, sees their effect first, and repaints no month that has passed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.lights import Light, RuleSet
from bihuan.supervision import actions, queries
from bihuan.supervision.models import RuleUse, RuleVersion, Status
from bihuan.supervision.queries import Filters
from bihuan.supervision.queries.preview import preview
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, moment

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
MARCH = date(2026, 3, 1)


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def rules_of(preset: str) -> RuleSet:
    return PRESETS[preset].rules


def choose(cast: Cast, rules: RuleSet, month: date = MARCH) -> RuleVersion:
    with clock.moving(MONDAY):
        return actions.put_in_force(rules=rules, first_month=month, by=cast.office, at=MONDAY)


def reordered(preset: str, order: tuple[int, ...]) -> RuleSet:
    rules = rules_of(preset)
    return RuleSet(rules.name, rules.label, tuple(rules.rules[at] for at in order))


@pytest.mark.parametrize(
    ("rules", "month"),
    [
        (rules_of("ouhai_code"), date(2026, 2, 1)),
        (rules_of("ouhai_code"), date(2026, 3, 2)),
        (rules_of("yinchuan_light"), MARCH),
        (rules_of("tianjin_month"), MARCH),
        (reordered("ouhai_code", (0, 1, 2)), MARCH),
        (reordered("qiaocheng_four", (4, 0, 1, 2, 3)), MARCH),
    ],
)
def test_what_cannot_be_in_force_is_refused(cast: Cast, rules: RuleSet, month: date) -> None:
    with pytest.raises(Invalid):
        choose(cast, rules, month)
    assert not RuleVersion.objects.exists()


def test_only_the_office_chooses_and_the_record_agrees(cast: Cast) -> None:
    for who in ("mayor", "leader", "head", "auditor", "system_admin"):
        with pytest.raises(Denied):
            actions.put_in_force(
                rules=rules_of("ouhai_code"), first_month=MARCH, by=getattr(cast, who), at=MONDAY
            )
    numbers = [choose(cast, rules_of(name)).number for name in ("ouhai_code", "qiaocheng_four")]
    assert numbers == [1, 2]
    assert choose(cast, rules_of("suqian_slip")).number == 1
    assert list(differences()) == []


def test_lists_pages_sheets_and_programs_go_by_the_version_in_force(cast: Cast) -> None:
    with clock.moving(MONDAY):
        late = make_item(cast, Status.IN_PROGRESS, finish_due=TODAY + timedelta(10))
        done = make_item(cast, Status.CLOSED)
    choose(cast, rules_of("ouhai_code"))
    today = TODAY + timedelta(12)
    client = Client()
    client.force_login(cast.office)
    with clock.moving(moment(today)):
        shown = client.get("/api/v1/tasks").json()["items"]
        assert {row["id"]: row["light"] for row in shown} == {late.pk: "red", done.pk: "grn"}
        for item, light in ((late, "red"), (done, "grn")):
            assert client.get(f"/api/v1/tasks/{item.pk}").json()["light"] == light
            found = queries.item_list(cast.office, Filters(light=light), today).rows
            assert [row.item.pk for row in found] == [item.pk]
            assert client.get("/tasks/", {"light": light}).status_code == 200


def test_a_list_still_asks_twice_whichever_rules_are_in_force(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    with clock.moving(MONDAY):
        for _n in range(3):
            make_item(cast, Status.IN_PROGRESS)
    choose(cast, rules_of("ouhai_code"))
    assert cast.office.access
    with django_assert_max_num_queries(2):
        assert len(queries.item_list(cast.office, Filters(group="open"), TODAY).rows) == 3
    with django_assert_max_num_queries(3):
        assert queries.item_list(cast.office, Filters(light="red"), TODAY).rows == []


def test_an_effect_is_counted_and_named_on_the_matters_that_are_there(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    with clock.moving(MONDAY):
        near = make_item(cast, Status.IN_PROGRESS, finish_due=TODAY + timedelta(3))
        make_item(cast, Status.IN_PROGRESS, finish_due=TODAY + timedelta(30))
        done = make_item(cast, Status.CLOSED)
    with django_assert_max_num_queries(3):
        found = preview(cast.office, RuleUse.LIGHT, rules_of("ouhai_code"), TODAY)
    assert [(shade.mark, shade.before, shade.after) for shade in found.shades] == [
        (Light.GREEN, 0, 1),
        (Light.GREY, 2, 2),
        (Light.DONE, 1, 0),
    ]
    assert (found.asked, found.total, [each.item.pk for each in found.rows]) == (3, 1, [done.pk])
    slips = preview(cast.office, RuleUse.SLIP, rules_of("suqian_slip"), TODAY)
    assert [each.item.pk for each in slips.rows] == [near.pk]
    assert preview(cast.stranger, RuleUse.LIGHT, rules_of("ouhai_code"), TODAY).asked == 0


def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.office)
    return client


SAID = {
    "place_0": 1,
    "place_1": 2,
    "place_2": 3,
    "place_3": 4,
    "place_4": 5,
    "value_2_0": 0,
    "value_3_0": 7,
    "first_month": "2026-03",
    "note": "提前一周提醒。",
}


def test_the_page_shows_the_effect_before_it_puts_anything_in_force(cast: Cast) -> None:
    with clock.moving(MONDAY):
        near = make_item(cast, Status.IN_PROGRESS, finish_due=TODAY + timedelta(5))
        client = office(cast)
        page = "/tasks/rules/qiaocheng_four/"
        assert client.get(page).status_code == 200
        shown = client.post(page, SAID)
        assert (shown.status_code, near.title in shown.content.decode()) == (200, True)
        assert not RuleVersion.objects.exists()
        assert client.post(page, SAID | {"confirmed": "1"}).status_code == 302
        row = queries.item_list(cast.office, Filters(), TODAY).rows[0]
        assert row.light == Light.AMBER
        assert 'value="7"' in client.get(page).content.decode()
        listed = client.get("/tasks/rules/").content.decode()
        assert "提前一周提醒。" in listed
        answer = client.get("/api/v1/lights").json()
    (version,) = answer["versions"]
    assert (version["number"], version["first_month"], version["preset"]) == (
        1,
        "2026-03-01",
        "qiaocheng_four",
    )
    assert version["rules"][3]["when"] == [{"fact": "days_left", "how": "below", "value": 7}]
    assert len(answer["presets"]) == len(PRESETS)
    assert answer["in_force"][0]["rules"] == version["rules"]


@pytest.mark.parametrize(
    "wrong",
    [{"place_0": ""}, {"value_3_0": "x"}, {"value_3_0": 100000}, {"first_month": "2026-02"}, {"place_4": 0}],
)
def test_a_spoilt_version_is_shown_again_and_changes_nothing(cast: Cast, wrong: dict[str, Any]) -> None:
    with clock.moving(MONDAY):
        answer = office(cast).post("/tasks/rules/qiaocheng_four/", SAID | wrong | {"confirmed": "1"})
    assert answer.status_code == 422
    assert not RuleVersion.objects.exists()


def test_the_rule_without_conditions_cannot_be_put_first(cast: Cast) -> None:
    with clock.moving(MONDAY):
        said = SAID | {"place_4": 1, "place_0": 5, "confirmed": "1"}
        assert office(cast).post("/tasks/rules/qiaocheng_four/", said).status_code == 422


@pytest.mark.parametrize("name", ["yinchuan_light", "no_such_rules"])
def test_rules_for_other_things_have_no_page_of_their_own(cast: Cast, name: str) -> None:
    assert office(cast).get(f"/tasks/rules/{name}/").status_code == 404


@pytest.mark.parametrize("page", ["/tasks/rules/", "/tasks/rules/ouhai_code/", "/tasks/slips/"])
def test_the_pages_keep_their_budget_however_many_matters_there_are(cast: Cast, page: str) -> None:
    client = office(cast)
    counts = []
    with clock.moving(MONDAY):
        for _round in range(2):
            for _n in range(3):
                make_item(cast, Status.IN_PROGRESS, finish_due=TODAY + timedelta(1))
            client.get(page)
            with clock.moving(moment(TODAY + timedelta(9))), CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            counts.append(len(caught))
    assert counts[0] == counts[1] <= 12
