"""Firms above scale (规上企业): who is on the statistics bureau's roll since when, and what each earns.

What single firms report is confidential by the statistics law: the bureau sees all of them, the county or
park that looks after a firm its own, everybody else counts only. So names and amounts stay out of the record,
which is read and copied by others: it says which workbook told them, and the workbook is kept.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Role, Unit


class Entry(models.TextChoices):
    """How a firm came to be on the roll."""

    GROWN = "grown", _("Grown past the line")
    NEW = "new", _("Newly built and producing")
    MOVED = "moved", _("Moved in")


class Exit(models.TextChoices):
    """Why a firm is no longer on the roll."""

    BELOW = "below", _("Fallen below the line")
    CLOSED = "closed", _("Closed or stopped")
    MOVED = "moved", _("Moved away")
    MERGED = "merged", _("Merged with another firm")


class FirmRuleQuerySet(models.QuerySet["FirmRule"]):
    def visible_to(self, person: Person) -> Self:
        """What every person who works here may read."""
        return self if person.is_active and not person.access.is_admin_only else self.none()


class FirmRule(models.Model):
    """One version of where the line runs (规上标准). Never edited; the last number holds.

    `line` is what a firm earns in twelve months to be on the roll, `near` from where on it counts as near,
    both in 分. `since` is the day from which it is wanted so, `owner` who answers for it, `source` the paper.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    line = models.BigIntegerField()
    near = models.BigIntegerField()
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    source = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FirmRuleQuerySet.as_manager()
    governed = ("number", "line", "near", "owner_id", "since", "source")

    class Meta:
        constraints = [
            models.CheckConstraint(name="firm_near_below_line", condition=Q(near__gte=1, near__lt=F("line"))),
        ]

    def __str__(self) -> str:
        return str(self.number)


class FirmBookQuerySet(models.QuerySet["FirmBook"]):
    def visible_to(self, person: Person) -> Self:
        """The bureau's workbooks name single firms: only it reads them."""
        return self if person.is_active and person.access.has(Role.STATISTICIAN) else self.none()


class FirmBook(models.Model):
    """One workbook of firms as it came in: changes of the roll, revenue by month (名录库变动表)."""

    number = models.CharField(max_length=60)
    published = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FirmBookQuerySet.as_manager()
    governed = ("number", "published", "file_id")

    def __str__(self) -> str:
        return self.number


class FirmQuerySet(models.QuerySet["Firm"]):
    def visible_to(self, person: Person) -> Self:
        """The bureau sees all firms, the unit in charge its own; for everybody else they do not exist."""
        access = person.access
        if not person.is_active:
            return self.none()
        return self if access.has(Role.STATISTICIAN) else self.filter(unit_id__in=access.units)


class Firm(models.Model):
    """An industrial firm that is on the roll, was, or may come to be.

    `code` is its 统一社会信用代码, `industry` its class (GB/T 4754, four digits), `place` its area
    (GB/T 2260), `unit` the county or park that looks after it.
    """

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=100)
    industry = models.CharField(max_length=4)
    place = models.CharField(max_length=6)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    objects = FirmQuerySet.as_manager()
    governed = ("industry", "place", "unit_id")

    def __str__(self) -> str:
        return self.name


class FirmSpellQuerySet(models.QuerySet["FirmSpell"]):
    def visible_to(self, person: Person) -> Self:
        """A spell is seen with its firm."""
        return self.filter(firm__in=Firm.objects.visible_to(person))


class FirmSpell(models.Model):
    """One stay of a firm on the roll: from its month of entry to that of exit (在库时段).

    Both months are first days. A firm counts from the month of entry on, and no more from that of exit.
    """

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="spells", db_index=False)
    entered = models.DateField()
    entry = models.CharField(max_length=6, choices=Entry)
    left = models.DateField(null=True, blank=True)
    exit = models.CharField(max_length=6, choices=Exit, blank=True)
    book = models.ForeignKey(FirmBook, on_delete=models.PROTECT, related_name="+")

    objects = FirmSpellQuerySet.as_manager()
    governed = ("firm_id", "entered", "entry", "left", "exit", "book_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "entered"], name="spell_of_firm"),
            models.CheckConstraint(
                name="spell_ends_with_its_reason",
                condition=Q(left=None, exit="") | (Q(left__gt=F("entered")) & ~Q(exit="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.entered:%Y-%m}"


class FirmRevenueQuerySet(models.QuerySet["FirmRevenue"]):
    def visible_to(self, person: Person) -> Self:
        """Revenue is seen with its firm."""
        return self.filter(firm__in=Firm.objects.visible_to(person))


class FirmRevenue(models.Model):
    """What a firm earned in one month by its main business (主营业务收入), in 分; corrected on record."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="revenues", db_index=False)
    month = models.DateField()
    amount = models.BigIntegerField()
    book = models.ForeignKey(FirmBook, on_delete=models.PROTECT, related_name="+")

    objects = FirmRevenueQuerySet.as_manager()
    governed = ("firm_id", "month", "book_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "month"], name="revenue_of_firm_and_month")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.month:%Y-%m}"
