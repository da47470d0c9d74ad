"""The rows of this room."""

from bihuan.indicators.models.carrying import Basis, CarryRule, ProjectGain
from bihuan.indicators.models.choices import (
    SCALE,
    AreaKind,
    Direction,
    Measure,
    Origin,
    Rhythm,
    Span,
    TargetRule,
    Vintage,
)
from bihuan.indicators.models.firms import (
    Entry,
    Exit,
    Firm,
    FirmBook,
    FirmRevenue,
    FirmRule,
    FirmSpell,
)
from bihuan.indicators.models.indicator import Area, Indicator, Target, TargetNode
from bihuan.indicators.models.reading import Reading, ReadingBatch, ReadingSheet

__all__ = [
    "SCALE",
    "Area",
    "AreaKind",
    "Basis",
    "CarryRule",
    "Direction",
    "Entry",
    "Exit",
    "Firm",
    "FirmBook",
    "FirmRevenue",
    "FirmRule",
    "FirmSpell",
    "Indicator",
    "Measure",
    "Origin",
    "ProjectGain",
    "Reading",
    "ReadingBatch",
    "ReadingSheet",
    "Rhythm",
    "Span",
    "Target",
    "TargetNode",
    "TargetRule",
    "Vintage",
]
