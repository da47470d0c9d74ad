"""What the lower rooms need to know of a person, without knowing the room where persons live."""

from typing import Any, Protocol


class Actor(Protocol):
    """Somebody who acts or reads. Implemented by people.models.Person."""

    @property
    def pk(self) -> Any: ...
    @property
    def is_active(self) -> Any: ...
    @property
    def access(self) -> Any: ...
