"""The engines on which a client's own warehouse runs, each in a module of its own: how to reach it, and what it does
otherwise than the others. Nothing here is written to but what an engine keeps for the length of a session.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.errors import ConfigurationError
from cmokit.vocabulary import Engine

if TYPE_CHECKING:
    import ibis


@dataclass(frozen=True)
class Connection:
    """An engine that answers. location: the schema (`analytics`, `catalog.schema`) as Ibis takes it, None for the
    session's own. close: also ends what the engine kept for the session.
    """

    engine: Engine
    backend: Any
    location: str | tuple[str, str] | None
    close: Callable[[], None]

    def table(self, name: str) -> "ibis.Table":
        return self.backend.table(name, database=self.location)

    def names(self) -> set[str]:
        """The tables and views of the schema, in lower case as far as the engine does not tell cases apart."""
        return set(self.backend.list_tables(database=self.location))


@dataclass(frozen=True)
class _Module:
    """package: that must be installed beside the kit; wanted: how pip is asked for it."""

    name: str
    package: str = ""
    wanted: str = ""


_MODULES = {
    Engine.DUCKDB: _Module("cmokit.tables.engines.duckdb"),
    Engine.POSTGRES: _Module("cmokit.tables.engines.postgres", "psycopg", "cmokit[postgres]"),
    Engine.SPARK: _Module("cmokit.tables.engines.spark", "pyspark", "cmokit[spark]"),
}


def connect(engine: Engine, variable: str, schema: str | None, spill: Path) -> Connection:
    """The warehouse whose address stands in an environment variable. spill: a folder for what does not fit in memory.

    ConfigurationError for a package or variable that is not there; ProviderError where nobody answers.
    """
    module = _MODULES[engine]
    if module.package and find_spec(module.package) is None:
        raise ConfigurationError(
            f"{engine} needs a package that is not installed: {module.package}",
            code="package_missing",
            mend=f"pip install '{module.wanted}'",
        )
    return import_module(module.name).connect(_address(engine, variable), schema, spill)  # type: ignore[no-any-return]


_EXAMPLES = {
    Engine.DUCKDB: "/data/warehouse.duckdb",
    Engine.POSTGRES: "postgresql://reader@warehouse.acme.example/analytics",
    Engine.SPARK: "sc://spark.acme.example:15002",
}


def _address(engine: Engine, variable: str) -> str:
    address = os.environ.get(variable, "").strip()
    if not address:
        raise ConfigurationError(
            f"the environment variable {variable} is not set, or empty",
            code="variable_missing",
            wanted=f"the warehouse's address, such as {_EXAMPLES[engine]}",
            mend=f"export {variable}=…",
        )
    return address
