"""Whom the clock has urged, and when he signs that he knows: soon, or not before it is done."""

from datetime import timedelta
from functools import partial

from bihuan.home.city.matter import Matter, World
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Level, Rung

# How many of those who are urged sign for it, by rung; of the slow units fewer do.
SIGNS = {Level.HANDLER: 0.75, Level.HEAD: 0.8, Level.IN_CHARGE: 0.7, Level.OFFICE: 0.35}
SLOW_SIGNS = 0.6
# The tick of the morning lies no longer back than this.
MORNING = timedelta(hours=1)
SLOW = ("slow", "urged", "passes_on")


def hear(world: World) -> None:
    """This morning's rungs lie before their holders, who sign in their own time."""
    known = {matter.item.pk: matter for matter in world.matters}
    raised = Rung.objects.waiting().filter(at__gte=world.now - MORNING).select_related("holder")
    for rung in raised.order_by("pk"):
        matter, holder = known.get(rung.item_id), rung.holder
        if matter is None or holder is None:
            continue
        share = SIGNS.get(Level(rung.level), 0.5)
        if world.chance(share * (SLOW_SIGNS if matter.manner.name in SLOW else 1.0)):
            world.soon(partial(sign, by=holder, rung=rung.pk), matter, world.rng.uniform(0.3, 14))


def sign(world: World, matter: Matter, by: Person, rung: int) -> None:
    """Sign what still waits."""
    if Rung.objects.waiting().filter(pk=rung).exists():
        world.move(matter, actions.sign_urge, by=by)
