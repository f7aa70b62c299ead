"""DuckDB: a database file of the client's, opened for reading only."""

from pathlib import Path

import duckdb
import ibis

from cmokit.errors import ProviderError
from cmokit.tables.engines import Connection
from cmokit.vocabulary import Engine

NAME = "client"  # under which the client's file is attached
MEMORY_LIMIT = "2GB"


def connect(address: str, schema: str | None, spill: Path) -> Connection:
    """address: the path of the file. From here on nothing but this file can be read, and nothing written."""
    file = Path(address.removeprefix("duckdb://")).expanduser().resolve()
    if not file.is_file():
        raise ProviderError("there is no such database file", code="no_warehouse", file=file)
    ibis.options.sql.fuse_selects = False  # DuckDB flattens nested selects itself, and in no time
    backend = ibis.duckdb.connect(
        memory_limit=MEMORY_LIMIT,
        threads=1,  # two add doubles in another order each time
        temp_directory=str(spill),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    try:
        backend.con.execute(f"ATTACH {_literal(file)} AS {NAME} (READ_ONLY)")
    except duckdb.Error as error:
        raise ProviderError(
            "this file cannot be opened", code="no_warehouse", file=file, found=_first(error)
        ) from error
    backend.con.execute(f"SET allowed_directories = [{_literal(spill)}]")
    backend.con.execute("SET enable_external_access = false")
    backend.con.execute("SET lock_configuration = true")
    return Connection(Engine.DUCKDB, backend, (NAME, schema or "main"), backend.disconnect)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]
