"""Extensions have an end: how often, and by how many days, is the city's rule and stands on the form."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import AssignmentRole, ExtensionLimit, Status, SupervisionItem
from bihuan.supervision.queries.extensions import limits_on, standing
from bihuan.supervision.rules.extending import Limits
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 30)
WORDS = {"reason": "汛期停工。", "progress": "完成过半。"}


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


@pytest.fixture
def item(cast: Cast) -> SupervisionItem:
    return make_item(cast, Status.IN_PROGRESS, finish_due=DUE)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(cast: Cast, item: SupervisionItem, days: int, at: datetime = MONDAY) -> SupervisionItem:
    assert item.finish_due
    wanted = item.finish_due + timedelta(days)
    return actions.request_extension(item=item, by=cast.head, at=at, wanted_date=wanted, **WORDS)


def extend(cast: Cast, item: SupervisionItem, days: int) -> SupervisionItem:
    assert item.finish_due
    later = item.finish_due + timedelta(days)
    item = ask(cast, item, days)
    return actions.decide_extension(
        item=item, by=cast.office, at=MONDAY, granted=True, ground="属实。", granted_date=later
    )


def refuse(cast: Cast, item: SupervisionItem) -> SupervisionItem:
    return actions.decide_extension(item=item, by=cast.office, at=MONDAY, granted=False, ground="已有安排。")


def test_two_extensions_of_thirty_days_in_all_are_usual_and_the_refusals_say_so(
    cast: Cast, item: SupervisionItem
) -> None:
    item = extend(cast, item, 10)
    with pytest.raises(Invalid, match=r"30.*10.*2026-05-30"):
        ask(cast, item, 21)
    item = extend(cast, item, 15)
    used = standing(item, MONDAY.date())
    assert (used.count, used.days, used.days_left, used.is_used_up) == (2, 25, 5, True)
    with pytest.raises(Conflict, match="2"):
        ask(cast, item, 1)
    assert (item.finish_first, item.finish_due) == (DUE, DUE + timedelta(25))
    assert list(differences()) == []


def test_when_all_days_are_used_no_further_extension_is_left(cast: Cast, item: SupervisionItem) -> None:
    item = extend(cast, item, 30)
    with pytest.raises(Conflict, match="30"):
        ask(cast, item, 1)


def test_what_was_refused_counts_for_nothing(cast: Cast, item: SupervisionItem) -> None:
    for _n in range(3):
        item = refuse(cast, ask(cast, item, 30))
    assert standing(item, MONDAY.date()).count == 0
    assert extend(cast, item, 30).finish_due == DUE + timedelta(30)


def test_nobody_grants_more_than_the_limit_and_the_refusal_names_the_latest_day(
    cast: Cast, item: SupervisionItem
) -> None:
    item = ask(cast, item, 10)
    for by in (cast.office, cast.leader, cast.mayor):
        with pytest.raises(Invalid, match="2026-05-30"):
            actions.decide_extension(
                item=item, by=by, at=MONDAY, granted=True, ground="属实。", granted_date=date(2026, 5, 31)
            )
    item.refresh_from_db()
    assert (item.status, item.finish_due) == (Status.EXTENDING, DUE)


def test_reports_stay_due_while_a_request_waits_and_after_it_is_granted(
    cast: Cast, item: SupervisionItem
) -> None:
    due = item.report_due
    assert due
    item = ask(cast, item, 10)
    assert item.report_due == due
    late = moment(due + timedelta(3))
    with clock.moving(late):
        assert SupervisionItem.objects.report_overdue(late.date()).filter(pk=item.pk).exists()
    item = actions.decide_extension(
        item=item, by=cast.office, at=MONDAY, granted=True, ground="属实。", granted_date=date(2026, 5, 10)
    )
    assert item.report_due == due


def test_the_input_of_assisting_units_moves_with_the_finish_date(cast: Cast, item: SupervisionItem) -> None:
    before = item.assignments.get(role=AssignmentRole.CO).input_due
    item = extend(cast, item, 14)
    after = item.assignments.get(role=AssignmentRole.CO).input_due
    assert before
    assert after
    assert after > before


def test_no_extension_reaches_into_a_year_without_a_calendar(cast: Cast) -> None:
    actions.limit_extensions(most=9, days=366, first_day=MONDAY.date(), by=cast.office, at=MONDAY)
    item = make_item(cast, Status.IN_PROGRESS, finish_due=date(2027, 12, 20))
    with pytest.raises(Invalid, match="2028"):
        ask(cast, item, 30)
    item = ask(cast, item, 5)
    with pytest.raises(Invalid, match="2028"):
        actions.decide_extension(
            item=item, by=cast.office, at=MONDAY, granted=True, ground="属实。", granted_date=date(2028, 1, 5)
        )


def test_a_new_dispatch_begins_the_count_again(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS, finish_due=DUE)
    item = extend(cast, item, 30)
    for move in ("submit", "conclude", "close", "reopen"):
        item = make_move(cast, item, move)
    at = moment("2026-03-03")
    with clock.moving(at):
        item = actions.dispatch(item=item, by=cast.office, at=at, finish_due=date(2026, 8, 31))
        assert standing(item, at.date()).count == 0


def test_the_form_says_what_is_used_and_left(cast: Cast, item: SupervisionItem) -> None:
    item = extend(cast, item, 10)
    form = as_(cast.head).get(f"/tasks/{item.pk}/request_extension/").content.decode()
    assert "已用1次（最多2次），已延10天（最多30天）" in form
    assert "2026年5月30日" in form
    item = ask(cast, item, 5)
    decision = as_(cast.office).get(f"/tasks/{item.pk}/decide_extension/").content.decode()
    assert "已用1次（最多2次），已延10天（最多30天）" in decision


def test_where_no_extension_is_left_the_page_offers_none(cast: Cast, item: SupervisionItem) -> None:
    head = as_(cast.head)
    assert "request_extension/" in head.get(f"/tasks/{item.pk}/").content.decode()
    item = extend(cast, extend(cast, item, 10), 10)
    assert "request_extension/" not in head.get(f"/tasks/{item.pk}/").content.decode()
    said = {"wanted_date": "2026-05-29", **WORDS}
    assert head.post(f"/tasks/{item.pk}/request_extension/", said).status_code == 409


def test_the_office_puts_limits_in_force_and_others_do_not(cast: Cast) -> None:
    today = MONDAY.date()
    assert limits_on(today) == Limits(2, 30)
    said = {"most": 1, "days": 45, "first_day": "2026-03-10", "note": "严控延期。"}
    page = "/tasks/rules/extensions/"
    for person in (cast.leader, cast.mayor, cast.head, cast.auditor):
        assert as_(person).get(page).status_code == 200
        assert as_(person).post(page, said).status_code == 403
    office = as_(cast.office)
    assert office.post(page, said | {"first_day": "2026-03-01"}).status_code == 422
    assert office.post(page, said | {"days": 0}).status_code == 422
    assert office.post(page, said).status_code == 302
    assert (limits_on(today), limits_on(date(2026, 3, 10))) == (Limits(2, 30), Limits(1, 45))
    assert "严控延期。" in office.get(page).content.decode()
    assert list(differences()) == []


def test_a_program_reads_and_sets_the_same_limits(cast: Cast) -> None:
    office, page = as_(cast.office), "/api/v1/extension-limits"
    said = {"most": 3, "days": 60, "first_day": "2026-03-02"}

    def send(client: Client, body: dict[str, object]) -> int:
        return client.post(page, json.dumps(body), content_type="application/json").status_code

    assert send(as_(cast.head), said) == 403
    assert send(office, said | {"most": 10}) == 422
    assert send(office, said) == 201
    read = as_(cast.head).get(page).json()
    assert (read["most"], read["days"], len(read["versions"])) == (3, 60, 1)


def test_what_waits_is_decided_by_the_limits_of_the_day_on_which_it_was_asked_for(
    cast: Cast, item: SupervisionItem
) -> None:
    item = ask(cast, item, 30)
    actions.limit_extensions(most=1, days=5, first_day=date(2026, 3, 3), by=cast.office, at=MONDAY)
    at = moment("2026-03-04")
    with clock.moving(at):
        item = actions.decide_extension(
            item=item, by=cast.office, at=at, granted=True, ground="属实。", granted_date=date(2026, 5, 30)
        )
        assert item.finish_due == date(2026, 5, 30)
        with pytest.raises(Conflict):
            ask(cast, item, 1, at)


@pytest.mark.parametrize("changes", [{"most": 10}, {"most": -1}, {"days": 0}, {"days": 367}])
def test_limits_themselves_have_limits(cast: Cast, changes: dict[str, int]) -> None:
    said = {"most": 2, "days": 30, "first_day": MONDAY.date()} | changes
    with pytest.raises(Invalid):
        actions.limit_extensions(by=cast.office, at=MONDAY, **said)
    with pytest.raises(Denied):
        actions.limit_extensions(by=cast.leader, at=MONDAY, **said)
    assert not ExtensionLimit.objects.exists()
