"""How far a matter may be extended: what is used of its limits, and what is left."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid

# Where the city has not chosen: twice, and by thirty days in all.
USUAL_COUNT, USUAL_DAYS = 2, 30
# What the office may choose at most.
LONGEST_COUNT, LONGEST_DAYS = 9, 366


@dataclass(frozen=True)
class Limits:
    """How often a finish date may be moved, and by how many calendar days in all."""

    most: int = USUAL_COUNT
    days: int = USUAL_DAYS


@dataclass(frozen=True)
class Standing:
    """What a matter has used of its limits since it was last dispatched."""

    limits: Limits
    count: int
    days: int

    @property
    def days_left(self) -> int:
        return max(0, self.limits.days - self.days)

    @property
    def is_used_up(self) -> bool:
        return self.count >= self.limits.most or not self.days_left

    @property
    def words(self) -> str:
        """What is used, to stand beside the field."""
        return _("%(count)s of %(most)s extensions used, %(used)s of %(days)s days.") % {
            "count": self.count,
            "most": self.limits.most,
            "used": self.days,
            "days": self.limits.days,
        }

    def latest(self, due: date) -> date:
        """The last day to which a finish date may be moved."""
        return due + timedelta(self.days_left)

    def need_room(self) -> None:
        """Refuse a further extension where none is left."""
        if self.count >= self.limits.most:
            raise Conflict(
                _("This matter has been extended %(count)s times; %(most)s times are allowed.")
                % {"count": self.count, "most": self.limits.most}
            )
        if not self.days_left:
            raise Conflict(
                _("The extensions of this matter come to %(used)s days; %(days)s days in all are allowed.")
                % {"used": self.days, "days": self.limits.days}
            )

    def check(self, due: date, wanted: date) -> None:
        """Refuse a date beyond what is left."""
        if wanted > self.latest(due):
            raise Invalid(
                _(
                    "Extensions may come to %(days)s days in all, and %(used)s are used: "
                    "%(latest)s is the latest date possible."
                )
                % {"days": self.limits.days, "used": self.days, "latest": self.latest(due)}
            )
