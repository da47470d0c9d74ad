"""The pages of a draw and a check, by the people whose pages they are."""

import json
import zipfile
from io import BytesIO

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import PNG, upload
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.personal_state import in_clear, personal_kinds
from bihuan.kernel import canonical
from bihuan.people.models import Person
from bihuan.spotcheck import actions, verify_draw
from bihuan.spotcheck.models import Check, Draw, State, Volunteer
from bihuan.spotcheck.tests import stage as on
from bihuan.spotcheck.tests.stage import Stage

pytestmark = pytest.mark.django_db
QUERIES = 12


@pytest.fixture
def stage(db: None) -> Stage:
    return on.make_stage()


@pytest.fixture
def _after(stage: Stage):
    with clock.moving(stage.after):
        yield


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_draw_goes_from_plan_to_check_by_its_pages(stage: Stage) -> None:
    office, witness = client_of(stage.cast.office), client_of(stage.witness)
    with clock.moving(stage.at):
        said = dict(on.PLAN)
        said |= {"first_day": "2026-01-01", "last_day": "2026-03-02"}
        answer = office.post(reverse("spotcheck:draw_new"), said)
        draw = Draw.objects.get()
        assert answer["Location"] == reverse("spotcheck:draw_detail", args=[draw.pk])
        said = {
            "kind": "ssq",
            "issue": "2026024",
            "day": "2026-03-04",
            "kind_2": "ssq",
            "issue_2": "2026025",
            "day_2": "2026-03-06",
            "office_name": "督查员",
            "office_account": stage.cast.office.username,
            "witness_name": "审计员",
            "witness_account": stage.witness.username,
            "deputy_name": "代表",
        }
        answer = office.post(reverse("spotcheck:draw_act", args=[draw.pk, "commit"]), said)
        assert answer.status_code == 302, answer.context["form"].errors
    with clock.moving(stage.after):
        chance = {"dice": on.DICE, "lottery": on.LOTTERY, "present": on.PRESENT}
        office.post(reverse("spotcheck:draw_act", args=[draw.pk, "enter"]), chance)
        answer = witness.post(reverse("spotcheck:draw_act", args=[draw.pk, "confirm"]), chance)
        assert answer.status_code == 302
        assert Draw.objects.get().status == State.DRAWN
        check = Check.objects.first()
        inspector, head = client_of(check.first), client_of(stage.cast.head)
        inspector.post(reverse("spotcheck:check_act", args=[check.pk, "leave"]))
        said = {"way": "walk", "steps": 4, "papers": 2, "visits": 1, "minutes": 35, "story": "已走一遍。"}
        head.post(reverse("spotcheck:check_act", args=[check.pk, "walk"]), said)
        said = {"result": "c", "ground": "false", "words": "不属实。", "file": upload(PNG, "现场.png")}
        answer = inspector.post(reverse("spotcheck:check_act", args=[check.pk, "find"]), said)
        assert answer.status_code == 302, answer.context["form"].errors
        office.post(reverse("spotcheck:check_act", args=[check.pk, "settle"]))
        page = office.get(reverse("spotcheck:check_detail", args=[check.pk]))
        assert "不属实。" in page.content.decode()
        file = inspector.get(reverse("spotcheck:check_file", args=[check.pk, "file"]))
        assert b"".join(file) == PNG


@pytest.mark.usefixtures("_after")
def test_the_package_of_a_page_verifies(stage: Stage) -> None:
    draw = on.make_drawn(stage)
    answer = client_of(stage.witness).get(reverse("spotcheck:draw_package", args=[draw.pk]))
    archive = zipfile.ZipFile(BytesIO(answer.content))
    files = {name: archive.read(name) for name in verify_draw.NAMES}
    assert verify_draw.verify(files, draw.commit_sha)
    assert "怎样复算" in archive.read("README.txt").decode()
    assert client_of(stage.cast.head).get(answer.request["PATH_INFO"]).status_code == 403


@pytest.mark.usefixtures("_after")
def test_pages_ask_a_few_questions_and_stay_small(stage: Stage, django_assert_max_num_queries) -> None:
    draw = on.make_drawn(stage)
    check = draw.checks.first()
    on.make_found(stage, check, "b")
    client = client_of(stage.cast.office)
    for address in (
        reverse("spotcheck:draw_list"),
        reverse("spotcheck:draw_detail", args=[draw.pk]),
        reverse("spotcheck:draw_print", args=[draw.pk]),
        reverse("spotcheck:check_detail", args=[check.pk]),
        reverse("spotcheck:inspector_list"),
        reverse("spotcheck:draw_new") + "?whole=1000&rate=5&found=0",
    ):
        with django_assert_max_num_queries(QUERIES):
            assert client.get(address).status_code == 200, address


@pytest.mark.usefixtures("_after")
def test_who_does_not_see_the_city_reads_the_plan_and_not_the_list(stage: Stage) -> None:
    draw = on.make_drawn(stage)
    page = client_of(stage.cast.head).get(reverse("spotcheck:draw_detail", args=[draw.pk]))
    said = page.content.decode()
    assert draw.pop_sha in said
    assert draw.checks.first().member.label not in said


def test_a_size_is_worked_out(stage: Stage) -> None:
    page = client_of(stage.cast.office).get(reverse("spotcheck:draw_new") + "?whole=1000&rate=5&found=0")
    assert page.context["needed"] == 56


@pytest.mark.parametrize(
    "text", ["编号,单位\nA1,{unit},许可\nA2,{unit},许可", "A1\t{unit}\t许可\nA2\t{unit}\t许可"]
)
def test_a_list_comes_in_as_a_file(stage: Stage, text: str) -> None:
    said = on.PLAN | {"kind": "permit", "base_n": 2, "first_day": "2026-01-01", "last_day": "2026-03-02"}
    file = upload(text.format(unit=stage.cast.lead.name).encode(), "名单.csv")
    with clock.moving(stage.at):
        answer = client_of(stage.cast.office).post(reverse("spotcheck:draw_new"), said | {"file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Draw.objects.get().pop_size == 2


def test_a_list_that_names_no_unit_is_refused_with_its_row(stage: Stage) -> None:
    said = on.PLAN | {"kind": "permit", "base_n": 2, "first_day": "2026-01-01", "last_day": "2026-03-02"}
    file = upload(f"A1,{stage.cast.lead.name},许可\nA2,奇石办,许可".encode(), "名单.txt")
    with clock.moving(stage.at):
        answer = client_of(stage.cast.office).post(reverse("spotcheck:draw_new"), said | {"file": file})
    assert answer.status_code == 422
    assert "奇石办" in answer.content.decode()


def test_a_unit_learns_no_seed_before_the_checks_are_over(client: Client, stage: Stage) -> None:
    draw = on.make_drawn(stage)
    draw.refresh_from_db()
    places = [
        reverse("spotcheck:draw_detail", args=[draw.pk]),
        reverse("spotcheck:draw_print", args=[draw.pk]),
        f"/api/v1/spotcheck/draws/{draw.pk}",
    ]

    def told(person: Person) -> list[bool]:
        client.force_login(person)
        texts = [client.get(place).content.decode() for place in places]
        return [draw.seed in text or on.DICE in text for text in texts]

    assert told(stage.cast.office) == [True, True, True]
    assert told(stage.cast.head) == [False, False, False]
    actions.void(draw=draw, by=stage.cast.office, at=stage.after, reason="直播中断。")
    assert told(stage.cast.head) == [True, True, True]


def test_units_stand_on_a_page_of_their_own_and_the_city_goes_on_down_the_list_by_a_button(
    stage: Stage, django_assert_max_num_queries
) -> None:
    said = {"base_n": 2, "risk_n": 1, "more_n": 2, "accept_2": 1}
    draw = on.make_drawn(stage, on.make_plan(stage, **said))
    office, head = client_of(stage.cast.office), client_of(stage.cast.head)
    page, units = (reverse(f"spotcheck:{name}", args=[draw.pk]) for name in ("draw_detail", "draw_units"))
    step = reverse("spotcheck:draw_act", args=[draw.pk, "extend"])
    assert units in office.get(page).content.decode()
    assert stage.cast.lead.short_name in head.get(units).content.decode()
    assert step not in office.get(page).content.decode()
    for check in draw.checks.order_by("pk"):
        on.make_found(stage, check, "c")
    with django_assert_max_num_queries(QUERIES):
        assert step in office.get(page).content.decode()
    assert step not in head.get(page).content.decode()
    assert office.post(step)["Location"] == page
    assert draw.checks.filter(is_base=True).count() == 4


def test_volunteers_are_noted_and_taken_off_by_the_office(stage: Stage) -> None:
    office, head = client_of(stage.cast.office), client_of(stage.cast.head)
    place = reverse("spotcheck:volunteer_list")
    assert head.get(place).status_code == 403
    assert office.post(place, {"name": " ", "kind": "resident"}).status_code == 422
    assert office.post(place, {"name": "王女士", "kind": "resident"}).status_code == 302
    assert "王女士" in office.get(place).content.decode()
    row = Volunteer.objects.get()
    assert office.post(reverse("spotcheck:volunteer_end", args=[row.pk])).status_code == 302
    assert "王女士" not in office.get(place).content.decode()


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "双色球第2026024期"), ("en", "Double-colour ball")]
)
def test_a_draw_names_its_lottery_as_people_do(stage: Stage, language: str, name: str) -> None:
    draw = on.make_commit(stage)
    page = (
        client_of(stage.cast.office)
        .get(f"/spotcheck/{draw.pk}/", headers={"Accept-Language": language})
        .content.decode()
    )
    assert name in page
    assert "ssq" not in page


def test_names_in_clear_are_found_in_the_events_of_the_draw(stage: Stage) -> None:
    draw = on.make_commit(stage)
    attendee = draw.attendees.earliest("pk")
    kind = "spotcheck.attendee"
    assert in_clear(kind, attendee.pk) == {"name": 0}
    old = Event.objects.about("spotcheck.draw", draw.pk).get(verb="draw.commit")
    body = json.loads(old.body)
    (part,) = [one for one in body["aft"]["parts"] if (one["kind"], one["id"]) == (kind, attendee.pk)]
    part["set"]["name"] = "督查员"
    old.pk, old.version, old.idem, old.body = None, 99, None, canonical.encode(body).decode()
    old.save(force_insert=True)
    assert in_clear(kind, attendee.pk) == {"name": 1}
    number = attendee.pk
    attendee.delete()
    assert in_clear(kind, number) == {"name": 1}
    assert in_clear(kind, 10 * number) == {"name": 0}


def test_who_is_named_as_a_part_of_something_points_to_it(stage: Stage) -> None:
    """What the count of names in clear reads: the events of a thing and of those that it points to."""
    on.make_drawn(stage)
    personal = set(personal_kinds())
    for kind, number, body in Event.objects.values_list("thing_kind", "thing_id", "body"):
        said = json.loads(body)
        for part in [*said["bef"].get("parts", ()), *said["aft"].get("parts", ())]:
            if part["kind"] in personal:
                row = apps.get_model(part["kind"])._default_manager.get(pk=part["id"])
                pointed = {
                    (field.related_model._meta.label_lower, getattr(row, field.attname))
                    for field in row._meta.concrete_fields
                    if field.is_relation
                }
                assert (kind, number) in pointed
