"""What is counted of each unit, as Ibis expressions over the extract: alike on DuckDB and on Spark."""

from bihuan.conduct.rules.measures.catalogue import MEASURES, measure
from bihuan.conduct.rules.measures.ground import WINDOW, Ground
from bihuan.conduct.rules.measures.measure import Kind, Measure, Word

__all__ = ["MEASURES", "WINDOW", "Ground", "Kind", "Measure", "Word", "measure"]
