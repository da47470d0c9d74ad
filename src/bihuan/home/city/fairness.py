"""What follows an end, and what units say to their marks: persons affected, looks back, statements, appeals."""

from datetime import timedelta
from functools import partial

from bihuan.home.city import names, office
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.texts import fairness
from bihuan.supervision import actions
from bihuan.supervision.models import Answer, Confirmation, Mark, MarkKind, Status
from bihuan.supervision.rules.moves import live_parts

# Of what is closed: whom the office asks, and what is left unasked and not looked back on.
ASKED, LOOKED_BACK, RELAPSES = 0.12, 0.8, 0.05
SPEAKS, APPEALS, GRANTED = 0.2, 0.35, 0.4
RECENT = timedelta(days=4)
OFFICE_MADE = (MarkKind.RETURNED, MarkKind.FOUND_FALSE, MarkKind.RELAPSED)


def after_closing(world: World, matter: Matter) -> None:
    """Ask a person affected now and then; look back when the days have passed."""
    if world.chance(ASKED):
        world.soon(ask, matter, world.rng.uniform(1, 10))
    if world.chance(LOOKED_BACK):
        due = matter.item.look_backs.latest("id").due
        world.plan(world.time.moment(world.time.day(due, world.rng.randint(0, 6)), 3), look_back, matter)


def ask(world: World, matter: Matter) -> None:
    """Give a card to somebody for whom the matter was; he answers within days, or never."""
    secret = f"{matter.item.pk}-{world.rng.getrandbits(128):x}"
    said = {"subject": matter.item.title[:60], "addressee": world.rng.choice(fairness.WHOM), "secret": secret}
    if world.move(matter, actions.ask_affected, by=world.supervisor(), **said) and world.chance(0.85):
        world.in_days(partial(answer, secret=secret), matter, 1, 4)


def answer(world: World, matter: Matter, secret: str) -> None:
    """A person affected scans the card and says how it is."""
    said = world.rng.choices((Answer.YES, Answer.PARTLY, Answer.NO), (78, 14, 8))[0]
    words = world.rng.choice(fairness.WORDS[said])
    if not Confirmation.objects.open(world.now).filter(item=matter.item).exists():
        return
    item = world.do(actions.answer, secret=secret, said=said, words=words)
    if item is not None:
        matter.item = item
        _begin_again(world, matter)


def look_back(world: World, matter: Matter) -> None:
    """Go and see whether the result of a closed matter lasts."""
    if matter.status not in (Status.CLOSED, Status.ARCHIVED):
        return
    has_relapsed = world.chance(RELAPSES)
    action = actions.relapse if has_relapsed else actions.look_back
    text = world.rng.choice(fairness.RELAPSED if has_relapsed else fairness.LASTS)
    if world.move(matter, action, by=world.supervisor(), text=text):
        _begin_again(world, matter)


def _begin_again(world: World, matter: Matter) -> None:
    """What has been reopened is put to its units again."""
    if matter.status == Status.REOPENED:
        matter.returns = 0
        world.soon(office.dispatch, matter, world.rng.uniform(0.3, 3))


def speak_up(world: World) -> None:
    """Units look at what has been marked against them lately; some give their side, a few appeal."""
    known = {matter.item.pk: matter for matter in world.matters}
    marks = Mark.objects.filter(day__gt=world.today - RECENT, statement=None).select_related("unit")
    for mark in marks.order_by("pk"):
        matter = known.get(mark.item_id)
        if matter is None or matter.lead != mark.unit or not world.chance(SPEAKS):
            continue
        text = world.rng.choice(fairness.SIDES[mark.kind])
        world.move(matter, actions.explain, by=world.contact(mark.unit), mark=mark, text=text)
        if world.chance(APPEALS):
            _appeal(world, matter, mark)


def _appeal(world: World, matter: Matter, mark: Mark) -> None:
    said = {"mark": mark, "text": fairness.APPEAL}
    if world.move(matter, actions.appeal, by=world.head(mark.unit), **said):
        world.in_days(partial(decide, mark=mark), matter, 2, 6)


def decide(world: World, matter: Matter, mark: Mark) -> None:
    """The office decides about what the clock has written; about its own marks a leader does."""
    granted = world.chance(GRANTED)
    by = world.cast.in_charge(mark.unit.short_name) if mark.kind in OFFICE_MADE else world.supervisor()
    ground = fairness.GROUNDS[granted]
    world.move(matter, actions.decide_appeal, by=by, mark=mark, granted=granted, ground=ground)


def name_verifiers(world: World) -> None:
    """Let somebody of the shown unit go and see results of other units, for the demo's visitors to do."""
    unit = world.cast.units[names.SHOWN_UNIT]
    submitted = [one for one in world.matters if one.status == Status.SUBMITTED]
    waiting = [one for one in submitted if all(part.unit_id != unit.pk for part in live_parts(one.item))]
    shown = world.cast.contacts[unit.pk][0]
    for matter in waiting[-2:]:
        world.move(matter, actions.name_verifier, by=world.cast.supervisors[0], verifier=shown)
