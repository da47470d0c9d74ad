"""The pages and the API: facts with their events, hidden matters, looks, forms, few questions."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.conduct import actions
from bihuan.conduct.models import Appeal, Look, Round, Statement, Status
from bihuan.conduct.tests import makers
from bihuan.conduct.tests.makers import LATE, LATER, NOON
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.supervision.tests.makers import Cast, make_cast

pytestmark = pytest.mark.django_db
QUERIES, NODES = 12, 1500


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _noon() -> Any:
    """Pages ask the clock: it stands on the day of the preview."""
    with clock.moving(NOON):
        yield


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(person: Person, url: str, code: int = 200) -> str:
    answer = signed_in(person).get(url)
    assert answer.status_code == code, answer.content.decode()[:400]
    return answer.content.decode()


def way(name: str, *args: int) -> str:
    return reverse(f"conduct:{name}", args=args)


def test_a_round_names_who_stands_out_and_prints_every_formula(cast: Cast) -> None:
    row = makers.make_published(cast)
    page = text(cast.office, way("round_detail", row.pk))
    assert "迟报次数 ÷ 应报次数" in page
    assert f'href="{way("unit", row.pk, cast.lead.pk)}#{LATE}"' in page
    one = text(cast.office, f"{way('round_detail', row.pk)}?measure={LATE}")
    places = [one.index(f">{unit.short_name}</a>") for unit in (cast.lead, cast.co, cast.other)]
    assert places == sorted(places), "units stand in their own order, never by value"
    assert "70.0%" in one
    assert signed_in(cast.office).get(f"{way('round_detail', row.pk)}?measure=x").status_code == 404


def test_a_unit_reads_its_own_facts_and_no_others_before_publication(cast: Cast) -> None:
    row = makers.make_preview(cast)
    own = text(cast.head, way("unit", row.pk, cast.lead.pk))
    assert "应报20次，其中14次。" in own
    assert "催后4.5天。" in own
    text(cast.head, way("unit", row.pk, cast.co.pk), 404)
    assert cast.co.short_name not in text(cast.head, way("round_detail", row.pk))


def test_whoever_opens_a_units_facts_is_on_record_and_the_unit_sees_it(cast: Cast) -> None:
    row = makers.make_published(cast)
    facts = way("unit", row.pk, cast.lead.pk)
    for _time in range(2):
        text(cast.co_head, facts)
    text(cast.head, facts)
    assert list(Look.objects.values_list("by", "unit")) == [(cast.co_head.pk, cast.lead.pk)]
    assert cast.co_head.name in text(cast.head, facts)
    assert cast.co_head.name not in text(cast.stranger, facts)
    signed_in(cast.auditor).get(f"/api/v1/conduct/rounds/{row.pk}/units/{cast.lead.pk}")
    assert Look.objects.filter(by=cast.auditor, unit=cast.lead).exists()


def test_whoever_may_not_see_a_matter_sees_the_number_and_nothing_else(cast: Cast) -> None:
    row = makers.make_published(cast)
    late = makers.finding(row, cast.lead)
    url, title = way("finding_detail", late.pk), "推进老旧小区改造"
    assert title in text(cast.head, url)
    hidden = text(cast.stranger, url)
    assert title not in hidden
    assert str(makers.first_event(late)) in hidden
    items = signed_in(cast.stranger).get(f"/api/v1/conduct/findings/{late.pk}/events").json()["items"]
    assert len(items) == late.n
    assert {(each["case"], each["day"], each["is_hit"]) for each in items} == {(None, None, None)}


def test_a_unit_speaks_and_appeals_by_the_page_and_the_office_decides(cast: Cast) -> None:
    row = makers.make_preview(cast)
    late = makers.finding(row, cast.lead)
    unit = signed_in(cast.head)
    url = way("statement_new", late.pk)
    assert unit.post(url, {"text": ""}).status_code == 422
    assert unit.post(url, {"text": "三月系统迁移。"}).status_code == 302
    assert Statement.objects.get().text in text(cast.head, way("unit", row.pk, cast.lead.pk))
    event = makers.first_event(late)
    assert unit.post(way("appeal_new", late.pk, event), {"text": "停机。"}).status_code == 302
    appeal = Appeal.objects.get()
    ruling = way("appeal_rule", appeal.pk)
    assert "停机。" in text(cast.mayor, ruling)
    said = {"granted": "yes", "text": "属实。"}
    assert signed_in(cast.mayor).post(ruling, said).status_code == 302
    page = text(cast.head, way("unit", row.pk, cast.lead.pk))
    assert "14/20" in page, "what was frozen stays beside what is counted now"
    assert "应报19次，其中13次。" in page


def test_the_office_previews_and_publishes_by_the_page_when_the_days_are_over(cast: Cast) -> None:
    row = makers.make_round(cast)
    office = signed_in(cast.office)
    assert office.post(way("round_act", row.pk, "preview")).status_code == 302
    assert office.post(way("round_act", row.pk, "publish")).status_code == 422
    with clock.moving(LATER):
        assert office.post(way("round_act", row.pk, "publish")).status_code == 302
    assert Round.objects.get().status == Status.PUBLISHED
    assert office.get(way("round_act", row.pk, "correct")).status_code == 200
    assert office.get(way("round_act", row.pk, "rule")).status_code == 404
    assert office.get(way("round_sheet", row.pk)).content.startswith(b"PK")


def test_the_newest_facts_of_a_unit_are_found_and_nothing_where_there_are_none(cast: Cast) -> None:
    assert way("round_list") in text(cast.head, way("unit_latest", cast.lead.pk))
    row = makers.make_published(cast)
    found = signed_in(cast.head).get(way("unit_latest", cast.lead.pk))
    assert found.headers["Location"] == way("unit", row.pk, cast.lead.pk)


def test_every_page_asks_a_few_questions_and_stays_small(
    cast: Cast, django_assert_max_num_queries: Any, subtests: pytest.Subtests
) -> None:
    row = makers.make_preview(cast)
    makers.make_appeal(cast, row)
    late = makers.finding(row, cast.lead)
    actions.state(finding=late, text="三月系统迁移。", by=cast.head, at=NOON)
    detail = way("round_detail", row.pk)
    urls = [way("round_list"), detail, f"{detail}?measure={LATE}", way("unit", row.pk, cast.lead.pk)]
    for who in (cast.office, cast.head, cast.mayor):
        client = signed_in(who)
        client.get(urls[-1])
        for url in [*urls, way("finding_detail", late.pk)]:
            with subtests.test(f"{who.name} {url}"), django_assert_max_num_queries(QUERIES):
                assert client.get(url).content.count(b"<") < 2 * NODES


def test_the_api_tells_what_the_pages_tell(cast: Cast) -> None:
    row = makers.make_published(cast)
    client = signed_in(cast.co_head)
    said = client.get(f"/api/v1/conduct/rounds/{row.pk}").json()
    assert [each["key"] for each in said["measures"]] == list(row.printed)
    found = client.get(f"/api/v1/conduct/rounds/{row.pk}/findings?limit=4").json()
    assert len(found["items"]) == 4
    rest = client.get(f"/api/v1/conduct/rounds/{row.pk}/findings?cursor={found['next']}").json()
    late = next(each for each in rest["items"] if each["unit_id"] == cast.lead.pk and each["measure"] == LATE)
    assert (late["k"], late["n"], late["is_marked"]) == (14, 20, True)
    assert late["sentence"] == "应报20次，其中14次。"
