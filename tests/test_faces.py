"""Page and API give the same answers to the same people about the same moves."""

from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import ReviewPoint, Status, SupervisionItem
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.tests.makers import MONDAY, Cast, actor_of, make_cast, make_item, make_move

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

# For each move a state in which it may be made, one in which it may not, and what a program sends.
LATER = "2026-12-31"
REASON = {"reason": "情况已经核实。"}
# The unit itself is filled in when it is there; a page and a program call it by different names.
SUGGESTED = {"suggested": None}
SAID = {"text": "已完成三个小区，其余正在施工。", "percent": 25}
MADE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "approve": (Status.DRAFT, Status.CLOSED, {}),
    "decline": (Status.DRAFT, Status.APPROVED, REASON),
    "dispatch": (Status.APPROVED, Status.ACCEPTED, {"finish_due": LATER}),
    "acknowledge": (Status.DISPATCHED, Status.CLOSED, {}),
    "propose_dispute": (Status.DISPATCHED, Status.IN_PROGRESS, REASON | SUGGESTED),
    "dispute": (Status.DISPATCHED, Status.IN_PROGRESS, REASON | SUGGESTED),
    "rule": (Status.DISPUTED, Status.IN_PROGRESS, {"granted": False, "ground": "职责清单已经写明。"}),
    "report": (Status.ACCEPTED, Status.CLOSED, SAID),
    "contribute": (Status.IN_PROGRESS, Status.CLOSED, SAID),
    "request_extension": (
        Status.IN_PROGRESS,
        Status.SUBMITTED,
        {"wanted_date": "2026-05-20", "reason": "汛期停工。", "progress": "完成七成。"},
    ),
    "decide_extension": (Status.EXTENDING, Status.IN_PROGRESS, {"granted": False, "ground": "理由不充分。"}),
    "urge": (Status.IN_PROGRESS, Status.CLOSED, {"text": "请尽快报进展。"}),
    # Not what was reported before: its author would be shown that first.
    "submit": (
        Status.IN_PROGRESS,
        Status.CLOSED,
        {"text": "全部完工并通过验收，资料已移交。", "percent": 100},
    ),
    "send_back": (Status.SUBMITTED, Status.CLOSED, {"reason": "no_evidence", "text": "缺验收单。"}),
    "send_to_verify": (Status.SUBMITTED, Status.CLOSED, {}),
    "verify": (
        Status.TO_VERIFY,
        Status.SUBMITTED,
        {"method": "site", "result": "true", "text": "现场属实。"},
    ),
    "conclude": (
        Status.SUBMITTED,
        Status.CLOSED,
        {"review": ReviewPoint.values, "input_reason": "结果已经涵盖配合内容。"},
    ),
    "close": (Status.CONCLUDED, Status.SUBMITTED, REASON),
    "reopen": (Status.CLOSED, Status.SUBMITTED, REASON),
    "archive": (Status.CLOSED, Status.SUBMITTED, {}),
    "instruct": (Status.IN_PROGRESS, Status.DRAFT, {"text": "盯住手续，一周内给我结果。"}),
    "make_long_term": (Status.IN_PROGRESS, Status.CLOSED, REASON),
    "look_back": (Status.CLOSED, Status.SUBMITTED, {"text": "没有反弹。"}),
    "relapse": (Status.ARCHIVED, Status.CONCLUDED, {"text": "又堆满了垃圾。"}),
    "cancel": (Status.IN_PROGRESS, Status.CLOSED, REASON),
    "set_schedule": (Status.IN_PROGRESS, Status.CLOSED, {"rule": "linear", "start_date": "2026-02-02"}),
    "issue_slip": (
        Status.IN_PROGRESS,
        Status.CLOSED,
        {"colour": "blue", "ground": "进度滞后。", "due": "2026-03-20"},
    ),
    "sign_slip": (Status.IN_PROGRESS, Status.CLOSED, {}),
    "sign_urge": (Status.IN_PROGRESS, Status.CLOSED, {}),
}
# Need a mark, another matter, a person or a photo, which a table cannot name; or come in by a link.
ABOUT_MARKS = {"explain", "appeal", "decide_appeal"}
ELSEWHERE = {"name_verifier", "check_site", "ask_affected", "confirm", "contradict"}
UNLISTED = {"merge", *ABOUT_MARKS, *ELSEWHERE}
WHO = ("actor", "auditor", "stranger", "system_admin", "nobody")


def test_every_move_stands_in_the_table() -> None:
    assert set(MADE) | UNLISTED == set(MOVES.moves)


CASES = [(who, True) for who in WHO] + [("actor", False)]


def make(cast: Cast, move: str, good: bool) -> SupervisionItem:
    item = make_item(cast, MADE[move][0 if good else 1])
    if move == "contribute" and good:
        actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
    if move == "sign_slip" and good:
        make_move(cast, item, "issue_slip")
    if move == "sign_urge" and good:
        make_move(cast, item, "urge")
    return item


def person_of(cast: Cast, who: str, move: str) -> Person | None:
    if who == "nobody":
        return None
    return actor_of(cast, move) if who == "actor" else getattr(cast, who)


def sent(cast: Cast, move: str) -> dict[str, Any]:
    """What a program sends."""
    body = dict(MADE[move][2])
    if "suggested" in body:
        del body["suggested"]
        body["suggested_id"] = cast.other.pk
    return body


def typed(cast: Cast, move: str, person: Person | None) -> dict[str, Any]:
    """What a person fills in on the page: the same, in the fields of the form."""
    body = dict(MADE[move][2])
    if "suggested" in body:
        body["suggested"] = cast.other.pk
    if "granted" in body:
        body["granted"] = "yes" if body["granted"] else "no"
    more = {"dispatch": {"report_cycle": "monthly"}, "acknowledge": {"handler": person.pk if person else ""}}
    return body | more.get(move, {})


def expected(who: str, good: bool) -> int:
    """Nobody signs in first; strangers and administrators see nothing; auditors see and may not."""
    if who == "nobody":
        return 401
    if who in ("stranger", "system_admin"):
        return 404
    if who == "auditor":
        return 403
    return 200 if good else 409


@pytest.mark.parametrize(("who", "good"), CASES)
@pytest.mark.parametrize("move", MADE)
@pytest.mark.parametrize("face", ["page", "api"])
def test_both_faces_answer_alike(client: Client, face: str, move: str, who: str, good: bool) -> None:
    cast = make_cast()
    with clock.moving(MONDAY):
        item = make(cast, move, good)
        written = Event.objects.count()
        person = person_of(cast, who, move)
        if person:
            client.force_login(person)

        if face == "api":
            answer = client.post(
                f"/api/v1/tasks/{item.pk}/{move}", sent(cast, move), "application/json"
            ).status_code
        else:
            answer = client.post(f"/tasks/{item.pk}/{move}/", typed(cast, move, person)).status_code
            # A page answers a move that was made with a way on, and a stranger with the way in.
            answer = (401 if person is None else 200) if answer == 302 else answer

    assert answer == expected(who, good)
    # An instruction is an event of the matter it was written on, and one of the matter it opens.
    made = 2 if move == "instruct" else 1
    assert Event.objects.count() - written == (made if answer == 200 else 0)


@pytest.mark.parametrize("digits", ["0", "9" * 40, "9" * 5000])
@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("office", "/notices/?after"),
        ("office", "/documents/?after"),
        ("office", "/documents/?before"),
        ("office", "/tasks/?after"),
        ("office", "/tasks/?q=小区改造&after"),
        ("auditor", "/roles/?after"),
        ("auditor", "/journal/?after"),
        ("office", "/api/v1/tasks?cursor"),
    ],
)
def test_a_place_beyond_all_numbers_is_no_fault(client: Client, kind: str, page: str, digits: str) -> None:
    client.force_login(getattr(make_cast(), kind))
    answer = client.get(f"{page}={digits}")
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    "page", ["/persons/?q", "/units/?q", "/roles/?q", "/sign-ins/?q", "/api/v1/journal/events?verb"]
)
def test_words_that_no_database_holds_find_something_or_nothing(client: Client, page: str) -> None:
    client.force_login(make_cast().auditor)
    assert client.get(f"{page}=%00").status_code == 200
