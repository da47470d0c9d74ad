"""The same expressions on Apache Spark, in local mode: the tables that they give are those of DuckDB."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest
from tests.everything import spark_lacks

from bihuan.conduct.queries.engine import counted
from bihuan.conduct.rules.extract import SCHEMA
from bihuan.conduct.rules.measures import MEASURES, Ground
from bihuan.conduct.tests.records import LAST, days, record

SAID = {
    "spark.sql.session.timeZone": "UTC",
    # So few rows take longer to compile and plan for than to read.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
LACKING = spark_lacks()
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
    pytest.mark.once("sqlite"),
    # Spark and the bridge to it warn of their own old ways.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Spark on one thread of this machine."""
    from pyspark.sql import SparkSession

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[1]")
    for name, value in (SAID | {"spark.sql.warehouse.dir": str(tmp_path / "warehouse")}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def _rows(table: Any) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: [str(value) for value in row.values()])


def test_all_measures_give_the_same_tables(spark: Any, tmp_path: Path, subtests: Any) -> None:
    def stored(name: str, table: Any) -> Any:
        pq.write_table(table, tmp_path / f"{name}.parquet")
        return spark.read_parquet(str(tmp_path / f"{name}.parquet"), table_name=name)

    duckdb, book = ibis.duckdb.connect(), record(5)
    here = Ground(ibis.memtable(book.table()), ibis.memtable(days()), LAST)
    there = Ground(stored("log", book.table()), stored("days", days()), LAST)
    # Spark hands moments over without their zone, which is the session's.
    picked = spark.to_pyarrow(there.rows).cast(SCHEMA)
    assert _rows(picked) == _rows(duckdb.to_pyarrow(here.rows))
    # Picked out once, as the engine does it.
    there = replace(there, log=stored("picked", picked), is_cleared=True)
    for each in MEASURES:
        with subtests.test(each.key):
            told = _rows(duckdb.to_pyarrow(counted(each, here)))
            assert told
            assert _rows(spark.to_pyarrow(counted(each, there))) == told
        if each.times:
            with subtests.test(f"{each.key}, days"):
                told = _rows(duckdb.to_pyarrow(each.times(here)))
                assert _rows(spark.to_pyarrow(each.times(there))) == told
