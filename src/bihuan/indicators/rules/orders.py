"""What is asked for when a publication is brought in."""

from dataclasses import dataclass
from datetime import date

from bihuan.files.models import StoredFile
from bihuan.indicators.models import Area, Indicator
from bihuan.people.models import Unit


@dataclass(frozen=True)
class Publication:
    """By whom and when numbers were published, under which number, in which file.

    `unit`: the department whose own figures these are. Without one they are official statistics, and then
    number and file must be there.
    """

    publisher: str
    published: date
    number: str = ""
    file: StoredFile | None = None
    note: str = ""
    unit: Unit | None = None


Key = tuple[int, int, str, str, date]


@dataclass(frozen=True)
class NewReading:
    """One number as it stands in a publication; `month` is the first day of the month that ends its time."""

    indicator: Indicator
    area: Area
    measure: str
    span: str
    month: date
    said: str
    vintage: str

    @property
    def key(self) -> Key:
        """What the number is: two readings with the same key are revisions of each other."""
        return self.indicator.pk, self.area.pk, self.measure, self.span, self.month
