"""Units and their people: who works where, since when, in charge of what, with which role."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.personal import Column


class UnitKind(models.TextChoices):
    CITY = "city", _("City")
    LEADERSHIP = "leadership", _("City leadership")
    DEPARTMENT = "department", _("City department")
    COUNTY = "county", _("County or district")
    PARK = "park", _("Development park")
    ENTERPRISE = "enterprise", _("Enterprise")


class Role(models.TextChoices):
    LEADER = "leader", _("City leader")
    SUPERVISOR = "supervisor", _("Supervision office")
    HEAD = "head", _("Unit head")
    HANDLER = "handler", _("Unit contact")
    PLANNER = "planner", _("Keeper of the project ledger")
    TREASURER = "treasurer", _("Finance Bureau")
    STATISTICIAN = "statistician", _("Keeper of the indicators")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


ADMIN_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
UNIT_ROLES = (Role.HEAD, Role.HANDLER)


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, person: "Person") -> Self:
        """The directory of units is open to everybody who works here."""
        return self if person.is_active else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def under(self, paths: list[str]) -> Self:
        """Keep the units at or below any of these paths."""
        if not paths:
            return self.none()
        below = Q()
        for path in paths:
            below |= Q(path__startswith=path)
        return self.filter(below)


class Unit(models.Model):
    """An organisation that can be given work: a department, county, park, enterprise, or the city itself."""

    name = models.CharField(max_length=100, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # The way down from the city, e.g. "1.12.": a subtree is then one prefix, in SQL and on an index.
    path = models.CharField(max_length=120, unique=True)
    appraisal_group = models.CharField(max_length=40, blank=True)
    sort_key = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = UnitQuerySet.as_manager()
    governed = ("name", "short_name", "kind", "parent_id", "path", "is_active")

    class Meta:
        indexes = [models.Index(fields=["kind", "sort_key"], name="unit_kind_sort")]

    def __str__(self) -> str:
        return self.short_name


class UnitAliasQuerySet(models.QuerySet["UnitAlias"]):
    def visible_to(self, person: "Person") -> Self:
        return self if person.is_active else self.none()


class UnitAlias(models.Model):
    """Another name under which documents speak of a unit: 市发改委 for 市发展和改革委员会."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100, unique=True)

    objects = UnitAliasQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Access:
    """What a person's roles open to him at this moment. Ids of units, subordinate units included."""

    roles: frozenset[str]
    headed: frozenset[int]
    handled: frozenset[int]
    overseen: frozenset[int]
    sees_city: bool

    @property
    def units(self) -> frozenset[int]:
        """Units he works for: as head or as contact."""
        return self.headed | self.handled

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_admin_only(self) -> bool:
        """Whether he administers and does nothing else: such a person reads no business text."""
        return bool(self.roles) and self.roles <= set(ADMIN_ROLES)


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts. There is no superuser: administrators are roles like all others."""

    def create_user(self, *, username: str, name: str, password: str | None = None, **more: Any) -> "Person":
        person = self.model(username=username, name=name, **more)
        person.set_password(password)
        person.save()
        return person


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> Self:
        """The directory of persons is open to everybody who works here."""
        return self if person.is_active else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)


class Person(AbstractBaseUser):
    """Somebody who works here and has one account."""

    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    sort_key = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    # Part of every session's hash: counting it up ends all sessions of this person at once.
    session_round = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = PersonManager.from_queryset(PersonQuerySet)()
    governed = ("username", "name", "is_active")
    personal = (
        Column("username", _("sign-in name"), "erased-{pk}"),
        Column("name", _("name"), "佚名{pk}", beside=("sort_key",)),
        Column("email", _("E-mail")),
        Column("phone", _("Telephone")),
    )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to belong to this account: it changes with the password and the round."""
        said = f"{self.password}:{self.session_round}"
        return salted_hmac("bihuan.people.session", said, algorithm="sha256").hexdigest()

    def forget_access(self) -> None:
        """Let `access` be computed anew, after roles or portfolios have changed."""
        self.__dict__.pop("access", None)

    @cached_property
    def access(self) -> Access:
        """Compute once per request what this person's open roles and portfolios let him see and do."""
        # Here, because that question is about the models of this module.
        from bihuan.people.rights import access_of

        return access_of(self)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: "Person") -> Self:
        return self if person.is_active else self.none()

    def open(self) -> Self:
        return self.filter(to_date=None)


class Post(models.Model):
    """A person holding an office in a unit from one day to another. Rows are ended, never rewritten."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=40)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()
    governed = ("person_id", "unit_id", "title", "from_date", "to_date")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(to_date=None) | Q(to_date__gte=models.F("from_date")),
            )
        ]
        indexes = [models.Index(fields=["unit", "to_date"], name="post_unit_open")]

    def __str__(self) -> str:
        return f"{self.person} {self.title}"


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def visible_to(self, person: "Person") -> Self:
        return self if person.is_active else self.none()

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Portfolio(models.Model):
    """A city leader being in charge (分管) of a unit for a time."""

    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portfolios")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="portfolios")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PortfolioQuerySet.as_manager()
    governed = ("leader_id", "unit_id", "ended_at")

    class Meta:
        indexes = [models.Index(fields=["unit", "ended_at"], name="portfolio_unit_open")]

    def __str__(self) -> str:
        return f"{self.leader} – {self.unit}"


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def visible_to(self, person: "Person") -> Self:
        """Roles are seen by their holder, by those who check them, and by nobody else."""
        if person.access.has(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR):
            return self
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """A role held by a person, for a unit or for the whole city, from a moment on.

    `admin_slot` holds the person's id while an administrator's role is open and nothing otherwise; being
    unique, it makes the database itself refuse a second administrator's role to the same person.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=16, choices=Role)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    admin_slot = models.BigIntegerField(null=True, blank=True, unique=True)

    objects = RoleGrantQuerySet.as_manager()
    governed = ("person_id", "role", "unit_id", "ended_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="admin_slot_while_admin_open",
                # Without the second condition a missing slot would make the whole check unknown, and pass.
                condition=Q(
                    role__in=ADMIN_ROLES,
                    admin_slot__isnull=False,
                    ended_at=None,
                    admin_slot=models.F("person_id"),
                )
                | Q(admin_slot=None) & (~Q(role__in=ADMIN_ROLES) | Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="unit_roles_name_their_unit",
                condition=~Q(role__in=UNIT_ROLES) | Q(unit__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="role_person_open")]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class FeedKeyQuerySet(models.QuerySet["FeedKey"]):
    def visible_to(self, person: "Person") -> Self:
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(revoked_at=None, person__is_active=True)


class FeedKey(models.Model):
    """The secret part of the address under which a person's calendar reads his deadlines; only its digest."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feed_keys")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = FeedKeyQuerySet.as_manager()
    governed = ("person_id", "revoked_at")

    def __str__(self) -> str:
        return str(self.person)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, person: "Person") -> Self:
        return self.filter(person=person)

    def open(self, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at, person__is_active=True)


class ApiToken(models.Model):
    """A key with which a program acts as a person. Only its SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
    governed = ("person_id", "name", "revoked_at")

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, person: "Person") -> Self:
        return self if person.access.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN) else self.none()


class Invitation(models.Model):
    """A one-time link by which a person sets his first password. Only the link's SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    governed = ("person_id", "used_at")

    def __str__(self) -> str:
        return f"{self.person}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: "Person") -> Self:
        """A draft is its writer's alone."""
        return self.filter(person=person)


class Draft(models.Model):
    """What somebody has begun to write into the form at an address, and has not sent. No business record."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=200)
    # The fields by name, each with a list of values, as JSON.
    words = models.TextField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_person_place")]

    def __str__(self) -> str:
        return self.place
