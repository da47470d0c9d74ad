"""The same expressions on Apache Spark, in local mode: the tables that they give are those of DuckDB."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest

from bihuan.conduct.queries.engine import counted
from bihuan.conduct.rules.measures import MEASURES, Ground, Kind, measure
from bihuan.conduct.tests.records import LAST, days, record

OLDEST_JAVA = 17


def _lacking() -> str:
    """What Spark lacks on this machine."""
    told = ""
    if java := shutil.which("java"):
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) < OLDEST_JAVA:
        return f"there is no Java {OLDEST_JAVA} or newer"
    return "" if importlib.util.find_spec("pyspark") else "pyspark is not installed (requirements.spark.lock)"


LACKING = _lacking()
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
    # Spark and the bridge to it warn of their own old ways.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: Any) -> Iterator[tuple[Any, Ground, Any, Ground]]:
    """A random record on DuckDB and on Spark."""
    from pyspark.sql import SparkSession

    folder: Path = tmp_path_factory.mktemp("spark")
    book = record(5)
    pq.write_table(book.table(), folder / "log.parquet")
    pq.write_table(days(), folder / "days.parquet")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    said = {
        "spark.sql.session.timeZone": "UTC",
        # So few rows take longer to compile for than to read.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.memory": "1g",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in said.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    spark = ibis.pyspark.connect(session)
    own = [spark.read_parquet(str(folder / f"{name}.parquet"), table_name=name) for name in ("log", "days")]
    memory = [ibis.memtable(book.table()), ibis.memtable(days())]
    yield ibis.duckdb.connect(), Ground(*memory, LAST), spark, Ground(*own, LAST)
    session.stop()


def _rows(connection: Any, expression: Any) -> list[dict[str, Any]]:
    rows = connection.to_pyarrow(expression).to_pylist()
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


@pytest.mark.parametrize("key", [each.key for each in MEASURES])
def test_a_measure_gives_the_same_table(key: str, grounds: tuple[Any, Ground, Any, Ground]) -> None:
    duckdb, here, spark, there = grounds
    told = _rows(duckdb, counted(measure(key), here))
    assert told
    assert _rows(spark, counted(measure(key), there)) == told
    if measure(key).kind == Kind.RATIO:
        times = measure(key).times
        assert times is not None
        assert _rows(spark, times(there)) == _rows(duckdb, times(here))
