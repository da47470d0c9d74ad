"""What a reviewer may do to proposals, in which state, and that spans stay true through all of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.files.tests.makers import NOON, make_person
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, Party, PartyRole, Proposal, ProposalStatus
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.review import Marked, changed_fields, clause_starts, pieces, signature
from bihuan.intake.tests.makers import MINUTES, make_document, make_proposal, make_supervisor, passage
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role, Unit


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def middle(proposal: Proposal) -> int:
    return clause_starts(proposal.document.text, proposal.start, proposal.end)[0]


def following(proposal: Proposal) -> Proposal:
    rest = proposal.document.proposals.filter(start__gt=proposal.start).order_by("start")
    return rest.first()


def wording(proposal: Proposal, **more: Any) -> actions.Wording:
    said = {"title": proposal.title, "requirement": proposal.requirement, **more}
    return actions.Wording(**said)


DO: dict[str, Callable[[Proposal, Person], Any]] = {
    "edit": lambda p, by: actions.edit_proposal(proposal=p, wording=wording(p, title="新"), by=by, at=NOON),
    "accept": lambda p, by: actions.accept_proposal(proposal=p, by=by, at=NOON),
    "reject": lambda p, by: actions.reject_proposal(proposal=p, by=by, at=NOON),
    "restore": lambda p, by: actions.restore_proposal(proposal=p, by=by, at=NOON),
    "merge": lambda p, by: actions.merge_proposals(first=p, second=following(p), by=by, at=NOON),
    "split": lambda p, by: actions.split_proposal(proposal=p, offset=middle(p), by=by, at=NOON),
    "add": lambda p, by: actions.add_proposal(document=p.document, start=0, end=8, by=by, at=NOON),
    "add_party": lambda p, by: actions.add_party(proposal=p, role="co", name="望湖区", by=by, at=NOON),
    "match_party": lambda p, by: actions.match_party(
        party=p.parties.first(), unit=Unit.objects.get(short_name="望湖区"), by=by, at=NOON
    ),
    "drop_party": lambda p, by: actions.drop_party(party=p.parties.first(), by=by, at=NOON),
    "drop": lambda p, by: actions.drop_document(document=p.document, by=by, at=NOON, reason="重复"),
}
EVENTS = {"add": "proposal.add", "drop": "document.drop"}
# On a rejected proposal these make no sense; restoring makes sense on nothing else.
NOT_WHEN_REJECTED = {"edit", "accept", "reject", "merge", "split", "add_party"}


@pytest.mark.django_db
@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("status", ["proposed", "accepted", "rejected"])
def test_each_change_in_each_state_leaves_one_event_or_none(what: str, status: str) -> None:
    proposal = make_proposal()
    by = proposal.document.by
    if status != "proposed":
        proposal = DO["accept" if status == "accepted" else "reject"](proposal, by)
    before = Event.objects.count()
    is_refused = what in NOT_WHEN_REJECTED if status == "rejected" else what == "restore"

    if is_refused:
        with pytest.raises(Conflict):
            DO[what](proposal, by)
    else:
        DO[what](proposal, by)
        assert Event.objects.order_by("-id")[0].verb == EVENTS.get(what, f"proposal.{what}")

    assert Event.objects.count() == before + (not is_refused)
    check(proposal.document)


@pytest.mark.django_db
@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("over", ["confirmed", "dropped"])
def test_nothing_changes_once_the_review_is_over(what: str, over: str) -> None:
    proposal = make_proposal()
    Document.objects.update(status=over)
    with pytest.raises(Conflict):
        DO[what](proposal, proposal.document.by)


@pytest.mark.django_db
@pytest.mark.parametrize("what", DO)
@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.HANDLER, Role.SYSTEM_ADMIN])
def test_only_the_office_changes_anything(what: str, role: Role) -> None:
    proposal = make_proposal()
    with pytest.raises(Denied):
        DO[what](proposal, make_person("other", role=role, unit=Unit.objects.first()))


def check(document: Document) -> None:
    """Spans lie in the text and hold words, the page shows the text unchanged, the record explains it all."""
    document = Document.objects.get(pk=document.pk)
    for proposal in document.proposals.all():
        assert 0 <= proposal.start < proposal.end <= len(document.text)
        assert passage(proposal).strip() == passage(proposal)
    page = queries.review(document, NOON.date())
    assert "".join(piece.text for piece in page.pieces) == document.text
    assert [each for each in differences() if each.kind.startswith("intake.")] == []


@pytest.mark.django_db
def test_merging_joins_words_units_and_goals() -> None:
    first = make_proposal()
    second = following(first)
    words = passage(first), passage(second)

    merged = actions.merge_proposals(first=first, second=second, by=first.document.by, at=NOON)

    assert passage(merged).startswith(words[0])
    assert passage(merged).endswith(words[1])
    assert merged.requirement == passage(merged)
    assert [each.written for each in merged.parties.order_by("role", "position")][-1] == "市发改委"
    assert Proposal.objects.get(pk=second.pk).status == ProposalStatus.REJECTED
    assert merged.confidence < SURE


@pytest.mark.django_db
def test_a_day_that_does_not_exist_is_answered_before_the_task_is_accepted() -> None:
    text = "会议纪要\n一、市财政局牵头，2月30日前完成校舍取暖设备更换。"
    (proposal,) = make_document(text=text).proposals.all()
    office = proposal.document.by
    with pytest.raises(Conflict):
        actions.accept_proposal(proposal=proposal, by=office, at=NOON)
    wording = actions.Wording(
        title=proposal.title,
        requirement=proposal.requirement,
        finish_due=date(2026, 3, 31),
        names={"lead": ["市财政局"]},
    )
    kept = actions.edit_proposal(proposal=proposal, wording=wording, by=office, at=NOON)
    assert (kept.status, kept.finish_due) == (ProposalStatus.ACCEPTED, date(2026, 3, 31))


@pytest.mark.django_db
def test_a_rhythm_is_chosen_kept_and_taken_off_by_whoever_words_the_task() -> None:
    proposal = make_proposal()
    due, office = proposal.finish_due, proposal.document.by

    def worded(rhythm: str | None) -> str:
        again = wording(proposal, finish_due=due, deadline_text=proposal.deadline_text, rhythm=rhythm)
        return actions.edit_proposal(proposal=proposal, wording=again, by=office, at=NOON).deadline_code

    assert [worded(rhythm) for rhythm in (None, "monthly", None, "")] == [
        proposal.deadline_code,
        "monthly",
        "monthly",
        due.isoformat(),
    ]
    with pytest.raises(Invalid):
        worded("now and then")


@pytest.mark.django_db
def test_two_documents_do_not_merge() -> None:
    first = make_proposal()
    other = make_proposal(make_document(by=first.document.by))
    for second in (other, first):
        with pytest.raises(Invalid):
            actions.merge_proposals(first=first, second=second, by=first.document.by, at=NOON)


@pytest.mark.django_db
def test_splitting_shares_out_the_words_and_keeps_units_and_deadline() -> None:
    proposal = make_proposal()
    words = passage(proposal)
    cut = proposal.document.text.index("新增日处理")

    first, second = actions.split_proposal(proposal=proposal, offset=cut, by=proposal.document.by, at=NOON)

    assert passage(first) + passage(second) == words
    assert passage(second).startswith("新增日处理")
    assert second.finish_due == first.finish_due == date(2026, 6, 30)
    leads = [list(each.parties.filter(role=PartyRole.LEAD)) for each in (first, second)]
    assert [[party.written for party in parties] for parties in leads] == [["市住建局"], ["市住建局"]]


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [-1, 0, 10**9])
def test_a_split_outside_the_passage_is_refused(offset: int) -> None:
    proposal = make_proposal()
    for place in (offset, proposal.start, proposal.end):
        with pytest.raises(Invalid):
            actions.split_proposal(proposal=proposal, offset=place, by=proposal.document.by, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10**9), (0, 0)])
def test_a_passage_that_does_not_exist_is_refused(start: int, end: int) -> None:
    document = make_document()
    with pytest.raises(Invalid):
        actions.add_proposal(document=document, start=start, end=end, by=document.by, at=NOON)


@pytest.mark.django_db
def test_an_added_passage_is_read_and_cannot_be_added_twice() -> None:
    document = make_document()
    start = document.text.index("会议议定")
    for _time in range(2):
        if _time:
            with pytest.raises(Conflict):
                actions.add_proposal(document=document, start=start, end=start + 9, by=document.by, at=NOON)
        else:
            added = actions.add_proposal(
                document=document, start=start, end=start + 10, by=document.by, at=NOON
            )
            assert passage(added) == "会议议定以下事项。"
            assert added.is_manual
    check(document)


@pytest.mark.django_db
def test_rewriting_names_keeps_what_was_matched_and_asks_about_the_rest() -> None:
    proposal = make_proposal()
    names = {"lead": ["望湖区", "市住建局", ""], "co": ["某某办"], "leader": []}
    edited = actions.edit_proposal(
        proposal=proposal, wording=wording(proposal, names=names), by=proposal.document.by, at=NOON
    )
    found = [
        (each.role, each.position, each.written, bool(each.unit)) for each in edited.parties.order_by("id")
    ]
    assert sorted(found) == [
        ("co", 0, "某某办", False),
        ("lead", 0, "望湖区", True),
        ("lead", 1, "市住建局", True),
    ]
    names["co"] = ["市住房和城乡建设局"]
    with pytest.raises(Invalid):
        actions.edit_proposal(
            proposal=proposal, wording=wording(proposal, names=names), by=proposal.document.by, at=NOON
        )


@pytest.mark.django_db
def test_a_name_is_matched_wherever_it_stands() -> None:
    document = make_document(text=MINUTES + "\n四、市奇石办要牵头制定方案，10月底前报市政府。")
    party = Party.objects.filter(written="市奇石办").first()
    unit = Unit.objects.get(short_name="望湖区")
    settled = actions.match_party(party=party, unit=unit, by=document.by, at=NOON)
    assert settled == actions.Settled(2, is_kept=True)
    assert queries.open_questions(document.proposals.all().live()) == 0
    proposal = make_proposal(document)
    twice = actions.add_party(proposal=proposal, role="co", name="住建委", by=document.by, at=NOON)
    lead = Unit.objects.get(short_name="市住建局")
    actions.match_party(party=twice, unit=lead, by=document.by, at=NOON)
    assert proposal.parties.filter(unit=lead).count() == 1


@pytest.mark.django_db
def test_a_name_that_is_no_unit_goes_wherever_it_stands() -> None:
    document = make_document(text=MINUTES + "\n四、市奇石办要牵头制定方案，10月底前报市政府。")
    matched = make_proposal(document).parties.first()
    actions.drop_party(party=Party.objects.filter(written="市奇石办")[0], by=document.by, at=NOON)
    assert not Party.objects.filter(written="市奇石办").exists()
    actions.drop_party(party=matched, by=document.by, at=NOON)
    assert not Party.objects.filter(pk=matched.pk).exists()
    check(document)


@pytest.mark.django_db
def test_the_signature_names_the_fields_that_changed() -> None:
    proposal = make_proposal()
    seen = queries.seen(proposal)
    proposal.title = "新"
    assert changed_fields(seen, proposal, proposal.parties.all()) == ["title"]
    assert changed_fields("nonsense", proposal, proposal.parties.all()) != []
    assert changed_fields(signature(proposal, proposal.parties.all()), proposal, proposal.parties.all()) == []


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=8)


@settings(deadline=None)
@given(text=st.text(max_size=30), spans=SPANS)
def test_pieces_are_the_text_whatever_overlaps(text: str, spans: list[tuple[int, int, bool]]) -> None:
    marked = [Marked(n, start, end, is_gap) for n, (start, end, is_gap) in enumerate(spans)]
    found = pieces(text, marked)
    assert "".join(piece.text for piece in found) == text
    for each in marked:
        if 0 <= each.start < each.end <= len(text) and not each.is_gap:
            covered = "".join(piece.text for piece in found if each.key in piece.covers)
            assert covered == text[each.start : each.end]
            assert sum(each.key in piece.opens for piece in found) == 1


@pytest.mark.django_db
def test_too_long_a_title_is_refused_and_nothing_is_cut() -> None:
    proposal = make_document(by=make_supervisor()).proposals.order_by("start")[0]
    office, before = proposal.document.by, proposal.title
    too_long, longest = (wording(proposal, title="办" * count) for count in (201, 200))
    with pytest.raises(Invalid, match="201"):
        actions.edit_proposal(proposal=proposal, wording=too_long, by=office, at=NOON)
    proposal.refresh_from_db()
    assert proposal.title == before
    assert actions.edit_proposal(proposal=proposal, wording=longest, by=office, at=NOON).title == "办" * 200
