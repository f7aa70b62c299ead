"""The little client's tables where a client would have them: in DuckDB, in Postgres, in Spark.

Postgres: CMOKIT_TEST_POSTGRES holds the address of a database in which schemas may be made. Spark: pyspark and a Java
runtime. `.ci/run` installs and starts both; where they are missing, these tests are skipped and say why.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cmokit.engagement.parts import Warehouse as Named

POSTGRES, NEEDED = "CMOKIT_TEST_POSTGRES", "CMOKIT_TEST_ENGINES"
VARIABLE = "CMOKIT_TEST_WAREHOUSE"
ENGINES = ("duckdb", "postgres", "spark")
SCHEMA = "little_client"
# Little data on one core: to compile a plan, or to cut it in two hundred parts, would take longer than to run it.
QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def why_not(engine: str) -> str:
    """Why an engine cannot be asked on this machine; empty where it can."""
    if engine == "postgres" and not (os.environ.get(POSTGRES) and find_spec("psycopg")):
        return f"no Postgres: {POSTGRES} names no database, or psycopg is not installed (see .ci/run)"
    if engine == "spark" and not (find_spec("pyspark") and _java()):
        return "no Spark: pyspark or a Java runtime is not installed (see .ci/run)"
    return ""


def demand(engine: str) -> None:
    """Skip with a clear word; where CMOKIT_TEST_ENGINES says that all are here, fail."""
    if missing := why_not(engine):
        if os.environ.get(NEEDED):
            pytest.fail(missing)
        pytest.skip(missing)


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java") or (home and (Path(home) / "bin" / "java").exists()))


@contextmanager
def put(engine: str, tables: Mapping[str, pa.Table], folder: Path, schema: str = SCHEMA) -> Iterator[Named]:
    """Tables in a fresh schema of an engine, and how an engagement names it; its address stands in VARIABLE."""
    demand(engine)
    made = {"duckdb": _duckdb, "postgres": _postgres, "spark": _spark}[engine]
    before = os.environ.get(VARIABLE)
    with made(tables, folder, schema) as address:
        os.environ[VARIABLE] = address
        try:
            yield Named(engine=engine, url_environment=VARIABLE, schema=schema)
        finally:
            os.environ.pop(VARIABLE)
            os.environ.update({VARIABLE: before} if before else {})


@contextmanager
def _duckdb(tables: Mapping[str, pa.Table], folder: Path, schema: str) -> Iterator[str]:
    import duckdb

    file = folder / f"of_{schema}.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as db:
        db.execute(f"CREATE SCHEMA {schema}")
        for name, rows in tables.items():
            db.register("given", rows)
            db.execute(f'CREATE TABLE {schema}."{name}" AS SELECT * FROM given')
            db.unregister("given")
    yield str(file)


@contextmanager
def _postgres(tables: Mapping[str, pa.Table], folder: Path, schema: str) -> Iterator[str]:
    import psycopg

    address = os.environ[POSTGRES]
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        session.execute(f"CREATE SCHEMA {schema}")
        for name, rows in tables.items():
            columns = ibis.Schema.from_pyarrow(rows.schema).to_sqlglot_column_defs("postgres")
            session.execute(f'CREATE TABLE {schema}."{name}" ({", ".join(c.sql("postgres") for c in columns)})')
            with session.cursor() as cursor, cursor.copy(f'COPY {schema}."{name}" FROM STDIN') as copy:
                for row in rows.to_pylist():
                    copy.write_row(list(row.values()))
    yield address
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


@contextmanager
def _spark(tables: Mapping[str, pa.Table], folder: Path, schema: str) -> Iterator[str]:
    """One session a process, which stays: to begin another one costs seconds."""
    import pyarrow.parquet as pq
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.sql.warehouse.dir", str(folder / "spark"))
    session = builder.config(map=QUICK).getOrCreate()
    session.sparkContext.setLogLevel("FATAL")
    session.sql(f"DROP DATABASE IF EXISTS {schema} CASCADE")
    session.sql(f"CREATE DATABASE {schema}")
    for name, rows in tables.items():
        file = folder / f"{schema}.{name}.parquet"
        pq.write_table(rows, file)
        session.sql(f"CREATE TABLE {schema}.`{name}` USING parquet LOCATION '{file}'")
    yield "local[1]"
    session.sql(f"DROP DATABASE IF EXISTS {schema} CASCADE")


def written(tables: Mapping[str, pa.Table], folder: Path) -> Path:
    """The same tables as a snapshot of Parquet files."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pq.write_table(rows, folder / f"{name}.parquet")
    return folder


def only(tables: Mapping[str, pa.Table], **changed: Any) -> dict[str, pa.Table]:
    """Some tables changed; None leaves one out."""
    return {name: rows for name, rows in {**tables, **changed}.items() if rows is not None}
