"""Corrections are kept, used, shown and taken back; collectives become their members."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import NOON, make_person
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, HeardName, Party, Proposal, Verdict
from bihuan.intake.rules.cues import LEAST
from bihuan.intake.tests.makers import CLEAR, MINUTES, make_document, make_supervisor
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role, Unit, UnitAlias, UnitKind

pytestmark = pytest.mark.django_db
SPREADABLE = "一、加快推进老旧小区改造，年底前开工40个。（牵头单位：各县区；配合单位：市财政局）"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office() -> Person:
    return make_supervisor()


def unexplained() -> list[Any]:
    return [each for each in differences() if each.kind.startswith("intake.")]


def talk(count: int) -> str:
    """Proposals under the same cue, none of them assigned by a label."""
    return "\n\n".join(
        f"市财政局要认真研究第{n}号台账的有关情况，做好第{n}项准备工作。" for n in range(count)
    )


def decide(document: Document, *, right: int, wrong: int) -> str:
    """Accept some proposals and reject others, one by one; the cue under which they count."""
    rows = list(document.proposals.order_by("start"))
    for place, row in enumerate(rows[: right + wrong]):
        action = actions.accept_proposal if place < right else actions.reject_proposal
        action(proposal=row, by=document.by, at=NOON)
    return Verdict.objects.values_list("cue", flat=True).distinct().get()


def test_rejections_lower_the_next_confidence_with_a_reason_and_can_be_taken_back(office: Person) -> None:
    first = make_document(text=talk(LEAST + 2), by=office)
    was = first.proposals.order_by("start")[0].confidence
    cue = decide(first, right=0, wrong=LEAST - 1)
    assert make_document(text=talk(1), by=office).proposals.get().confidence == was
    actions.reject_proposal(proposal=first.proposals.all().waiting()[0], by=office, at=NOON)

    lowered = make_document(text=talk(1), by=office).proposals.get()

    assert lowered.confidence < was
    assert any(cue in reason and str(LEAST) in reason for reason in queries.reasons_of(lowered))
    assert unexplained() == []
    assert actions.forget_cue(cue=cue, by=office, at=NOON) == LEAST
    assert make_document(text=talk(1), by=office).proposals.get().confidence == was
    with pytest.raises(Conflict):
        actions.forget_cue(cue=cue, by=office, at=NOON)
    assert unexplained() == []


def test_acceptances_raise_it_and_a_label_needs_no_experience(office: Person) -> None:
    first = make_document(text=talk(LEAST), by=office)
    was = first.proposals.order_by("start")[0].confidence
    decide(first, right=LEAST, wrong=0)
    assert make_document(text=talk(1), by=office).proposals.get().confidence > was
    labelled = "一、加快推进改造，年底前完成。（牵头单位：市住建局）"
    assert '"learned"' not in make_document(text=labelled, by=office).proposals.get().reasons


def test_a_decision_that_is_taken_back_counts_no_more(office: Person) -> None:
    proposal = make_document(text=talk(1), by=office).proposals.get()
    actions.reject_proposal(proposal=proposal, by=office, at=NOON)
    actions.restore_proposal(proposal=proposal, by=office, at=NOON)
    assert queries.tallies() == {}
    actions.accept_proposal(proposal=proposal, by=office, at=NOON)
    assert [(each.right, each.count) for each in queries.tallies().values()] == [(1, 1)]
    assert unexplained() == []


def test_accepting_several_teaches_nothing(office: Person) -> None:
    document = make_document(text=CLEAR, by=office)
    document.proposals.update(confidence=96)
    cards = queries.review(document, NOON.date()).cards
    seen = {card.proposal.pk: card.seen for card in cards}
    assert len(actions.accept_several(document=document, seen=seen, by=office, at=NOON).accepted) == 3
    assert not Verdict.objects.exists()


def test_a_name_that_was_matched_is_known_the_next_time_until_it_is_struck(office: Person) -> None:
    document = make_document(text=MINUTES, by=office)
    unit = Unit.objects.get(short_name="望湖区")
    party = Party.objects.get(written="市奇石办")
    assert actions.match_party(party=party, unit=unit, by=office, at=NOON).is_kept
    assert make_document(text=MINUTES, by=office).proposals.filter(parties__unit=unit).exists()
    heard = HeardName.objects.get()
    assert (heard.document, heard.alias.unit) == (document, unit)

    actions.forget_name(heard=heard, by=office, at=NOON)

    assert not HeardName.objects.exists()
    assert not UnitAlias.objects.filter(name="市奇石办").exists()
    assert Party.objects.unknown().filter(
        proposal__document=make_document(text=MINUTES, by=office), written="市奇石办"
    )


@pytest.mark.parametrize("written", ["各县区", "责任单位", "办"])
def test_a_name_that_means_many_is_not_kept(office: Person, written: str) -> None:
    document = make_document(text=MINUTES, by=office)
    Party.objects.filter(written="市奇石办").update(written=written)
    party = Party.objects.get(written=written)
    done = actions.match_party(party=party, unit=Unit.objects.all()[0], by=document.by, at=NOON)
    assert (done.count, done.is_kept) == (1, False)
    assert not HeardName.objects.exists()


def test_a_piece_of_a_longer_name_teaches_nothing(office: Person) -> None:
    """A reader that cut a name short may not leave its piece in the register."""
    text = "市教育局要会同市文化广电旅游局，于9月底前完成一次检查。"
    document = make_document(text=text, by=office)
    party = Party.objects.filter(proposal__document=document, role="co").get()
    Party.objects.filter(pk=party.pk).update(written="市文化广电")
    party.refresh_from_db()
    assert not actions.match_party(party=party, unit=Unit.objects.all()[0], by=office, at=NOON).is_kept
    assert not UnitAlias.objects.filter(name="市文化广电").exists()


def make_counties() -> list[Unit]:
    return [
        Unit.objects.create(
            name=f"{name}人民政府", short_name=name, kind=UnitKind.COUNTY, path=f"9.{n}.", sort_key=name
        )
        for n, name in enumerate(("东山县", "西山县", "南湖区"), 20)
    ]


def collective(office: Person) -> tuple[Party, list[Unit]]:
    document = make_document(text=SPREADABLE, by=office)
    return Party.objects.get(proposal__document=document, unit=None), make_counties()


def test_a_collective_is_offered_its_members_and_becomes_them_in_one_step(
    client: Client, office: Person
) -> None:
    party, counties = collective(office)
    question = queries.review(party.proposal.document, NOON.date()).cards[0].unknown[0]
    assert {unit.short_name for unit in question.members} >= {"东山县", "西山县", "南湖区"}
    client.force_login(office)
    address = reverse("intake:party_spread", args=[party.pk])
    assert client.post(address, {"unit": ["x"]}).status_code == 422
    assert client.post(address, {}).status_code == 422

    said = {"unit": [unit.pk for unit in counties], "seen": queries.seen(party.proposal)}
    assert client.post(address, said).status_code == 302

    leads = party.proposal.parties.filter(role="lead").order_by("position")
    assert [each.unit for each in leads] == counties
    assert [each.position for each in leads] == [0, 1, 2]
    assert not Party.objects.filter(proposal=party.proposal, unit=None).exists()
    assert unexplained() == []


def test_or_each_member_gets_a_task_of_its_own_from_the_same_words(office: Person) -> None:
    party, counties = collective(office)
    rows = actions.spread_proposal(party=party, units=counties, by=office, at=NOON)
    assert {(row.start, row.end) for row in rows} == {(party.proposal.start, party.proposal.end)}
    leads = [[each.unit for each in row.parties.filter(role="lead")] for row in rows]
    assert leads == [[unit] for unit in counties]
    assert len({row.title for row in rows}) == len(rows)
    assert all(row.title.endswith(f"（{unit.short_name}）") for row, unit in zip(rows, counties, strict=True))
    assert all(row.parties.filter(role="co", unit__short_name="市财政局").exists() for row in rows)
    cards = queries.review(party.proposal.document, NOON.date()).cards
    assert [card.twin for card in cards] == [0, 0, 0]
    assert unexplained() == []


def test_what_is_no_collective_is_not_spread(office: Person) -> None:
    party, counties = collective(office)
    named = Party.objects.filter(proposal=party.proposal, role="co")[0]
    for spread in (actions.spread_party, actions.spread_proposal):
        with pytest.raises(Invalid):
            spread(party=named, units=counties, by=office, at=NOON)
        with pytest.raises(Invalid):
            spread(party=party, units=[], by=office, at=NOON)
        with pytest.raises(Denied):
            spread(party=party, units=counties, by=make_person("a" + spread.__name__), at=NOON)
    Party.objects.filter(pk=party.pk).update(role="co")
    with pytest.raises(Invalid):
        actions.spread_proposal(party=Party.objects.get(pk=party.pk), units=counties, by=office, at=NOON)


@pytest.mark.parametrize(
    ("role", "answer"), [(Role.SUPERVISOR, 200), (Role.AUDITOR, 200), (Role.LEADER, 403)]
)
def test_what_was_learned_stands_on_a_page(client: Client, office: Person, role: Role, answer: int) -> None:
    document = make_document(text=MINUTES + talk(2), by=office)
    party = Party.objects.get(written="市奇石办")
    actions.match_party(party=party, unit=Unit.objects.all()[0], by=office, at=NOON)
    for proposal in Proposal.objects.filter(document=document):
        actions.reject_proposal(proposal=proposal, by=office, at=NOON)
    client.force_login(make_person("reader", role=role))
    page = client.get(reverse("intake:learned"))
    assert page.status_code == answer
    text = page.content.decode()
    assert (document.title in text) == (answer == 200)
    assert ("cues/forget" in text) == (role == Role.SUPERVISOR)


def test_the_office_takes_back_on_the_page(client: Client, office: Person) -> None:
    document = make_document(text=MINUTES, by=office)
    party = Party.objects.get(written="市奇石办")
    actions.match_party(party=party, unit=Unit.objects.all()[0], by=office, at=NOON)
    actions.reject_proposal(proposal=document.proposals.all()[0], by=office, at=NOON)
    client.force_login(office)
    heard = HeardName.objects.get()
    assert client.post(reverse("intake:name_forget", args=[heard.pk])).status_code == 302
    cue = Verdict.objects.get().cue
    assert client.post(reverse("intake:cue_forget"), {"cue": cue}).status_code == 302
    assert client.post(reverse("intake:cue_forget"), {"cue": cue}).status_code == 409
    assert client.post(reverse("intake:cue_forget"), {"cue": "字" * 99}).status_code == 422
    assert queries.tallies() == {}
