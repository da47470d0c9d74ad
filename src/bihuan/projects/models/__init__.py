"""Projects, the units that answer for them, their money by month, their nodes, problems and grants."""

from bihuan.projects.models.borders import Borders
from bihuan.projects.models.choices import (
    AT_WORK,
    BEFORE_START,
    BUILT,
    GRANTED,
    WAY,
    Approval,
    ChangeStatus,
    Datum,
    Factor,
    Flow,
    Level,
    Nature,
    PaperKind,
    Part,
    ProblemStatus,
    RoundStatus,
    Source,
    Stage,
    Trouble,
    Visit,
)
from bihuan.projects.models.codes import Industry, Region
from bihuan.projects.models.funds import Baseline, ChangeRequest, Fund, FundFlow, SiteVisit
from bihuan.projects.models.imports import ImportMemory, ImportRow, ImportStatus, LedgerImport
from bihuan.projects.models.lights import LightChoice
from bihuan.projects.models.money import WHOLE, DispatchRound, MonthRow, YearPlan
from bihuan.projects.models.nodes import Milestone, NodeTemplate
from bihuan.projects.models.problems import Problem
from bihuan.projects.models.project import DEGREE, KEEPERS, Paper, Project, ProjectQuerySet, ProjectUnit

__all__ = [
    "AT_WORK",
    "BEFORE_START",
    "BUILT",
    "DEGREE",
    "GRANTED",
    "KEEPERS",
    "WAY",
    "WHOLE",
    "Approval",
    "Baseline",
    "Borders",
    "ChangeRequest",
    "ChangeStatus",
    "Datum",
    "DispatchRound",
    "Factor",
    "Flow",
    "Fund",
    "FundFlow",
    "ImportMemory",
    "ImportRow",
    "ImportStatus",
    "Industry",
    "LedgerImport",
    "Level",
    "LightChoice",
    "Milestone",
    "MonthRow",
    "Nature",
    "NodeTemplate",
    "Paper",
    "PaperKind",
    "Part",
    "Problem",
    "ProblemStatus",
    "Project",
    "ProjectQuerySet",
    "ProjectUnit",
    "Region",
    "RoundStatus",
    "SiteVisit",
    "Source",
    "Stage",
    "Trouble",
    "Visit",
    "YearPlan",
]
