"""Who may do what to a matter, and when: the loop as one table.

The table feeds the actions, the buttons, the API, the diagram in docs/domain/supervision.md and one test
that runs every move in every state for every kind of person.
"""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.states import Machine, Move, lead, stay
from bihuan.people.models import Person, Role
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Rung,
    Status,
    SupervisionItem,
)
from bihuan.supervision.models.urging import rungs_held
from bihuan.supervision.rules.affected import AFFECTED, AFFECTED_ROLE, VERIFIER_ROLE
from bihuan.supervision.rules.ladders import SIGNABLE
from bihuan.supervision.rules.owning import needs_superior

S = Status


def live_parts(item: SupervisionItem) -> list[Assignment]:
    """The units' parts in a matter, lead units first, in their order."""
    parts = [part for part in item.assignments.all() if part.status != AssignmentStatus.RELEASED]
    return sorted(parts, key=lambda part: (part.role != AssignmentRole.LEAD, part.position))


def collector(item: SupervisionItem) -> Assignment | None:
    """The part of the lead unit that collects and answers for the matter (汇总单位)."""
    parts = live_parts(item)
    return parts[0] if parts and parts[0].role == AssignmentRole.LEAD else None


def part_of(person: Person, item: SupervisionItem) -> Assignment | None:
    """The part through which this person works on the matter: the collector's first."""
    return next((part for part in live_parts(item) if part.unit_id in person.access.units), None)


def is_office(person: Person, item: SupervisionItem) -> bool:
    """The supervision office (督查室)."""
    return person.access.has(Role.SUPERVISOR)


def is_reviewer(person: Person, item: SupervisionItem) -> bool:
    """The supervision office, unless he works for one of the units: the closer is never the doer."""
    return is_office(person, item) and part_of(person, item) is None


def is_leader(person: Person, item: SupervisionItem) -> bool:
    """A city leader who answers for this matter, or the mayor."""
    access = person.access
    if not access.has(Role.LEADER):
        return False
    return (
        access.sees_city
        or item.leader_id == person.pk
        or any(part.unit_id in access.overseen for part in live_parts(item))
    )


def is_office_or_leader(person: Person, item: SupervisionItem) -> bool:
    return is_office(person, item) or is_leader(person, item)


def is_ruler(person: Person, item: SupervisionItem) -> bool:
    """A leader who answers for the matter; the office, unless the objection has gone up to him."""
    if is_leader(person, item):
        return True
    is_up = item.status == Status.DISPUTED and is_office(person, item) and needs_superior(item)
    return is_office(person, item) and not is_up


def is_concluder(person: Person, item: SupervisionItem) -> bool:
    """Whoever reviews for the office, or a leader who has read the result; never the doer."""
    return is_reviewer(person, item) or (is_leader(person, item) and part_of(person, item) is None)


def is_collector(person: Person, item: SupervisionItem) -> bool:
    """The head or a contact of the lead unit that collects."""
    part = collector(item)
    return part is not None and part.unit_id in person.access.units


def is_collector_head(person: Person, item: SupervisionItem) -> bool:
    """The head of that unit: what leaves the unit's hands bears his name."""
    part = collector(item)
    return part is not None and part.unit_id in person.access.headed


def is_collector_contact(person: Person, item: SupervisionItem) -> bool:
    """A contact of that unit who is not its head: what he proposes waits for the head."""
    return is_collector(person, item) and not is_collector_head(person, item)


def is_party(person: Person, item: SupervisionItem) -> bool:
    """The head or a contact of any unit that has a part."""
    return part_of(person, item) is not None


def is_contributor(person: Person, item: SupervisionItem) -> bool:
    """The head or a contact of a unit that gives its input to the collecting unit."""
    first = collector(item)
    return any(part.unit_id in person.access.units for part in live_parts(item) if part != first)


def part_to_sign(person: Person, item: SupervisionItem) -> Assignment | None:
    """The part this person's unit has yet to sign; not the collector's while its objection waits."""
    first = collector(item) if item.status == S.DISPUTED else None
    return _first_part(person, item, (AssignmentStatus.DISPATCHED,), but=first)


def part_to_input(person: Person, item: SupervisionItem) -> Assignment | None:
    """The signed part through which this person's unit gives its input to the collecting unit."""
    signed = (AssignmentStatus.ACCEPTED, AssignmentStatus.CONTRIBUTED)
    return _first_part(person, item, signed, but=collector(item))


def _first_part(
    person: Person, item: SupervisionItem, statuses: tuple[AssignmentStatus, ...], but: Assignment | None
) -> Assignment | None:
    mine = (part for part in live_parts(item) if part.unit_id in person.access.units and part != but)
    return next((part for part in mine if part.status in statuses), None)


def has_part_to_sign(person: Person, item: SupervisionItem) -> bool:
    return part_to_sign(person, item) is not None


def has_part_to_input(person: Person, item: SupervisionItem) -> bool:
    return part_to_input(person, item) is not None


def has_slip_to_sign(person: Person, item: SupervisionItem) -> bool:
    """Whether a slip runs that its unit has not signed for."""
    return item.slip_rank > 0 and not item.is_slip_signed


def rungs_to_sign(person: Person, item: SupervisionItem) -> list[Rung]:
    """The rungs of a matter's ladders that wait for this person's signature."""
    return rungs_held(item, person) if item.open_rungs else []


def has_rung_to_sign(person: Person, item: SupervisionItem) -> bool:
    found = getattr(item, "has_own_rung", None)
    return bool(rungs_to_sign(person, item)) if found is None else found


def may_be_told(person: Person, item: SupervisionItem) -> bool:
    """Whoever may stand on a rung of a ladder: the units, a leader, the office."""
    return is_party(person, item) or is_office_or_leader(person, item)


def is_party_head(person: Person, item: SupervisionItem) -> bool:
    """The head of a unit that has a part."""
    return any(part.unit_id in person.access.headed for part in live_parts(item))


def is_verifier(person: Person, item: SupervisionItem) -> bool:
    """Whoever goes and looks: for the office, or named by it; never for a unit of the matter."""
    if is_reviewer(person, item):
        return True
    is_named = (
        person.access.has(Role.HEAD, Role.HANDLER)
        and item.site_checks.open().filter(verifier_id=person.pk).exists()
    )
    return is_named and part_of(person, item) is None


def is_affected(person: Person, item: SupervisionItem) -> bool:
    """Nobody with an account: a person affected, let in by a link that opens once."""
    return person is AFFECTED


def acting_as(person: Person, item: SupervisionItem, part: Assignment | None) -> str:
    """The role under which the journal notes what a person does: for his unit, the office, as leader."""
    if part is not None:
        return Role.HEAD if part.unit_id in person.access.headed else Role.HANDLER
    if is_office(person, item):
        return Role.SUPERVISOR
    if person.access.has(Role.LEADER):
        return Role.LEADER
    return AFFECTED_ROLE if person is AFFECTED else VERIFIER_ROLE


def _wrong_person(move: Move, item: SupervisionItem) -> str:
    part = collector(item)
    if move.name == "rule" and item.status == Status.DISPUTED and needs_superior(item):
        return gettext(
            "This matter has been objected to three times. Only a leader who answers for it rules now."
        )
    return gettext("“%(move)s” is not for you to do here. The lead unit is %(unit)s.") % {
        "move": move.label,
        "unit": part.unit.short_name if part else gettext("not named yet"),
    }


def _wrong_state(move: Move, item: SupervisionItem) -> str:
    return gettext("“%(move)s” is not possible now: this matter is in the state “%(state)s”.") % {
        "move": move.label,
        "state": item.get_status_display(),
    }


WORKING = (S.ACCEPTED, S.IN_PROGRESS, S.EXTENDING, S.RETURNED)
URGEABLE = (S.DISPATCHED, S.DISPUTED, *WORKING)
ENDED = (S.CLOSED, S.ARCHIVED)
# Whatever has been put to units may bear marks against them.
PUT = (*URGEABLE, S.SUBMITTED, S.TO_VERIFY, S.CONCLUDED, *ENDED, S.REOPENED, S.LONG_TERM)

MOVES = Machine(
    Move("approve", _("File"), lead(S.APPROVED, S.DRAFT), may=is_office_or_leader),
    Move("decline", _("Do not file"), lead(S.NOT_FILED, S.DRAFT), may=is_office, form="ReasonForm"),
    Move(
        "dispatch",
        _("Dispatch"),
        lead(S.DISPATCHED, S.APPROVED, S.REOPENED),
        may=is_office,
        form="DispatchForm",
        clock="sign_due",
    ),
    # Every unit signs for its own part; the matter itself moves when the collecting unit has signed.
    Move(
        "acknowledge",
        _("Sign for"),
        lead(S.ACCEPTED, S.DISPATCHED) | stay(S.DISPUTED, *WORKING),
        may=is_party,
        form="AcknowledgeForm",
        clock="report_due",
        ready=has_part_to_sign,
    ),
    # Counts for nothing until the head of the unit objects himself.
    Move(
        "propose_dispute",
        _("Propose an objection"),
        stay(S.DISPATCHED),
        may=is_collector_contact,
        form="DisputeForm",
    ),
    Move("dispute", _("Object"), lead(S.DISPUTED, S.DISPATCHED), may=is_collector_head, form="DisputeForm"),
    Move("rule", _("Rule"), lead(S.DISPATCHED, S.DISPUTED), may=is_ruler, form="RulingForm"),
    Move(
        "report",
        _("Report progress"),
        lead(S.IN_PROGRESS, S.ACCEPTED, S.IN_PROGRESS) | stay(S.EXTENDING, S.RETURNED, S.LONG_TERM),
        may=is_collector,
        form="ProgressForm",
        clock="report_due",
    ),
    Move(
        "contribute",
        _("Give input"),
        stay(*WORKING, S.SUBMITTED),
        may=is_contributor,
        form="ReportForm",
        ready=has_part_to_input,
    ),
    Move(
        "request_extension",
        _("Ask for an extension"),
        lead(S.EXTENDING, S.ACCEPTED, S.IN_PROGRESS),
        may=is_collector_head,
        form="ExtensionForm",
    ),
    Move(
        "decide_extension",
        _("Decide on the extension"),
        lead(S.IN_PROGRESS, S.EXTENDING),
        may=is_office_or_leader,
        form="ExtensionDecisionForm",
        clock="finish_due",
    ),
    Move("urge", _("Urge"), stay(*URGEABLE), may=is_office_or_leader, form="UrgeForm"),
    Move("sign_urge", _("Sign that you know"), stay(*SIGNABLE), may=may_be_told, ready=has_rung_to_sign),
    Move(
        "submit",
        _("Submit the result"),
        lead(S.SUBMITTED, S.ACCEPTED, S.IN_PROGRESS, S.RETURNED),
        may=is_collector_head,
        form="ReportForm",
    ),
    Move(
        "send_back",
        _("Return"),
        lead(S.RETURNED, S.SUBMITTED, S.TO_VERIFY),
        may=is_reviewer,
        form="ReturnForm",
    ),
    Move("send_to_verify", _("Have it verified"), lead(S.TO_VERIFY, S.SUBMITTED), may=is_reviewer),
    Move("verify", _("Record a verification"), stay(S.TO_VERIFY), may=is_reviewer, form="VerificationForm"),
    Move(
        "conclude",
        _("Conclude"),
        lead(S.CONCLUDED, S.SUBMITTED, S.TO_VERIFY),
        may=is_concluder,
        form="ConcludeForm",
    ),
    Move(
        "close",
        pgettext_lazy("move", "Close"),
        lead(S.CLOSED, S.CONCLUDED),
        may=is_reviewer,
        form="ReasonForm",
    ),
    Move("reopen", _("Reopen"), lead(S.REOPENED, S.CLOSED), may=is_office, form="ReasonForm"),
    Move("archive", _("Archive"), lead(S.ARCHIVED, S.CLOSED), may=is_office),
    Move(
        "instruct",
        _("Write an instruction"),
        stay(S.DISPATCHED, *WORKING, S.SUBMITTED, S.TO_VERIFY, S.CONCLUDED, S.CLOSED, S.LONG_TERM),
        may=is_leader,
        form="InstructionForm",
    ),
    Move(
        "make_long_term",
        _("Make long-term"),
        lead(S.LONG_TERM, S.IN_PROGRESS),
        may=is_leader,
        form="ReasonForm",
    ),
    Move(
        "merge",
        _("Merge"),
        lead(S.MERGED, S.DRAFT, S.APPROVED, S.DISPATCHED, S.ACCEPTED, S.IN_PROGRESS),
        may=is_office,
        form="MergeForm",
    ),
    Move(
        "cancel",
        pgettext_lazy("move", "Cancel"),
        lead(S.CANCELLED, S.DRAFT, S.APPROVED, S.DISPATCHED, S.DISPUTED, S.ACCEPTED, S.IN_PROGRESS),
        may=is_leader,
        form="ReasonForm",
    ),
    Move(
        "set_schedule",
        _("Set the schedule"),
        stay(S.APPROVED, *URGEABLE, S.LONG_TERM),
        may=is_office,
        form="ScheduleForm",
    ),
    Move("issue_slip", _("Issue a slip"), stay(*URGEABLE), may=is_office, form="SlipForm"),
    Move(
        "sign_slip",
        _("Sign for the slip"),
        stay(*URGEABLE, S.SUBMITTED, S.TO_VERIFY),
        may=is_collector,
        ready=has_slip_to_sign,
    ),
    Move(
        "name_verifier",
        _("Name who checks on site"),
        lead(S.TO_VERIFY, S.SUBMITTED) | stay(S.TO_VERIFY),
        may=is_reviewer,
        form="VerifierForm",
    ),
    Move("check_site", _("Check on site"), stay(S.TO_VERIFY), may=is_verifier, form="SiteCheckForm"),
    Move(
        "ask_affected",
        _("Ask a person affected"),
        stay(S.SUBMITTED, S.TO_VERIFY, S.CONCLUDED, S.CLOSED),
        may=is_reviewer,
        form="AskForm",
    ),
    Move(
        "confirm",
        _("Person affected: solved"),
        stay(*PUT),
        may=is_affected,
    ),
    # Where no result is claimed, the word is kept and the state stays.
    Move(
        "contradict",
        _("Person affected: not solved"),
        stay(*PUT) | lead(S.RETURNED, S.SUBMITTED, S.TO_VERIFY) | lead(S.REOPENED, S.CONCLUDED, *ENDED),
        may=is_affected,
    ),
    Move("look_back", _("Look back: it lasts"), stay(*ENDED), may=is_reviewer, form="FindingForm"),
    Move("relapse", _("Look back: reopen"), lead(S.REOPENED, *ENDED), may=is_reviewer, form="FindingForm"),
    Move("explain", _("Give your side"), stay(*PUT), may=is_party, form="StatementForm"),
    Move("appeal", _("Appeal"), stay(*PUT), may=is_party_head, form="AppealForm"),
    Move(
        "decide_appeal",
        _("Decide on the appeal"),
        stay(*PUT),
        may=is_concluder,
        form="AppealDecisionForm",
    ),
    wrong_person=_wrong_person,
    wrong_state=_wrong_state,
)
