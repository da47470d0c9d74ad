"""A number followed down: what is chosen, what it adds up to, who sees what, and what is noted of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from bihuan.conduct.models import Look
from bihuan.conduct.tests import makers as rounds
from bihuan.files.tests.makers import upload
from bihuan.indicators.queries.contribution import AreaShare, CarriedProject
from bihuan.indicators.tests.makers import NOON, TODAY, make_indicator, make_series, make_target
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.figures import kind_of
from bihuan.people.models import Person, Role
from bihuan.people.tests import makers as people
from bihuan.projects.models import Problem
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries.conduct import Conduct, Signature, conduct
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import make_cast
from bihuan.trace import actions
from bihuan.trace.models import Statement
from bihuan.trace.queries import telling
from bihuan.trace.queries.figures import Opened
from bihuan.trace.queries.groups import Told
from bihuan.trace.queries.path import Trace, bars, projects_of, signed, trace
from bihuan.trace.rules import Facts
from bihuan.trace.tests.makers import FEBRUARY, Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    with clock.moving(NOON):
        return make_scene()


@pytest.fixture
def at_noon():
    with clock.moving(NOON):
        yield


def sought(person: Person, **query: object) -> Trace | None:
    return trace(person, {word: str(said) for word, said in query.items()}, TODAY)


def followed(person: Person, **query: object) -> Any:
    """A path that is there."""
    found = sought(person, **query)
    assert found is not None
    return found


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_worst_branch_is_open_at_first(scene: Scene) -> None:
    found = followed(scene.bureau.mayor)
    assert found.indicator == scene.industry
    assert found.area.name == "云岭经开区"
    assert found.project.name == "煤制乙二醇"
    # The problem lies with another unit than the one that leads the project.
    assert found.party.unit == scene.problem.unit
    assert found.party.holds_it


def test_every_column_adds_up_to_what_stands_above_it(scene: Scene) -> None:
    found = followed(scene.bureau.mayor)
    assert sum(row.number for row in found.areas) == found.gap.gap == -16_000
    assert sum(row.number for row in found.projects) == found.area.contribution
    assert found.areas[-1].url == found.projects[-1].url == ""


def test_what_is_chosen_stands_in_the_address_and_nothing_right_of_it(scene: Scene) -> None:
    found = followed(
        scene.bureau.mayor, indicator="industry", area=scene.bureau.park.pk, project=scene.other.pk
    )
    assert found.project.pk == scene.other.pk
    assert found.party.unit == scene.park
    assert found.areas[0].url == f"?indicator=industry&area={scene.bureau.park.pk}"
    assert found.way(project=1) == f"?indicator=industry&area={scene.bureau.park.pk}&project=1"


@pytest.mark.parametrize(
    "query",
    [
        {"indicator": "happiness"},
        {"indicator": "industry", "area": 987654},
        {"indicator": "industry", "area": "west"},
        {"indicator": "industry", "project": 987654},
        {"indicator": "industry", "unit": 987654},
    ],
)
def test_an_address_that_names_nothing_leads_nowhere(scene: Scene, query: dict) -> None:
    assert sought(scene.bureau.mayor, **query) is None


@pytest.mark.usefixtures("at_noon")
def test_an_indicator_that_no_rule_ties_to_projects_leads_to_its_areas_and_says_so(scene: Scene) -> None:
    other = make_indicator(scene.bureau, code="retail", name="社会消费品零售总额")
    make_target(scene.bureau, other, 6.5)
    make_series(scene.bureau, other, {FEBRUARY: "5.0"})
    make_series(scene.bureau, other, {date(2025, 2, 1): "100.0"}, measure="value")
    found = followed(scene.bureau.mayor, indicator="retail")
    assert [row.number for row in found.areas] == [found.gap.gap] == [-15_000]
    page = client_of(scene.bureau.mayor).get(f"{reverse('trace:path')}?indicator=retail")
    assert page.status_code == 200
    assert reverse("indicators:carried", args=[other.pk]) in page.content.decode()
    assert sought(scene.bureau.mayor, indicator="retail", area=scene.bureau.park.pk) is None


def test_a_stranger_follows_the_number_only_as_far_as_he_sees_projects(scene: Scene) -> None:
    found = followed(scene.bureau.stranger)
    assert (found.project, found.people, found.conduct) == (None, None, None)
    assert sum(row.number for row in found.areas) == found.gap.gap
    assert "煤制乙二醇" not in telling.told(found)
    assert sought(scene.bureau.stranger, indicator="industry", project=scene.stuck.pk) is None


def test_administrators_follow_nothing(scene: Scene) -> None:
    found = followed(people.person(Role.SYSTEM_ADMIN))
    assert not found.indicators
    assert found.gap is None


def test_the_paragraph_names_number_area_project_and_unit_with_their_links(scene: Scene) -> None:
    found = followed(scene.bureau.mayor)
    with translation.override("en"):
        said = telling.told(found)
        assert telling.title(found.gap).endswith("where the missing 1.60 percentage points are")
    for each in (
        "4.9",
        "−2.52",
        "煤制乙二醇",
        "市环保局",
        reverse("projects:project_detail", args=[scene.stuck.pk]),
    ):
        assert each in said, each


@pytest.mark.usefixtures("at_noon")
def test_a_new_matter_takes_the_whole_path_over(scene: Scene) -> None:
    office = people.person(Role.SUPERVISOR)
    page = client_of(office).get(reverse("trace:path"))
    form = client_of(office).get(page.context["assign"]).context["form"]
    assert "煤制乙二醇" in form["title"].value()
    assert "云岭经开区 −2.52" in form["basis"].value()
    assert form["leads"].value() == "市环保局"
    assert len(form["basis"].value()) <= 300
    assert "instruct" not in page.context
    assert "assign" not in client_of(scene.crew.head).get(reverse("trace:path")).context
    assert "instruct" in client_of(scene.bureau.mayor).get(reverse("trace:path")).context


def in_hand(scene: Scene) -> tuple[SupervisionItem, Person]:
    """The problem's matter, dispatched to the solving unit, and the head of that unit."""
    office, head = people.person(Role.SUPERVISOR), people.person(Role.HEAD, scene.problem.unit)
    item = SupervisionItem.objects.get(pk=scene.problem.item_id)
    item = supervision.approve(item=item, by=office, at=NOON)
    supervision.dispatch(item=item, by=office, at=NOON)
    return SupervisionItem.objects.get(pk=item.pk), head


def test_conduct_is_what_the_record_holds_of_the_unit_in_this_project(scene: Scene) -> None:
    with clock.moving(NOON):
        item, head = in_hand(scene)
        office = people.person(Role.SUPERVISOR)
        item = supervision.acknowledge(item=item, by=head, at=NOON)
        supervision.urge(item=item, by=office, at=NOON, text="请抓紧。")
        supervision.report(item=item, by=head, at=NOON + timedelta(hours=1), said=Said("已报省厅。"))
    found = conduct(scene.bureau.mayor, scene.problem.unit_id, [item.pk], TODAY)
    assert [part.item_id for part in found.matters] == [item.pk]
    assert [each.days for each in found.signatures] == [0]
    assert (found.urges, found.after_urges, found.returns, found.found_otherwise) == (1, 1, 0, 0)
    assert (found.reports, found.late_reports, found.awaited) == (0, 0, 0)
    assert conduct(scene.bureau.mayor, scene.park.pk, [item.pk], TODAY).matters == []
    assert conduct(scene.bureau.stranger, scene.problem.unit_id, [item.pk], TODAY).matters == []


def test_a_report_that_was_due_and_has_not_come_is_owed_and_late(scene: Scene) -> None:
    with clock.moving(NOON):
        item, head = in_hand(scene)
        supervision.acknowledge(item=item, by=head, at=NOON)
    SupervisionItem.objects.filter(pk=item.pk).update(report_due=TODAY)
    known = [
        conduct(scene.bureau.mayor, scene.problem.unit_id, [item.pk], TODAY + timedelta(n)) for n in (0, 1)
    ]
    assert [(each.reports, each.late_reports, each.awaited) for each in known] == [(0, 0, 0), (1, 1, 1)]


@pytest.mark.usefixtures("at_noon")
def test_the_story_says_how_the_unit_signed_and_was_urged(scene: Scene) -> None:
    item, head = in_hand(scene)
    office = people.person(Role.SUPERVISOR)
    with translation.override("zh-hans"):
        assert "尚未签收" in strip_tags(telling.told(followed(scene.bureau.mayor)))
        supervision.acknowledge(item=item, by=head, at=NOON)
        supervision.urge(item=item, by=office, at=NOON, text="请抓紧。")
        story = telling.told(followed(scene.bureau.mayor))
    way = reverse("supervision:task_detail", args=[item.pk])
    assert f'<a href="{way}">交办后第0天签收</a>' in story
    assert "催办1次" in story


@pytest.mark.parametrize(
    ("days", "is_late", "words"),
    [
        (3, True, "交办后第3天签收（时限10月20日）"),
        (None, True, "10月20日到期，未签收"),
        (1, False, "交办后第1天签收"),
    ],
)
def test_a_late_signature_is_told_with_its_date(days: int | None, is_late: bool, words: str) -> None:
    facts = Conduct(
        signatures=[Signature(1, 0, None, False), Signature(2, days, date(2026, 10, 20), is_late)]
    )
    if not is_late:
        facts.signatures.pop(0)
    with translation.override("zh-hans"):
        assert strip_tags(telling.signed_word(date(2026, 10, 30), facts)) == words


@pytest.mark.parametrize(
    ("count", "asked", "shown"), [(0, False, 0), (12, False, 12), (60, False, 12), (60, True, 60)]
)
def test_a_page_shows_a_dozen_groups_and_the_rest_when_asked(count: int, asked: bool, shown: int) -> None:
    kind: Any = kind_of("supervision.open")
    groups = [Told(number, "", 1, 1, "1", 0.0, "", "") for number in range(count)]
    figure: Any = None
    found = Opened(kind, figure, "unit", groups, [], asked)
    assert (len(found.first_groups), found.folded) == (shown, count - shown)


@pytest.mark.usefixtures("at_noon")
def test_the_facts_last_published_of_the_unit_stand_in_the_fourth_column(scene: Scene) -> None:
    with translation.override("zh-hans"):
        assert followed(scene.bureau.mayor).published is None
    cast = make_cast()
    Problem.objects.filter(pk=scene.problem.pk).update(unit=cast.lead)
    row = rounds.make_published(cast)
    found = followed(scene.bureau.mayor)
    assert found.published.round == row
    assert [finding.measure for finding, _sentence in found.marked] == [rounds.LATE]
    page = client_of(scene.bureau.mayor).get(reverse("trace:path")).content.decode()
    assert f'href="{reverse("conduct:unit", args=[row.pk, cast.lead.pk])}"' in page
    assert f'href="{reverse("conduct:finding_detail", args=[found.marked[0][0].pk])}"' in page
    assert "应报20次，其中14次。" in page
    # Whoever leads the project was not counted in this round.
    assert followed(scene.bureau.mayor, indicator="industry", unit=scene.park.pk).published is None


@pytest.mark.usefixtures("at_noon")
def test_whoever_looks_at_conduct_is_noted_once_a_day(scene: Scene) -> None:
    mayor = client_of(scene.bureau.mayor)
    for _again in range(2):
        assert mayor.get(reverse("trace:path")).status_code == 200
    [look] = Look.objects.all()
    assert (look.by, look.unit, look.day) == (scene.bureau.mayor, scene.problem.unit, TODAY)
    assert Event.objects.filter(verb="conduct.look").count() == 1
    head = people.person(Role.HEAD, scene.problem.unit)
    client_of(head).get(reverse("trace:path"))
    assert not Look.objects.filter(by=head).exists()
    assert set(Look.objects.visible_to(head)) == {look}
    assert not Look.objects.visible_to(scene.bureau.stranger).exists()


@pytest.mark.usefixtures("at_noon")
def test_the_units_own_words_stand_beside_the_facts(scene: Scene) -> None:
    head = people.person(Role.HEAD, scene.problem.unit)
    address = reverse("trace:statement_new", args=[scene.stuck.pk, scene.problem.unit_id])
    said = {"text": "林地指标九月才下达。", "file": upload(b"%PDF-1.4 ok", "批复.pdf")}
    assert client_of(head).post(address, said).status_code in (302, 422)
    row = actions.state(
        unit=scene.problem.unit, facts=Facts(project=scene.stuck), text="已报省厅。", by=head, at=NOON
    )
    found = followed(scene.bureau.mayor)
    assert row in found.statements
    assert "已报省厅。" in client_of(scene.bureau.mayor).get(reverse("trace:path")).content.decode()
    assert not Statement.objects.visible_to(scene.bureau.stranger).exists()


@pytest.mark.usefixtures("at_noon")
def test_a_unit_speaks_beside_its_number_and_beside_what_it_has_in_hand(scene: Scene) -> None:
    mayor, stranger = scene.bureau.mayor, scene.bureau.stranger
    of_park, solver = scene.crew.head, people.person(Role.HEAD, scene.problem.unit)
    number = reverse("trace:month_say", args=[scene.industry.pk, "2026-02", scene.park.pk])
    hand = reverse("trace:figure_say", args=["supervision.open", scene.problem.unit_id])
    before = followed(mayor)
    assert number in client_of(of_park).get(reverse("trace:path")).content.decode()
    for person, address, words in (
        (of_park, number, "两家企业三月检修。"),
        (solver, hand, "另有五件已报未核。"),
    ):
        assert client_of(person).post(address, {"text": words}).status_code == 302
        assert client_of(mayor).post(address, {"text": words}).status_code == 403
        assert words in client_of(mayor).get(reverse("trace:path")).content.decode()
    found = followed(mayor)
    assert (len(found.of_area), len(found.of_hand), found.statements) == (1, 1, before.statements)
    said = client_of(mayor).get("/api/v1/trace").json()
    assert [each["text"] for each in said["area_statements"]] == ["两家企业三月检修。"]
    # Everybody sees the published number, and with it what is said of it; what is in hand not everybody.
    assert [row.indicator for row in Statement.objects.visible_to(stranger)] == [scene.industry]
    whole = f"{reverse('trace:figure', args=['supervision.open'])}?unit={scene.problem.unit_id}"
    assert "另有五件已报未核。" in client_of(mayor).get(whole).content.decode()
    assert hand in client_of(solver).get(whole).content.decode()
    assert "另有五件已报未核。" not in client_of(stranger).get(whole).content.decode()
    events = Event.objects.filter(verb="trace.state").order_by("pk")
    assert ["supervision.open" in each.payload.content for each in events] == [False, True]
    assert Statement.objects.count() == len(events)


@pytest.mark.parametrize(("text", "refusal"), [(" ", Invalid), ("长" * 1001, Invalid)])
def test_a_statement_says_something_within_its_place(scene: Scene, text: str, refusal: type) -> None:
    head = people.person(Role.HEAD, scene.problem.unit)
    with pytest.raises(refusal):
        actions.state(unit=scene.problem.unit, facts=Facts(project=scene.stuck), text=text, by=head, at=NOON)


def test_only_the_unit_itself_says_how_it_was(scene: Scene) -> None:
    for person in (scene.bureau.mayor, scene.crew.head):
        with pytest.raises(Denied):
            actions.state(
                unit=scene.problem.unit, facts=Facts(project=scene.stuck), text="好。", by=person, at=NOON
            )


@pytest.mark.parametrize(
    ("number", "text"),
    [(-6_200, "−0.62"), (1_000, "+0.10"), (0, "+0.00"), (-50, "−0.01"), (12_345_678, "+1,234.57")],
)
def test_a_contribution_is_read_with_its_sign(number: int, text: str) -> None:
    assert signed(number) == text


@pytest.mark.parametrize("numbers", [[], [0], [-3, 1], [-1, -2], [5, 4], [-1, 0, 1]])
def test_bars_of_a_column_share_one_scale_and_stay_within_it(numbers: list[int]) -> None:
    drawn = bars([(number, False) for number in numbers])
    for number, bar in zip(numbers, drawn, strict=True):
        assert float(bar.start) >= -0.01
        assert float(bar.start) + float(bar.width) <= 100.02
        edge = float(bar.start) if number >= 0 else float(bar.start) + float(bar.width)
        assert edge == pytest.approx(float(bar.nought), abs=0.02)


@pytest.mark.parametrize("count", [0, 1, 8, 9, 40])
def test_a_long_column_folds_its_tail_into_one_row_and_still_adds_up(count: int) -> None:
    rows = tuple(_carried(number) for number in range(count))
    untied, others = -500, 70
    whole = sum(row.contribution for row in rows) + untied + others
    area = AreaShare(1, "望湖区", 5, 0, 0.4, whole, rows, others, 3, untied)
    found = Trace([], {}, TODAY, project=rows[-1] if rows else None)
    drawn = projects_of(found, area)
    assert sum(row.number for row in drawn) == whole
    assert len(drawn) <= 8 + 1 + 3
    assert [row.name for row in drawn if row.is_on] == [row.name for row in rows[-1:]]


def _carried(number: int) -> CarriedProject:
    said = (number, f"项目{number}", "prelim", 0, 1, "市水利局", -number * 100, number * 100)
    return CarriedProject(*said, None, None, 0, 0, None)
