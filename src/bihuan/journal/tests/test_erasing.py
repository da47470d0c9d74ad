"""Erasing personal data: nothing that was sealed changes, and nothing of the data stays."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bihuan.journal import clock, erasing, personal_state, sealing
from bihuan.journal.erasing import Ground
from bihuan.journal.models import Erasure, Event, EventPayload, Law, PersonalValue
from bihuan.journal.queries import differences
from bihuan.journal.receipts import receipt, seals_of
from bihuan.journal.verify_journal import check_receipt, verify
from bihuan.kernel import canonical, checkpoints
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KIND = "people.person"
NAME, OTHER, PHONE = "欧阳一鸣", "欧阳鸣", "13900001111"
GROUND = Ground(Law.TERM, "本人申请，2026年第3号")


@pytest.fixture
def keeper() -> Person:
    return person(Role.AUDIT_ADMIN)


@pytest.fixture
def gone() -> Person:
    """Somebody who has left: his account was made, renamed and closed."""
    admin = person(Role.SYSTEM_ADMIN)
    with clock.moving(AT):
        row = people.add_person(username="ouyang", name=NAME, by=admin, at=AT, phone=PHONE)
        row = people.change_person(person=row, name=OTHER, by=admin, at=AT, phone=PHONE)
        return people.disable_person(person=row, by=admin, at=AT, reason=f"{NAME}已退休")


def erase(row: Person, keeper: Person, **changed: Any) -> Erasure:
    said: dict[str, Any] = {
        "kind": KIND, "number": row.pk, "columns": ("username", "name", "email", "phone"), "with_words": True,
        "ground": GROUND, "by": keeper, "at": AT,
    }  # fmt: skip
    with clock.moving(AT):
        return erasing.erase_columns(**{**said, **changed})


def test_no_event_says_a_name_and_the_commitment_is_to_it(gone: Person) -> None:
    bodies = list(Event.objects.about(KIND, gone.pk).order_by("version").values_list("body", flat=True))
    assert len(bodies) == 3
    assert not any(NAME in body or OTHER in body or "ouyang" in body for body in bodies)
    com = json.loads(bodies[0])["aft"]["set"]["name"]["com"]
    kept = PersonalValue.objects.get(com=com)
    assert json.loads(kept.value) == NAME
    assert canonical.field_commitment(bytes.fromhex(kept.salt), NAME) == com
    assert not list(differences())
    assert not list(personal_state.lost())


def test_a_short_value_cannot_be_guessed_without_its_salt(gone: Person) -> None:
    """An event tells a hash: with no salt, an empty one or another one the right guess finds nothing."""
    kept = PersonalValue.objects.filter(column="name", number=gone.pk).order_by("event_id")[0]
    guesses = [json.loads(kept.value), "王", "李"]
    salts = [
        b"",
        bytes(32),
        *(bytes.fromhex(each.salt) for each in PersonalValue.objects.exclude(pk=kept.pk)),
    ]
    assert kept.com not in {canonical.field_commitment(salt, guess) for salt in salts for guess in guesses}
    assert len(bytes.fromhex(kept.salt)) * 8 >= 128
    same = PersonalValue.objects.filter(value=kept.value)
    assert len({each.com for each in same}) == len({each.salt for each in same}) == same.count() > 1


def test_everything_sealed_holds_after_erasing(
    gone: Person, keeper: Person, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "city"
    while sealing.seal(at=AT):
        pass
    (seal,) = seals_of(KIND, gone.pk, ["people.add_person"])
    before = Event.objects.about(KIND, gone.pk).order_by("pk").values_list("leaf", "body")
    was, old = list(before), receipt(seal)
    call_command("export_record", "2026", str(tmp_path / "old"))
    erase(gone, keeper)
    while sealing.seal(at=AT):
        pass
    assert list(before)[:3] == was
    key = checkpoints.public_of(sealing.key())
    for text in (old, receipt(seal)):
        assert "people.add_person" in check_receipt(text, [key], seal.origin, {}, 0)
    call_command("export_record", "2026", str(tmp_path / "new"))
    assert verify(tmp_path / "new", key, (tmp_path / "old" / "checkpoint").read_text())
    assert not list(differences())
    assert not list(personal_state.lost())
    files = b"".join(path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert not any(said.encode() in files for said in (NAME, OTHER, PHONE, "ouyang"))


def test_of_an_erased_person_nothing_is_left_but_that_and_why(gone: Person, keeper: Person) -> None:
    first = Event.objects.about(KIND, gone.pk).earliest("pk")
    auditor = person(Role.AUDITOR)
    assert [each.value for each in personal_state.said_in(first, auditor)] == [NAME, "ouyang"]
    done = erase(gone, keeper)
    gone.refresh_from_db()
    assert (gone.name, gone.username, gone.phone, gone.sort_key) == (
        f"佚名{gone.pk}", f"erased-{gone.pk}", "", ""
    )  # fmt: skip
    assert not PersonalValue.objects.filter(kind=KIND, number=gone.pk).exists()
    assert [(each.value, each.erasure) for each in personal_state.said_in(first, auditor)] == [("", done)] * 2
    assert personal_state.words_erasure_of(first) == done
    last = Event.objects.about(KIND, gone.pk).latest("pk")
    assert (last.verb, last.actor_id) == ("journal.erase", keeper.pk)
    assert json.loads(last.body)["aft"]["parts"][0]["set"]["law"] == Law.TERM
    kept = EventPayload.objects.filter(event__thing_kind=KIND, event__thing_id=gone.pk)
    assert [json.loads(each.content) for each in kept] == [{"ground": GROUND.text}]


def test_only_what_was_named_is_erased(gone: Person, keeper: Person) -> None:
    erase(gone, keeper, columns=("phone",), with_words=False)
    gone.refresh_from_db()
    assert (gone.name, gone.phone) == (OTHER, "")
    assert EventPayload.objects.filter(event__thing_kind=KIND, event__thing_id=gone.pk).count() == 4
    assert not list(differences())


def test_words_of_one_event_are_erased_alone(gone: Person, keeper: Person) -> None:
    event = Event.objects.about(KIND, gone.pk).latest("pk")
    with clock.moving(AT):
        erasing.erase_words(event=event.pk, ground=GROUND, by=keeper, at=AT)
    assert personal_state.words_erasure_of(event)
    assert not list(personal_state.lost())
    for again, refusal in ((event.pk, Conflict), (10**9, Invalid), (Event.objects.latest("pk").pk, Conflict)):
        with pytest.raises(refusal):
            erasing.erase_words(event=again, ground=GROUND, by=keeper, at=AT)


def test_what_is_deleted_without_an_event_is_found(gone: Person) -> None:
    PersonalValue.objects.filter(kind=KIND, number=gone.pk, column="name").delete()
    EventPayload.objects.filter(event=Event.objects.about(KIND, gone.pk).latest("pk")).delete()
    assert {(each.column, each.in_table) for each in personal_state.lost()} == {
        ("name", "no value kept"),
        ("", "no words kept"),
    }
    assert [(each.number, each.column) for each in differences()] == [(gone.pk, "name")]


def test_a_changed_value_is_found(gone: Person) -> None:
    Person.objects.filter(pk=gone.pk).update(name="别人")
    assert [(each.number, each.column) for each in differences()] == [(gone.pk, "name")]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"columns": ()}, Invalid),
        ({"columns": ("is_active",)}, Invalid),
        ({"kind": "people.unit"}, Invalid),
        ({"number": 10**9}, Invalid),
        ({"ground": Ground("none", "x")}, Invalid),
        ({"ground": Ground(Law.TERM, " ")}, Invalid),
    ],
)
def test_what_makes_no_sense_is_refused(
    gone: Person, keeper: Person, changed: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        erase(gone, keeper, **changed)


def test_who_still_works_here_is_not_erased_and_only_the_audit_administrator_erases(
    gone: Person, keeper: Person
) -> None:
    with pytest.raises(Conflict):
        erase(person(Role.HANDLER), keeper)
    for role in (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SUPERVISOR):
        with pytest.raises(Denied):
            erase(gone, person(role))


def test_events_from_before_commitments_are_counted_as_they_stand(gone: Person) -> None:
    held = {each.name: each for each in personal_state.holdings(KIND, gone.pk)}
    assert (held["name"].kept, held["name"].in_clear, held["phone"].kept) == (3, 0, 0)
    body = json.loads(Event.objects.about(KIND, gone.pk).earliest("pk").body)
    body["aft"]["set"]["name"] = NAME
    old = Event.objects.about(KIND, gone.pk).earliest("pk")
    old.pk, old.version, old.idem, old.body = None, 99, None, canonical.encode(body).decode()
    old.save(force_insert=True)
    held = {each.name: each for each in personal_state.holdings(KIND, gone.pk)}
    assert held["name"].in_clear == 1
