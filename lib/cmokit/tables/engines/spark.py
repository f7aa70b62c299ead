"""Apache Spark 4, by Spark Connect or in a session of this machine.

Ibis takes Spark's moments for local ones; here they are moments in UTC, as everywhere. What is kept for a session is
kept in the cluster's memory.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.schema as sch
import pyspark.sql.types as pt
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkType
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cmokit.errors import ConfigurationError, ProviderError
from cmokit.tables.engines import Connection
from cmokit.vocabulary import Engine

MOMENT = dt.Timestamp(timezone="UTC", scale=6)


class PlainSpark(Backend):
    """Ibis's Spark with moments in UTC, answers by Arrow, and memtables inside what is kept."""

    def get_schema(self, table_name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        found = super().get_schema(table_name, catalog=catalog, database=database)
        with self._active_catalog_database(catalog, database):
            return _in_utc(found, self._session.table(table_name).schema)

    def _get_schema_using_query(self, query: str) -> sch.Schema:
        schema = self.raw_sql(query).schema
        return _in_utc(sch.Schema(PySparkType.to_ibis(schema)), schema)

    def _create_cached_table(self, name: str, expr: Any) -> Any:
        self._run_pre_execute_hooks(expr)
        return super()._create_cached_table(name, expr)

    def to_pyarrow(self, expr: Any, /, *, params: Any = None, limit: Any = None, **options: Any) -> Any:
        self._run_pre_execute_hooks(expr)
        whole = expr.as_table()
        rows = self._session.sql(self.compile(whole, params=params, limit=limit)).toArrow()
        return expr.__pyarrow_result__(rows.cast(whole.schema().to_pyarrow()))


def _in_utc(schema: sch.Schema, spark: Any) -> sch.Schema:
    """Spark's TIMESTAMP is a moment; TIMESTAMP_NTZ stays a time of no zone."""
    moments = {field.name for field in spark.fields if isinstance(field.dataType, pt.TimestampType)}
    return sch.Schema({name: MOMENT if name in moments else type_ for name, type_ in schema.items()})


def connect(address: str, schema: str | None, spill: Path) -> Connection:
    """address: `sc://host:15002` for Spark Connect, else a master such as `local[4]` or `spark://host:7077`."""
    started = SparkSession.getActiveSession() is None
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # pyspark's own: every error a second time
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = _session(address, spill)
        session.sql("SELECT 1").collect()
    except ImportError as error:
        raise ConfigurationError(
            f"Spark Connect needs a package that is not installed: {error.name}",
            code="package_missing",
            mend="pip install 'pyspark[connect]'",
        ) from error
    except PySparkException as error:
        raise _refused(error) from error
    backend = PlainSpark()
    backend.register_options()
    backend.do_connect(session)
    return Connection(Engine.SPARK, backend, schema, backend.disconnect if started else _stays)


def _session(address: str, spill: Path) -> SparkSession:
    builder = SparkSession.builder.appName("cmokit")
    if address.startswith("sc://"):
        return builder.remote(address).getOrCreate()
    here: dict[str, bool | float | int | str | None] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(spill),
    }
    session = builder.master(address).config(map=here).getOrCreate()
    session.sparkContext.setLogLevel("FATAL")  # what goes wrong is raised, and said once
    return session


def _stays() -> None:
    """A session that somebody else began is not ended here."""


def _refused(error: PySparkException) -> ConfigurationError | ProviderError:
    if error.getCondition() == "JAVA_GATEWAY_EXITED":
        return ConfigurationError(
            "Spark needs Java, and none was found",
            code="no_java",
            mend="install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME",
        )
    found = str(error).strip().splitlines()[0]
    return ProviderError(
        "the warehouse did not answer", code="warehouse_refused", found=found, mend="check the address"
    )
