"""The words that rows of this room are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where a project stands on its way (domain glossary: 谋划 to 达产)."""

    IDEA = "idea", pgettext_lazy("stage", "Idea")
    RESERVE = "reserve", pgettext_lazy("stage", "Reserve")
    PRELIM = "prelim", pgettext_lazy("stage", "Preliminary work")
    READY = "ready", pgettext_lazy("stage", "Ready to build")
    STARTED = "started", pgettext_lazy("stage", "Started")
    BUILDING = "building", pgettext_lazy("stage", "Under construction")
    COMPLETED = "completed", pgettext_lazy("stage", "Completed")
    PRODUCTION = "production", pgettext_lazy("stage", "In production")
    FULL = "full", pgettext_lazy("stage", "At full capacity")
    PAUSED = "paused", pgettext_lazy("stage", "Paused")
    DROPPED = "dropped", pgettext_lazy("stage", "Given up")


# In this order; what is paused or given up stands beside it.
WAY = (
    Stage.IDEA,
    Stage.RESERVE,
    Stage.PRELIM,
    Stage.READY,
    Stage.STARTED,
    Stage.BUILDING,
    Stage.COMPLETED,
    Stage.PRODUCTION,
    Stage.FULL,
)
BEFORE_START = (Stage.IDEA, Stage.RESERVE, Stage.PRELIM, Stage.READY)
AT_WORK = (Stage.STARTED, Stage.BUILDING)
BUILT = (Stage.COMPLETED, Stage.PRODUCTION, Stage.FULL)


class Approval(models.TextChoices):
    """How a project is approved: it decides which nodes it passes."""

    APPROVE = "approve", _("Approval (审批)")
    VERIFY = "verify", _("Verification (核准)")
    RECORD = "record", _("Filing (备案)")


class Nature(models.TextChoices):
    """Whose money it is in the main."""

    GOVERNMENT = "government", _("Government investment")
    STATE = "state", _("State-owned enterprise")
    SOCIAL = "social", _("Private investment")


class Source(models.TextChoices):
    """Where money comes from. The order is that of the dispatch sheet."""

    CENTRAL = "central", pgettext_lazy("money", "Central")
    PROVINCE = "province", pgettext_lazy("money", "Province")
    CITY = "city", pgettext_lazy("money", "City")
    BOND = "bond", pgettext_lazy("money", "Bonds")
    OWN = "own", pgettext_lazy("money", "Own")
    BANK = "bank", pgettext_lazy("money", "Banks")


# Money that comes from above with conditions: grants, and the special bonds that the province issues.
GRANTED = (Source.CENTRAL, Source.PROVINCE, Source.BOND)


class Part(models.TextChoices):
    """In which capacity a unit other than the lead unit answers for a project."""

    TERRITORY = "territory", _("Territorial unit")
    INDUSTRY = "industry", _("Industry unit")
    BUILDER = "builder", pgettext_lazy("project", "Builder")
    FACTOR = "factor", _("Approver or supplier")


class PaperKind(models.TextChoices):
    """What a document or picture in a project's file proves."""

    APPROVAL = "approval", _("Approval, verification or filing")
    CONTRACT = "contract", _("Construction contract")
    FORM = "form", _("Statistics application form")
    SITE_PHOTO = "site_photo", _("Dated site photo of piling or permanent works")
    LEVELLING = "levelling", _("Photo of levelling only")
    PROGRESS = "progress", _("Progress photo")
    ACCEPTANCE = "acceptance", _("Completion acceptance")
    OUTPUT = "output", _("Proof of production: first invoice or delivery")
    CAPACITY = "capacity", _("Proof of design capacity")
    DECISION = "decision", _("Decision or minutes")
    OTHER = "other", pgettext_lazy("paper", "Other")


# Pictures of the site; of these levelled ground proves nothing.
PHOTOS = (PaperKind.PROGRESS, PaperKind.SITE_PHOTO, PaperKind.LEVELLING)


class Factor(models.TextChoices):
    """What must be there before building can begin: a column of the readiness matrix."""

    FUNDS = "funds", pgettext_lazy("factor", "Funds")
    LAND = "land", pgettext_lazy("factor", "Land")
    PLANNING = "planning", pgettext_lazy("factor", "Planning")
    EIA = "eia", pgettext_lazy("factor", "Environment")
    ENERGY = "energy", pgettext_lazy("factor", "Energy")
    SPECIAL = "special", pgettext_lazy("factor", "Forest, water, heritage")
    CLEARANCE = "clearance", pgettext_lazy("factor", "Demolition")
    UTILITIES = "utilities", pgettext_lazy("factor", "Utilities")
    PERMIT = "permit", pgettext_lazy("factor", "Building permit")


class Trouble(models.TextChoices):
    """Where a project is stuck (焦作 taxonomy, with what the house adds)."""

    APPROVALS = "approvals", pgettext_lazy("trouble", "Approvals")
    FOREST = "forest", pgettext_lazy("trouble", "Forest land")
    HERITAGE = "heritage", pgettext_lazy("trouble", "Heritage")
    PLANNING = "planning", pgettext_lazy("trouble", "Planning")
    AUCTION = "auction", pgettext_lazy("trouble", "Land auction")
    EIA = "eia", pgettext_lazy("trouble", "Environmental assessment")
    LAND_USE = "land_use", pgettext_lazy("trouble", "Land use permit")
    LAND_TITLE = "land_title", pgettext_lazy("trouble", "Land title")
    WORKS_PLAN = "works_plan", pgettext_lazy("trouble", "Works planning permit")
    PERMIT = "permit", pgettext_lazy("trouble", "Building permit")
    STRUCTURES = "structures", pgettext_lazy("trouble", "Structures on the site")
    PIPES = "pipes", pgettext_lazy("trouble", "Moving pipes and lines")
    CLEAR_LAND = "clear_land", pgettext_lazy("trouble", "Cleared land")
    TEMPORARY = "temporary", pgettext_lazy("trouble", "Temporary water and power")
    ACCESS = "access", pgettext_lazy("trouble", "Access road")
    DUST = "dust", pgettext_lazy("trouble", "Dust control, resumption")
    OBSTRUCTION = "obstruction", pgettext_lazy("trouble", "Obstruction, forced supply, fees")
    UTILITIES = "utilities", pgettext_lazy("trouble", "Utilities")
    FUNDS = "funds", pgettext_lazy("trouble", "Funds")
    ENERGY = "energy", pgettext_lazy("trouble", "Energy quota")
    CLEARANCE = "clearance", pgettext_lazy("trouble", "Demolition")
    BONDS = "bonds", pgettext_lazy("trouble", "Bonds")
    WILL = "will", pgettext_lazy("trouble", "The enterprise's own will")
    OTHER = "other", pgettext_lazy("trouble", "Other")


class Level(models.TextChoices):
    """Who can solve a problem."""

    COUNTY = "county", _("County")
    CITY = "city", pgettext_lazy("level", "City")
    PROVINCE = "province", pgettext_lazy("level", "Province")


class ProblemStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("problem", "Being solved")
    SOLVED = "solved", pgettext_lazy("problem", "Said to be solved")
    CLOSED = "closed", pgettext_lazy("problem", "Confirmed by the enterprise")


class RoundStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("round", "Open")
    FROZEN = "frozen", pgettext_lazy("round", "Frozen")


class ChangeStatus(models.TextChoices):
    ASKED = "asked", pgettext_lazy("change", "Asked for")
    GRANTED = "granted", pgettext_lazy("change", "Granted")
    REFUSED = "refused", pgettext_lazy("change", "Refused")


class Flow(models.TextChoices):
    """What happened to granted money."""

    ARRIVED = "arrived", _("Arrived")
    PAID = "paid", pgettext_lazy("money", "Paid")


class Visit(models.TextChoices):
    """The three times at which the person in charge of oversight stands on the site (三到现场)."""

    START = "start", _("At the start")
    MIDDLE = "middle", _("During construction")
    END = "end", _("At completion")


class Datum(models.TextChoices):
    """In which coordinate system a place is given. GCJ-02 lies some hundred metres off the others."""

    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", "CGCS2000"
    GCJ02 = "gcj02", "GCJ-02"
