"""One small world for the permission matrix: an actor for every role and relation, and things."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from bihuan.breakdown import actions as breakdown
from bihuan.breakdown.models import BreakdownRow
from bihuan.conduct.tests import world as conduct
from bihuan.files import actions as files
from bihuan.fiscal.tests import world as fiscal
from bihuan.indicators.tests import world as indicators
from bihuan.intake import actions as intake
from bihuan.intake.models import Document, HeardName, Party
from bihuan.journal import sealing, stamping, witnessing
from bihuan.journal.models import Event, Log
from bihuan.kernel.periods import month_of
from bihuan.notices import actions as notices
from bihuan.notices.models import Delivery
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import AT, DAY, PASSWORD, now, person
from bihuan.projects.models import Project
from bihuan.projects.tests import world as projects
from bihuan.reports import actions as reports
from bihuan.spotcheck.tests import world as spotcheck
from bihuan.standings.tests import world as standings
from bihuan.supervision import actions
from bihuan.supervision.queries import sheets
from bihuan.supervision.queries.sheets import asked_on, item_of
from bihuan.supervision.tests import makers as supervision
from bihuan.supervision.tests.sheets import filled
from bihuan.trace.tests import world as trace

Thing = dict[str, Any]


class World:
    """The actors by name, and the parts of an address by the name of the thing it leads to."""

    def __init__(self) -> None:
        cast = supervision.make_cast()
        self.cast = cast
        self.folder = ""
        self.actors: dict[str, Person | None] = {
            "anonymous": None,
            "nobody": person(),
            "supervisor": cast.office,
            "mayor": cast.mayor,
            "leader": cast.leader,
            "other_leader": cast.other_leader,
            "head": cast.head,
            "handler": cast.handler,
            "co_head": cast.co_head,
            "other_head": cast.stranger,
            "other_handler": person(Role.HANDLER, cast.other),
            "planner": person(Role.PLANNER),
            "treasurer": person(Role.TREASURER),
            "statistician": person(Role.STATISTICIAN),
            "auditor": cast.auditor,
            "system_admin": cast.system_admin,
            "security_admin": person(Role.SECURITY_ADMIN),
            "audit_admin": person(Role.AUDIT_ADMIN),
        }
        for each in filter(None, self.actors.values()):
            each.set_password(PASSWORD)
            each.save(update_fields=["password"])
        self._made: dict[str, Thing] = {}

    def thing(self, name: str) -> Thing:
        """The parts of the address of a thing, which is made when it is first asked for."""
        if name not in self._made:
            self._made[name] = MAKERS[name](self)
        return self._made[name]


def _item(world: World) -> Thing:
    return {"pk": supervision.make_item(world.cast).pk}


def _slip(world: World) -> Thing:
    item = supervision.make_item(world.cast)
    supervision.make_move(world.cast, item, "issue_slip")
    return {"pk": item.pk, "slip_pk": item.slips.get().pk}


def _sealed(world: World) -> Thing:
    """A year's log, and the first bundle of its entries."""
    _seal(world)
    return {"year": Log.objects.latest("year").year, "tile": "entries/000.p/1"}


def _seal(world: World) -> None:
    """Seal into one folder as long as the world lasts: there lies the key of its record."""
    world.folder = world.folder or tempfile.mkdtemp(prefix="bihuan-world-")
    settings.DATA_DIR = Path(world.folder)
    while sealing.seal(at=now()):
        pass


def _sealed_item(world: World) -> Thing:
    """A matter with a slip whose event is sealed."""
    item = supervision.make_item(world.cast)
    supervision.make_move(world.cast, item, "issue_slip")
    _seal(world)
    return {"pk": item.pk, "event": Event.objects.filter(verb="item.issue_slip").latest("pk").pk}


def _witness(world: World) -> Thing:
    said = {"name": "first.example", "holder": "人大办", "public": "A" * 43 + "="}
    return {"pk": witnessing.register_witness(**said, by=world.actors["audit_admin"]).pk}


def _stamp(world: World) -> Thing:
    _sealed(world)
    with override_settings(TSA_CERTIFICATES="authority.pem"):
        row = stamping.ask(at=now())
    assert row
    return {"pk": row.pk, "ending": "tsq"}


def _paper(world: World) -> Thing:
    return {**_item(world), "name": "handling", "form": "docx"}


def _bulletin(world: World) -> Thing:
    period = month_of(date(2026, 1, 1))
    return {"pk": reports.draft_bulletin(period=period, by=world.cast.office, at=now()).pk}


def _feed(world: World) -> Thing:
    key, secret = people.issue_feed(by=world.cast.office, at=now())
    return {"pk": key.pk, "secret": secret}


def _view(world: World) -> Thing:
    """A view that the office offers everybody."""
    said = {"name": "全市逾期", "query": "group=overdue", "audience": "everybody"}
    return {"pk": actions.save_view(**said, by=world.cast.office, at=now()).pk}


def _working_item(world: World) -> Thing:
    """A matter on which its lead unit works."""
    return {"pk": supervision.make_item(world.cast, "in_progress").pk}


def _project(world: World) -> Thing:
    """A project of the lead unit, in preliminary work."""
    return {"pk": _its_project(world).pk, "name": "edit"}


def _its_project(world: World) -> Project:
    crew = projects.crew_of(world.cast, world.actors["planner"])
    return projects.make_project(crew, at=now())


def _project_round(world: World) -> Thing:
    """An open round, and a workbook of it that the head has filled in."""
    crew = projects.crew_of(world.cast, world.actors["planner"])
    round_, file = projects.make_filled_sheet(crew, projects.make_project(crew, at=now(), code=None))
    return {"pk": round_.pk, "file": file.pk}


def _project_part(make: Callable[[Any, Any], Any]) -> Callable[[World], Thing]:
    """Something that hangs on a project of the lead unit."""

    def made(world: World) -> Thing:
        crew = projects.crew_of(world.cast, world.actors["planner"])
        return {"pk": make(crew, projects.make_project(crew, at=now(), code=None)).pk, "name": "flow"}

    return made


def _sheet(world: World) -> Thing:
    """A form that the head has got, filled in and handed in."""
    head = world.cast.head
    asked = asked_on(item_of(head, _working_item(world)["pk"]), head)
    assert asked
    table = sheets.form(asked)
    upload = SimpleUploadedFile("form.docx", filled(table, "A", "已完成三个小区。"))
    return {"pk": files.store(upload=upload, by=head, at=now()).pk}


def _checked_item(world: World) -> Thing:
    """A matter for which a person of another unit has been named to go and look."""
    item = supervision.make_item(world.cast, "to_verify")
    actions.name_verifier(item=item, by=world.cast.office, at=now(), verifier=world.cast.stranger)
    return {"pk": item.pk}


def _marked_item(world: World) -> Thing:
    """A matter that its lead unit has not signed in time."""
    item = supervision.make_item(world.cast, "dispatched")
    actions.tick(at=now())
    return {"pk": item.pk, "mark": item.marks.earliest("id").pk}


def _precedent(world: World) -> Thing:
    boundary = supervision.make_boundary(world.cast.lead)
    return {"pk": actions.enter_boundary(boundary=boundary, by=world.cast.office, at=now()).pk}


def _confirmation(world: World) -> Thing:
    item = supervision.make_item(world.cast, "submitted")
    said = {"subject": "电梯修好了吗", "secret": "一次"}
    actions.ask_affected(item=item, by=world.cast.office, at=now(), **said)
    return {"secret": "一次"}


def _invitation(world: World) -> Thing:
    _invitation, secret = people.invite(person=person(), by=None, at=now())
    return {"secret": secret}


def _notice(world: World) -> Thing:
    head, at = world.cast.head, now()
    notices.send(person_ids=[head.pk], event_id=1, verb="test", title="到期", url="/tasks/", at=at)
    return {"pk": head.notices.get(event_id=1).pk}


def _line(world: World) -> Thing:
    with override_settings(MAIL_IS_OPEN=True):
        said = {"channel": "mail", "address": "office@yunling.example", "secret": "", "hour": 8}
        return {"pk": notices.open_line(**said, by=world.cast.office, at=now()).pk}


def _delivery(world: World) -> Thing:
    """A message to the office that nobody has taken."""
    return {"pk": Delivery.objects.get(line=_line(world)["pk"]).pk}


def _webhook(world: World) -> Thing:
    with override_settings(OUTSIDE_HOSTS=frozenset({"hooks.example"})):
        said = {"name": "中台", "address": "https://hooks.example/", "verbs": []}
        webhook, _secret = notices.open_webhook(**said, by=world.cast.system_admin, at=now())
    return {"pk": webhook.pk}


def _document(world: World) -> Thing:
    """Handed in by the handler of the lead unit; its last line names a unit that nobody knows."""
    lead = world.cast.lead.name
    text = f"一、{lead}牵头，抓紧编制改造方案，年底前完成改造。\n二、市奇石办要牵头建设步道，年底前建成。"
    said = {"source_type": "meeting", "confirmed_unclassified": True, "text": text}
    return {"pk": intake.take_document(by=world.cast.handler, at=now(), **said).pk}


def _breakdown(world: World) -> Thing:
    """One row of a unit that nobody knows."""
    said = {"source_type": "gov_report", "confirmed_unclassified": True}
    text = "主要任务\t牵头单位\t时限\n建设步道\t市奇石办\t尽早"
    return {"pk": breakdown.take(by=world.cast.office, at=now(), text=text, **said).pk}


def _breakdown_row(world: World) -> Thing:
    return {"pk": BreakdownRow.objects.get(breakdown=world.thing("breakdown")["pk"]).pk}


def _proposal(world: World) -> Thing:
    document = Document.objects.get(pk=world.thing("document")["pk"])
    first, *rest = document.proposals.order_by("start")
    middle = document.text.index("年底前", first.start)
    return {"pk": first.pk, "other": rest[-1].pk, "middle": middle}


def _party(world: World) -> Thing:
    proposal = world.thing("proposal")["other"]
    return {"pk": Party.objects.unknown().get(proposal=proposal).pk}


def _heard(world: World) -> Thing:
    party = Party.objects.get(pk=world.thing("party")["pk"])
    said = {"unit": world.cast.lead, "by": world.cast.office, "at": now()}
    intake.match_party(party=party, **said)
    return {"pk": HeardName.objects.get().pk}


def _person(world: World) -> Thing:
    made = person()
    return {"pk": made.pk, "username": made.username}


def _alias(world: World) -> Thing:
    return {"pk": people.add_alias(unit=world.cast.lead, name="水利局", by=None, at=AT).pk}


def _post(world: World) -> Thing:
    post = people.start_post(
        person=person(), unit=world.cast.other, title="科长", from_date=DAY, by=None, at=AT
    )
    return {"pk": post.pk}


def _grant(world: World) -> Thing:
    return {"pk": person(Role.AUDITOR).role_grants.get().pk}


def _charge(world: World) -> Thing:
    return {"pk": world.cast.leader.portfolios.get().pk}


def _token(world: World) -> Thing:
    token, _secret = people.issue_token(name="报表", by=world.cast.office, at=AT)
    return {"pk": token.pk}


MAKERS: dict[str, Callable[[World], Thing]] = {
    **spotcheck.MAKERS,
    **conduct.MAKERS,
    **fiscal.MAKERS,
    **standings.MAKERS,
    **trace.MAKERS,
    **indicators.MAKERS,
    "": lambda world: {},
    "sealed": _sealed,
    "sealed item": _sealed_item,
    "witness": _witness,
    "stamp": _stamp,
    "item": _item,
    "other item": _item,
    "marked item": _marked_item,
    "checked item": _checked_item,
    "working item": _working_item,
    "sheet": _sheet,
    "project": _project,
    "project paper file": lambda world: world.thing("project") | {"form": "docx"},
    "project round": _project_round,
    "project sheet": _project_round,
    "project node": _project_part(projects.make_filed_node),
    "project paper": _project_part(projects.make_contract),
    "project change": _project_part(projects.make_change),
    "project problem": _project_part(projects.make_problem_now),
    "project answer": lambda world: {"secret": projects.make_link(world.cast, world.actors["planner"])},
    "project grant": _project_part(projects.make_fund_now),
    "code table": lambda world: {"table": "region"},
    "project visit": _project_part(projects.make_visit),
    "project import": lambda world: {"pk": projects.make_import(world.actors["planner"]).pk},
    "confirmation": _confirmation,
    "paper": _paper,
    "clocks": lambda world: {"name": "13710"},
    "view": _view,
    "feed": _feed,
    "bulletin": _bulletin,
    "bulletin file": lambda world: {**_bulletin(world), "form": "docx"},
    "bulletin move": lambda world: {**_bulletin(world), "name": "recompute"},
    "precedent": _precedent,
    "move": lambda world: world.thing("item") | {"name": "urge"},
    "item file": lambda world: world.thing("item") | {"file_pk": 1},
    "slip": _slip,
    "preset": lambda world: {"name": "ouhai_code"},
    "document": _document,
    "proposal": _proposal,
    "party": _party,
    "breakdown": _breakdown,
    "breakdown row": _breakdown_row,
    "heard": _heard,
    "notice": _notice,
    "line": _line,
    "delivery": _delivery,
    "webhook": _webhook,
    "unit": lambda world: {"pk": world.cast.lead.pk},
    "year": lambda world: {"year": 2026},
    "invitation": _invitation,
    "person": _person,
    "alias": _alias,
    "post": _post,
    "grant": _grant,
    "charge": _charge,
    "token": _token,
    "event": lambda world: {"pk": Event.objects.earliest("id").pk},
}
