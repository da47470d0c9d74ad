"""What somebody of the city is going to do, day by day, beside what happens to single matters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

Deed = Callable[[date], None]


@dataclass(kw_only=True)
class Agenda:
    """Deeds and the days on which they are due."""

    agenda: list[tuple[date, Deed]] = field(default_factory=list)

    def plan(self, day: date, deed: Deed) -> None:
        """Note that something is to be done on a day, or on the next one that is lived through."""
        self.agenda.append((day, deed))

    def pass_day(self, day: date) -> None:
        """Do what is due, in the order in which it fell due."""
        due = [each for each in self.agenda if each[0] <= day]
        self.agenda = [each for each in self.agenda if each[0] > day]
        for _day, deed in sorted(due, key=lambda each: each[0]):
            deed(day)
