"""The three ways the domain says no. The web and API faces turn each into a response, once."""


class DomainError(Exception):
    """A refusal whose message is written for the person who asked: what happened, what to do."""


class Denied(DomainError):
    """This person may not do this to this thing."""


class Conflict(DomainError):
    """Nobody may do this while the thing is in its present state."""


class Invalid(DomainError):
    """What was asked for does not make sense; `field` names the one that is wrong, where it is one alone."""

    def __init__(self, said: object, field: str = "") -> None:
        super().__init__(said)
        self.field = field
