"""Indicators for programs: the same steps as on the pages, by the same actions."""

from bihuan.indicators.api.carrying import router as carried
from bihuan.indicators.api.firms import router as firms
from bihuan.indicators.api.indicators import router as indicators
from bihuan.indicators.api.paths import router as paths
from bihuan.indicators.api.publications import router as publications

__all__ = ["carried", "firms", "indicators", "paths", "publications"]
