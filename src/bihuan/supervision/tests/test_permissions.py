"""Every move × state × kind of person, against tables written by hand from the domain's words."""

import pytest

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, DomainError
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.supervision import actions
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.tests.makers import (
    MONDAY,
    WAY,
    Cast,
    inputs,
    make_cast,
    make_item,
    make_move,
    make_order,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    "office",
    "leader",
    "mayor",
    "other_leader",
    "head",
    "handler",
    "co_head",
    "stranger",
    "auditor",
    "system_admin",
    "affected",
)
# Who may make a move at all.
WHO = {
    "approve": "office leader mayor",
    "decline": "office",
    "dispatch": "office",
    "acknowledge": "head handler co_head",
    "propose_dispute": "handler",
    "dispute": "head",
    "rule": "office leader mayor",
    "report": "head handler",
    "contribute": "co_head",
    "request_extension": "head",
    "decide_extension": "office leader mayor",
    "urge": "office leader mayor",
    "submit": "head",
    "send_back": "office",
    "send_to_verify": "office",
    "verify": "office",
    "conclude": "office leader mayor",
    "close": "office",
    "reopen": "office",
    "archive": "office",
    "instruct": "leader mayor",
    "make_long_term": "leader mayor",
    "merge": "office",
    "cancel": "leader mayor",
    "set_schedule": "office",
    "issue_slip": "office",
    "sign_slip": "head handler",
    "sign_urge": "office leader mayor head handler co_head",
    "name_verifier": "office",
    "check_site": "office",
    "ask_affected": "office",
    "confirm": "affected",
    "contradict": "affected",
    "look_back": "office",
    "relapse": "office",
    "explain": "head handler co_head",
    "appeal": "head co_head",
    "decide_appeal": "office leader mayor",
}
WORKED_ON = "accepted in_progress extending returned"
PUT = f"dispatched disputed {WORKED_ON} submitted to_verify concluded closed archived reopened long_term"
# In which states, and where it leads; a dot stays.
WHERE = {
    "approve": {"draft": "approved"},
    "decline": {"draft": "not_filed"},
    "dispatch": {"approved": "dispatched", "reopened": "dispatched"},
    "acknowledge": {"dispatched": "accepted", "disputed": ".", **dict.fromkeys(WORKED_ON.split(), ".")},
    "propose_dispute": {"dispatched": "."},
    "dispute": {"dispatched": "disputed"},
    "rule": {"disputed": "dispatched"},
    "report": {
        "accepted": "in_progress",
        "in_progress": ".",
        "extending": ".",
        "returned": ".",
        "long_term": ".",
    },
    "contribute": dict.fromkeys(f"{WORKED_ON} submitted".split(), "."),
    "request_extension": {"accepted": "extending", "in_progress": "extending"},
    "decide_extension": {"extending": "in_progress"},
    "urge": dict.fromkeys(f"dispatched disputed {WORKED_ON}".split(), "."),
    "submit": dict.fromkeys(("accepted", "in_progress", "returned"), "submitted"),
    "send_back": {"submitted": "returned", "to_verify": "returned"},
    "send_to_verify": {"submitted": "to_verify"},
    "verify": {"to_verify": "."},
    "conclude": {"submitted": "concluded", "to_verify": "concluded"},
    "close": {"concluded": "closed"},
    "reopen": {"closed": "reopened"},
    "archive": {"closed": "archived"},
    "instruct": dict.fromkeys(
        f"dispatched {WORKED_ON} submitted to_verify concluded closed long_term".split(), "."
    ),
    "make_long_term": {"in_progress": "long_term"},
    "set_schedule": dict.fromkeys(f"approved dispatched disputed {WORKED_ON} long_term".split(), "."),
    "issue_slip": dict.fromkeys(f"dispatched disputed {WORKED_ON}".split(), "."),
    "sign_slip": dict.fromkeys(f"dispatched disputed {WORKED_ON} submitted to_verify".split(), "."),
    "sign_urge": dict.fromkeys(f"dispatched disputed {WORKED_ON} submitted to_verify long_term".split(), "."),
    "merge": dict.fromkeys(["draft", "approved", "dispatched", "accepted", "in_progress"], "merged"),
    "cancel": dict.fromkeys(
        ["draft", "approved", "dispatched", "disputed", "accepted", "in_progress"], "cancelled"
    ),
    "name_verifier": {"submitted": "to_verify", "to_verify": "."},
    "check_site": {"to_verify": "."},
    "ask_affected": dict.fromkeys(["submitted", "to_verify", "concluded", "closed"], "."),
    "confirm": dict.fromkeys(PUT.split(), "."),
    "contradict": dict.fromkeys(PUT.split(), ".")
    | dict.fromkeys(["submitted", "to_verify"], "returned")
    | dict.fromkeys(["concluded", "closed", "archived"], "reopened"),
    "look_back": {"closed": ".", "archived": "."},
    "relapse": {"closed": "reopened", "archived": "reopened"},
    **dict.fromkeys(["explain", "appeal", "decide_appeal"], dict.fromkeys(PUT.split(), ".")),
}
# The lead unit has signed before, or its objection waits; only the assisting unit can still sign.
SIGNED = ("disputed", *WORKED_ON.split())


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def expected(move: str, status: str, kind: str) -> str:
    if kind not in WHO[move].split():
        return "denied"
    if status not in WHERE[move]:
        return "conflict"
    if move == "acknowledge" and status in SIGNED and kind != "co_head":
        return "conflict"
    if move in ("contribute", "sign_slip", "sign_urge"):
        return "conflict"  # nobody gives input before he has signed, nor signs for what there is not
    end = WHERE[move][status]
    return status if end == "." else end


def found(move: str, item: SupervisionItem, person: Person) -> str:
    try:
        return MOVES.check(move, item, person).end(item.status)
    except Denied:
        return "denied"
    except Conflict:
        return "conflict"


def test_the_tables_here_name_every_move_and_state() -> None:
    assert set(MOVES.moves) == set(WHO) == set(WHERE)
    assert set(WAY) == set(Status.values)


@pytest.mark.parametrize("status", sorted(WAY))
def test_every_move_by_every_kind_of_person(cast: Cast, status: str) -> None:
    with clock.moving(MONDAY):
        made = make_item(cast, status)
    item = SupervisionItem.objects.prefetch_related("assignments__unit").get(pk=made.pk)
    for move in WHO:
        for kind in PEOPLE:
            outcome = found(move, item, getattr(cast, kind))
            assert outcome == expected(move, status, kind), (move, status, kind)


@pytest.mark.parametrize("status", [*WORKED_ON.split(), "submitted"])
def test_an_assisting_unit_gives_input_once_it_has_signed(cast: Cast, status: str) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
        item = actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
        for move in WAY[status][len(WAY[Status.ACCEPTED]) :]:
            item = make_move(cast, item, move)
    assert found("contribute", item, cast.co_head) == status
    assert found("contribute", item, cast.head) == "denied"


@pytest.mark.parametrize(
    ("move", "status"),
    [
        ("send_back", "submitted"),
        ("send_to_verify", "submitted"),
        ("conclude", "submitted"),
        ("verify", "to_verify"),
        ("conclude", "to_verify"),
        ("close", "concluded"),
    ],
)
@pytest.mark.parametrize("unit", ["lead", "co"])
def test_the_closer_is_never_the_doer(cast: Cast, move: str, status: str, unit: str) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, status)
        assert found(move, item, cast.office) != "denied"
        grant = {"role": Role.HANDLER, "unit": getattr(cast, unit), "by": None, "at": MONDAY}
        people.grant_role(person=cast.office, **grant)
    assert found(move, item, cast.office) == "denied"


def test_the_leader_named_on_the_matter_decides_about_it(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.EXTENDING, leader=cast.other_leader)
    assert found("decide_extension", item, cast.other_leader) == "in_progress"


@pytest.mark.parametrize("move", sorted(WHO))
def test_a_refusal_leaves_no_trace(cast: Cast, move: str) -> None:
    with clock.moving(MONDAY):
        start = sorted(WHERE[move])[0]
        item = make_item(cast, start)
        other = make_item(cast, Status.NOT_FILED)
        given = inputs(cast, item, move)
        events = Event.objects.count()
        rows = list(SupervisionItem.objects.order_by("pk").values())
        with pytest.raises(Denied):
            getattr(actions, move)(item=item, by=cast.stranger, at=MONDAY, **given)
        right = getattr(cast, WHO[move].split()[0])
        with pytest.raises(DomainError):
            getattr(actions, move)(item=other, by=right, at=MONDAY, **given)
    assert Event.objects.count() == events
    assert list(SupervisionItem.objects.order_by("pk").values()) == rows
    assert list(differences()) == []


@pytest.mark.parametrize("kind", ["head", "handler", "stranger", "auditor", "system_admin"])
def test_only_office_and_leaders_put_matters_on_file(cast: Cast, kind: str) -> None:
    with clock.moving(MONDAY), pytest.raises(Denied):
        actions.file_item(by=getattr(cast, kind), at=MONDAY, order=make_order(cast))
