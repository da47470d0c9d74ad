"""The words in which tests/permissions.py says who may open what: people, rules and rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# Those who see the matter of the world: as its units, as leaders in charge of them, or as they see the city.
SEE_ITEM = frozenset({"supervisor", "mayor", "leader", "head", "handler", "co_head", "auditor"})
KEEPERS = frozenset({"planner", "treasurer", "statistician"})
STRANGERS = frozenset({"nobody", "other_leader", "other_head", "other_handler"}) | KEEPERS
ADMINS = frozenset({"system_admin", "security_admin", "audit_admin"})
EVERYONE = SEE_ITEM | STRANGERS | ADMINS
# Those for whom the matter of the world does not exist.
BLIND = EVERYONE - SEE_ITEM
NOBODY: frozenset[str] = frozenset()
# Those who read the events of units and persons.
RECORD_READERS = frozenset({"auditor", "supervisor", "audit_admin"})


@dataclass(frozen=True)
class Rule:
    """Who is let through one method of a route."""

    yes: frozenset[str] = EVERYONE
    hidden: frozenset[str] = NOBODY
    is_open: bool = False
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One route: which thing it leads to, and a rule for each of its methods."""

    thing: str = ""
    get: Rule | None = None
    post: Rule | None = None
    put: Rule | None = None
    # Answers every method alike, as it changes nothing.
    is_method_blind: bool = False
    # An address of the route, where the pattern itself does not give one.
    path: str = ""

    @property
    def rules(self) -> dict[str, Rule]:
        said = {"GET": self.get, "POST": self.post, "PUT": self.put}
        return {name: rule for name, rule in said.items() if rule}


ANY = Rule()
OPEN = Rule(is_open=True)
HIDDEN = Rule(yes=NOBODY, hidden=EVERYONE)
NOWHERE = Rule(yes=NOBODY, hidden=EVERYONE, is_open=True)
OF_ITEM = Rule(yes=SEE_ITEM, hidden=BLIND)


def move(*yes: str, **body: Any) -> Row:
    """A move of a matter over the API: everybody else who sees the matter is refused."""
    return Row(thing="item", post=Rule(yes=frozenset(yes), hidden=BLIND, body=body))


def about_mark(*yes: str, **body: Any) -> Row:
    """What is said about a mark against a unit."""
    body["mark_id"] = lambda world: world.thing("marked item")["mark"]
    return replace(move(*yes, **body), thing="marked item")
