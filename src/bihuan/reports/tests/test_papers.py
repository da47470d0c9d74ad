"""The papers of a matter: who takes which, and that what leaves the house is laid out by the standard."""

from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.reports.queries.matter import offers
from bihuan.reports.rendering import measure
from bihuan.reports.rendering.typeset import lacking
from bihuan.reports.tests.test_rendering import pages
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries import Detail, detail, find
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(bool(lacking()), reason="there are no Chinese fonts here")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def busy(cast: Cast) -> SupervisionItem:
    """A matter that was urged, given a slip and a request for more time."""
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        for move in ("urge", "issue_slip", "request_extension"):
            item = make_move(cast, item, move)
    return item


def seen(item: SupervisionItem, person: Person) -> Detail:
    found = find(person, item.pk, MONDAY.date())
    assert found is not None
    return detail(found, person, MONDAY.date())


def names(item: SupervisionItem, person: Person) -> list[str]:
    return [each.name.split("-")[0] for each in offers(seen(item, person), person)]


def test_a_matter_offers_the_papers_of_what_has_happened_to_it(cast: Cast, busy: SupervisionItem) -> None:
    assert names(make_item(cast, Status.DRAFT), cast.office) == ["handling"]
    found = list(dict.fromkeys(names(busy, cast.head)))
    assert found == ["notice", "handling", "slip", "urge", "extension"]


def test_the_report_of_a_result_goes_to_those_who_decide_and_check(cast: Cast) -> None:
    item = make_item(cast, Status.CONCLUDED)
    assert all("result" in names(item, person) for person in (cast.office, cast.mayor, cast.auditor))
    assert "result" not in names(item, cast.head)


def test_every_paper_is_made_in_both_forms_and_says_what_is_on_the_record(
    cast: Cast, busy: SupervisionItem, client: Client
) -> None:
    client.force_login(cast.office, backend=BACKEND)
    for each in offers(seen(busy, cast.office), cast.office):
        answer = client.get(reverse("reports:paper_file", args=[busy.pk, each.name, "docx"]))
        assert answer["Content-Disposition"].startswith("attachment")
        document = docx.Document(BytesIO(answer.content))
        texts = [paragraph.text for paragraph in document.paragraphs]
        texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert any(busy.title in text for text in texts), each.name


@needs_fonts
def test_the_pdf_of_every_paper_keeps_to_lines_and_characters(
    cast: Cast, busy: SupervisionItem, client: Client
) -> None:
    SupervisionItem.objects.filter(pk=busy.pk).update(requirement="加快改造老旧小区，确保年内完工。" * 120)
    client.force_login(cast.office, backend=BACKEND)
    for name in ("notice", "handling"):
        answer = client.get(reverse("reports:paper_file", args=[busy.pk, name, "pdf"]))
        assert answer.content.startswith(b"%PDF")
        found = pages(answer.content)
        assert len(found) > 1
        assert all(len(page) <= measure.LINES for page in found) or name == "handling"


def test_what_is_not_offered_is_not_there(cast: Cast, client: Client) -> None:
    item = make_item(cast, Status.CONCLUDED)
    client.force_login(cast.head, backend=BACKEND)
    for name, form in (("result", "docx"), ("slip-1", "docx"), ("nothing", "pdf"), ("handling", "exe")):
        assert client.get(reverse("reports:paper_file", args=[item.pk, name, form])).status_code == 404


def test_page_and_interface_offer_the_same(cast: Cast, busy: SupervisionItem, client: Client) -> None:
    client.force_login(cast.head, backend=BACKEND)
    page = client.get(reverse("reports:paper_list", args=[busy.pk])).content.decode()
    listed = client.get(f"/api/v1/papers/{busy.pk}").json()
    assert len(listed) >= 5
    for each in listed:
        address = f"/papers/{busy.pk}/{each['name']}/docx/"
        assert address in page
        by_api = client.get(f"/api/v1/papers/{busy.pk}/{each['name']}/docx")
        assert by_api.content == client.get(address).content


def test_the_page_asks_few_questions(
    cast: Cast, busy: SupervisionItem, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(cast.office, backend=BACKEND)
    address = reverse("reports:paper_list", args=[busy.pk])
    client.get(address)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(address)
