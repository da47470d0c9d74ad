"""The pages of documents, per role, within their budget, and unmoved by hostile input."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.files.tests import makers as bytes_of
from bihuan.files.tests.makers import NOON, make_person, make_unit
from bihuan.intake import actions
from bihuan.intake.models import Document, DocumentStatus, Party, Proposal, ProposalStatus
from bihuan.intake.tests.makers import MINUTES, make_document, make_proposal, make_register, make_supervisor
from bihuan.journal import clock
from bihuan.people.models import Person, Role

pytestmark = pytest.mark.django_db
BUDGET = 12


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people() -> dict[str, Person]:
    make_register()
    unit = make_unit("市教育局")
    return {
        "supervisor": make_supervisor(),
        "leader": make_person("leader", role=Role.LEADER),
        "auditor": make_person("auditor", role=Role.AUDITOR),
        "owner": make_person("owner", role=Role.HANDLER, unit=unit),
        "stranger": make_person("stranger", role=Role.HEAD, unit=unit),
        "system_admin": make_person("admin", role=Role.SYSTEM_ADMIN),
    }


def sign_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


READ = ("document_list", "document_detail", "document_review", "document_new", "proposal_edit")
ANSWERS = {
    "supervisor": (200, 200, 200, 200, 200),
    "leader": (200, 200, 200, 200, 403),
    "auditor": (200, 200, 200, 403, 403),
    "owner": (200, 200, 200, 200, 403),
    "stranger": (200, 404, 404, 200, 404),
    "system_admin": (200, 404, 404, 403, 404),
}


@pytest.mark.parametrize("who", ANSWERS)
def test_who_reads_which_page(client: Client, people: dict[str, Person], who: str) -> None:
    document = make_document(by=people["owner"])
    arguments = {"proposal_edit": [make_proposal(document).pk], "document_list": [], "document_new": []}
    client.force_login(people[who])

    codes = [
        client.get(reverse(f"intake:{n}", args=arguments.get(n, [document.pk]))).status_code for n in READ
    ]

    assert tuple(codes) == ANSWERS[who]


WRITE = ("accept", "reject", "restore", "split", "add_party", "add", "drop")
MAY_WRITE = {
    "supervisor": 302,
    "leader": 403,
    "auditor": 403,
    "owner": 403,
    "stranger": 404,
    "system_admin": 404,
}


@pytest.mark.parametrize("who", MAY_WRITE)
@pytest.mark.parametrize("what", WRITE)
def test_who_changes_what(client: Client, people: dict[str, Person], who: str, what: str) -> None:
    document = make_document(by=people["owner"])
    proposal = make_proposal(document)
    if what == "restore":
        actions.reject_proposal(proposal=proposal, by=people["supervisor"], at=clock.now())
    client.force_login(people[who])

    with clock.moving(NOON):
        response = client.post(*request_for(what, document, proposal))

    assert response.status_code == MAY_WRITE[who]


def request_for(what: str, document: Document, proposal: Proposal) -> tuple[str, dict[str, Any]]:
    """The address and body of a change that is in order."""
    middle = proposal.start + document.text[proposal.start : proposal.end].index("，") + 1
    return {
        "split": (reverse("intake:proposal_split", args=[proposal.pk]), {"offset": middle}),
        "add_party": (reverse("intake:party_add", args=[proposal.pk]), {"name": "望湖区", "role": "co"}),
        "add": (reverse("intake:proposal_add", args=[document.pk]), {"start": 0, "end": 8}),
        "drop": (reverse("intake:document_drop", args=[document.pk]), {"reason": "重复"}),
    }.get(what) or (reverse(f"intake:proposal_{what}", args=[proposal.pk]), {})


def test_a_stranger_at_the_door_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("intake:document_list")).status_code == 302


def test_the_review_shows_the_words_marked_and_the_cards_beside_them(
    client: Client, people: dict[str, Person]
) -> None:
    document = make_document(by=people["supervisor"], text=MINUTES + "\n四、各单位要<b>抓紧</b>&办理。")
    client.force_login(people["supervisor"])

    page = client.get(reverse("intake:document_review", args=[document.pk])).content.decode()

    for proposal in document.proposals.all():
        assert f'id="s{proposal.pk}"' in page
        assert f'id="p{proposal.pk}"' in page
    assert "&lt;b&gt;抓紧&lt;/b&gt;&amp;办理" in page
    assert "<b>抓紧" not in page
    assert "“市奇石办”不在单位名册里" in page


@pytest.mark.parametrize("who", ["leader", "auditor", "owner"])
def test_who_may_not_review_sees_no_button(client: Client, people: dict[str, Person], who: str) -> None:
    document = make_document(by=people["owner"])
    client.force_login(people[who])
    page = client.get(reverse("intake:document_review", args=[document.pk])).content.decode()
    assert "<article" in page
    assert "formaction" not in page
    assert 'id="bar"' not in page


@pytest.mark.parametrize("page", ["document_list", "document_detail", "document_review"])
def test_two_hundred_proposals_cost_no_more_queries(
    client: Client, people: dict[str, Person], django_assert_max_num_queries: Any, page: str
) -> None:
    lines = [
        f"{n}. 市住建局牵头，望湖区、市奇石办配合，{n % 12 + 1}月底前完成第{n}段改造。" for n in range(1, 201)
    ]
    document = make_document(by=people["supervisor"], text="\n".join(lines))
    assert document.proposals.count() >= 150
    client.force_login(people["supervisor"])
    arguments = [] if page == "document_list" else [document.pk]
    client.get(reverse("ui:me"))  # The first page of a session notes the session.
    with django_assert_max_num_queries(BUDGET):
        assert client.get(reverse(f"intake:{page}", args=arguments)).status_code == 200


def test_a_document_is_handed_in_as_a_file(client: Client, people: dict[str, Person]) -> None:
    client.force_login(people["owner"])
    file = SimpleUploadedFile("会议纪要.docx.exe", MINUTES.encode("gb18030"))

    response = client.post(
        reverse("intake:document_new"),
        {"file": file, "source_type": "meeting", "confirmed_unclassified": "on", "issued_date": "2026-03-01"},
    )

    document = Document.objects.get()
    assert response.url == reverse("intake:document_review", args=[document.pk])
    assert document.title == "关于城北片区建设的会议纪要"
    saved = client.get(reverse("intake:document_file", args=[document.pk]))
    assert saved["Content-Disposition"].startswith("attachment")
    assert b"".join(saved) == MINUTES.encode("gb18030")
    assert sign_in(client, people["stranger"]).get(saved.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "选一个文件，或者粘贴全文"),
        ({"text": MINUTES}, "先确认文件不涉密"),
        ({"text": "机密★1年\n" + MINUTES, "confirmed_unclassified": "on"}, "涉密文件不得进入本系统"),
        ({"text": MINUTES, "issued_date": "昨天", "confirmed_unclassified": "on"}, "日期"),
        ({"file": b"", "confirmed_unclassified": "on"}, "没有保存"),
        ({"file": bytes_of.BOMB, "confirmed_unclassified": "on"}, "没有收下"),
        ({"file": bytes_of.PNG, "confirmed_unclassified": "on"}, "没有保存"),
        ({"text": "a\x00b", "confirmed_unclassified": "on"}, "没有保存"),
    ],
)
def test_what_cannot_be_taken_in_keeps_what_was_typed(
    client: Client, people: dict[str, Person], said: dict[str, Any], words: str
) -> None:
    client.force_login(people["supervisor"])
    body = {"source_type": "meeting", "title": "我的标题", **said}
    if "file" in said:
        body["file"] = SimpleUploadedFile("x.docx", said["file"])

    response = client.post(reverse("intake:document_new"), body)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "我的标题" in response.content.decode()
    assert not Document.objects.exists()


def test_two_reviewers_lose_no_work(client: Client, people: dict[str, Person]) -> None:
    proposal = make_proposal(make_document(by=people["supervisor"]))
    client.force_login(people["supervisor"])
    address = reverse("intake:proposal_edit", args=[proposal.pk])
    seen = client.get(address).context["seen"]
    other = make_person("陈静", role=Role.SUPERVISOR)
    wording = actions.Wording(
        title="她的标题", requirement=proposal.requirement, finish_due=date(2026, 6, 30)
    )
    actions.edit_proposal(proposal=proposal, wording=wording, by=other, at=clock.now())
    body = {
        "title": "我的标题",
        "requirement": "我的要求",
        "category": "action",
        "lead": "市住建局",
        "seen": seen,
    }

    refused = client.post(address, body)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "陈静改动了这项任务：标题" in page
    assert "我的标题" in page
    assert "她的标题" in page
    body["seen"] = refused.context["seen"]
    assert client.post(address, body).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).title == "我的标题"


def test_a_card_that_has_changed_meanwhile_is_not_accepted_blindly(
    client: Client, people: dict[str, Person]
) -> None:
    proposal = make_proposal(make_document(by=people["supervisor"]))
    client.force_login(people["supervisor"])
    response = client.post(reverse("intake:proposal_accept", args=[proposal.pk]), {"seen": "0" * 64})
    assert response.status_code == 409
    assert Proposal.objects.get(pk=proposal.pk).status == ProposalStatus.PROPOSED


def test_a_day_that_has_passed_must_be_set_anew(client: Client, people: dict[str, Person]) -> None:
    proposal = make_proposal(make_document(by=people["supervisor"]))
    client.force_login(people["supervisor"])
    address = reverse("intake:document_review", args=[proposal.document_id]) + "?show=open"
    with clock.moving(NOON):
        assert proposal not in [card.proposal for card in client.get(address).context["page"].cards]
    with clock.moving(NOON.replace(year=2030)):
        assert proposal in [card.proposal for card in client.get(address).context["page"].cards]


@pytest.mark.parametrize(
    ("words", "shown"),
    [("2026年6月30日前", ""), ("2026年6月30日", ""), ("6月30日前", "6月30日前 → "), ("", "")],
)
def test_a_deadline_that_is_a_whole_date_is_written_once(
    client: Client, people: dict[str, Person], words: str, shown: str
) -> None:
    proposal = make_proposal(make_document(by=people["supervisor"]))
    type(proposal).objects.filter(pk=proposal.pk).update(deadline_text=words)
    client.force_login(people["supervisor"])
    page = client.get(reverse("intake:document_review", args=[proposal.document_id])).content.decode()
    assert f'>{shown}<time datetime="2026-06-30">2026年6月30日</time>' in page


def test_a_file_that_comes_twice_is_said_to(client: Client, people: dict[str, Person]) -> None:
    client.force_login(people["supervisor"])
    for day in (2, 3):
        file = SimpleUploadedFile("纪要.txt", MINUTES.encode())
        body = {"file": file, "source_type": "meeting", "confirmed_unclassified": "on"}
        with clock.moving(NOON.replace(day=day)):
            page = client.post(reverse("intake:document_new"), body, follow=True).content.decode()
        assert ("同样的文件2026-03-02已经提交过" in page) is (day == 3)


def test_htmx_gets_the_review_itself_at_the_place_where_one_was(
    client: Client, people: dict[str, Person]
) -> None:
    proposal = make_proposal(make_document(by=people["supervisor"]))
    client.force_login(people["supervisor"])
    address = reverse("intake:proposal_accept", args=[proposal.pk]) + "?show=open&from=0"

    with clock.moving(NOON):
        answer = client.post(address, headers={"HX-Request": "true"})
        plain = client.post(address.replace("accept", "reject"))

    assert (answer.status_code, answer["HX-Push-Url"]) == (200, "false")
    assert [card.is_open for card in answer.context["page"].cards] == [True]
    review = reverse("intake:document_review", args=[proposal.document_id])
    assert plain["Location"] == f"{review}?show=open#p{proposal.pk}"


def test_a_long_review_comes_in_pages_and_the_text_leads_to_each(
    client: Client, people: dict[str, Person]
) -> None:
    lines = [f"{n}. 市住建局牵头，望湖区配合，6月底前完成第{n}段改造。" for n in range(1, 121)]
    document = make_document(by=people["supervisor"], text="\n".join(lines))
    client.force_login(people["supervisor"])
    address = reverse("intake:document_review", args=[document.pk])

    pages = [client.get(address + query) for query in ("", "?from=100", "?from=999999999")]

    assert [len(page.context["page"].cards) for page in pages] == [100, 20, 100]
    last = document.proposals.order_by("start").last()
    assert f'href="?from=100#p{last.pk}"' in pages[0].content.decode()
    assert f'href="#p{last.pk}"' in pages[1].content.decode()


def test_a_unit_is_chosen_for_an_unknown_name(client: Client, people: dict[str, Person]) -> None:
    document = make_document(by=people["supervisor"])
    party = Party.objects.get(written="市奇石办", proposal__document=document)
    client.force_login(people["supervisor"])
    address = reverse("intake:party_match", args=[party.pk])
    assert client.post(address, {"name": "没有的单位"}).status_code == 422
    assert client.post(address, {"name": "望湖区"}).status_code == 302
    assert Party.objects.get(pk=party.pk).unit.short_name == "望湖区"
    assert client.post(reverse("intake:party_drop", args=[party.pk])).status_code == 302
    assert not Party.objects.filter(pk=party.pk).exists()


def test_a_passage_is_added_by_its_words(client: Client, people: dict[str, Person]) -> None:
    document = make_document(by=people["supervisor"])
    client.force_login(people["supervisor"])
    address = reverse("intake:proposal_add", args=[document.pk])
    assert client.post(address, {"first_words": "会议议定", "last_words": "事项。"}).status_code == 302
    added = Proposal.objects.get(is_manual=True)
    assert document.text[added.start : added.end] == "会议议定以下事项。"
    assert client.post(address, {"first_words": "市"}).status_code == 422
    assert client.post(address, {"first_words": "没有的话"}).status_code == 422


@pytest.mark.parametrize("query", [
    "?after=abc", "?before=" + "9" * 30, "?after=-1", "?status=nothing", "?source_type=' OR 1=1",
    "?title=%00", "?title=" + "字" * 5000, "?show=<script>", "?after=²", "?after=1&before=1",
    "?from=²", "?from=-1", "?from=1e9",
])  # fmt: skip
@pytest.mark.parametrize("page", ["document_list", "document_review"])
def test_hostile_parameters_do_no_harm(
    client: Client, people: dict[str, Person], page: str, query: str
) -> None:
    document = make_document(by=people["supervisor"])
    client.force_login(people["supervisor"])
    address = reverse(f"intake:{page}", args=[] if page == "document_list" else [document.pk])
    assert client.get(address + query).status_code == 200


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 40, "0", "²"])
def test_hostile_offsets_are_refused(client: Client, people: dict[str, Person], offset: str) -> None:
    document = make_document(by=people["supervisor"])
    proposal = make_proposal(document)
    client.force_login(people["supervisor"])
    split = client.post(reverse("intake:proposal_split", args=[proposal.pk]), {"offset": offset})
    add = client.post(reverse("intake:proposal_add", args=[document.pk]), {"start": offset, "end": offset})
    match = client.post(
        reverse("intake:party_match", args=[proposal.parties.first().pk]), {"unit": offset, "name": "\x00"}
    )
    assert (split.status_code, add.status_code, match.status_code) == (422, 422, 422)
    assert client.get(f"/documents/{'9' * 30}/").status_code == 404
    assert client.post(f"/proposals/{'9' * 30}/accept/").status_code == 404


def test_a_document_put_aside_leaves_the_list_of_open_work(client: Client, people: dict[str, Person]) -> None:
    document = make_document(by=people["supervisor"])
    client.force_login(people["supervisor"])
    address = reverse("intake:document_drop", args=[document.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "重复提交"}).status_code == 302
    assert Document.objects.get().status == DocumentStatus.DROPPED
    assert client.post(address, {"reason": "再来一次"}).status_code == 409


def test_several_are_accepted_only_as_they_were_shown(client: Client, people: dict[str, Person]) -> None:
    document = make_document(by=people["supervisor"])
    proposals = list(document.proposals.order_by("start"))
    document.proposals.update(confidence=90)
    document.proposals.filter(pk=proposals[0].pk).update(confidence=89)
    address = reverse("intake:document_accept", args=[document.pk])
    client.force_login(people["supervisor"])
    with clock.moving(NOON):
        page = client.get(address)
        sure = page.context["cards"]
        assert [card.proposal for card in sure] == [proposals[1]], (
            "one is less sure, one has an open question"
        )
        picks = [f"{card.proposal.pk}:{card.seen}" for card in sure]
        hostile = ["", "x", "1", f"{'9' * 30}:a", f"{proposals[0].pk}:{'0' * 64}"]
        assert client.post(address, {"pick": hostile}).status_code == 409
        Proposal.objects.filter(pk=proposals[1].pk).update(title="她的标题")
        assert client.post(address, {"pick": picks}).status_code == 409
        assert client.post(address, {}).status_code == 422
        picks = [f"{card.proposal.pk}:{card.seen}" for card in client.get(address).context["cards"]]
        assert client.post(address, {"pick": picks}).status_code == 302
    states = {each.pk: each.status for each in document.proposals.all()}
    assert [states[each.pk] for each in proposals] == ["proposed", "accepted", "proposed"]
