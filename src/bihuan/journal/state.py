"""What was found at one state of the record, kept until anything is written: never older than the record."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

from bihuan.journal.queries import position

KEPT_FOR = 24 * 60 * 60
Found = TypeVar("Found")


class State:
    """One state of the record, asked for once, and what is found while it lasts."""

    def __init__(self) -> None:
        self.position = position()

    def kept(self, said: tuple[Any, ...], find: Callable[[], Found]) -> Found:
        """What `find` gives, found anew once the record has moved on.

        `said` names everything else on which it depends: the reader, the day, the language where it is words.
        """
        key = "state-" + hashlib.sha256(repr((said, self.position)).encode()).hexdigest()
        found: tuple[Found] | None = cache.get(key)
        if found is None:
            found = (find(),)
            cache.set(key, found, KEPT_FOR)
        return found[0]
