"""Each written table held against its contract: types, closed vocabularies, shares, unique key."""

from pathlib import Path

import pyarrow.parquet as pq

from cmokit.errors import DataNotReadable
from cmokit.tables.catalog import TABLES


def check_contract(folder: Path) -> None:
    """Raise DataNotReadable for the first table of a snapshot that breaks its contract."""
    import ibis
    import pandera.errors

    backend = ibis.duckdb.connect(autoinstall_known_extensions=False, autoload_known_extensions=False)
    try:
        # On no rows at all, pandera takes the missing answer of a check for a no.
        for path in (p for p in sorted(folder.glob("*.parquet")) if pq.read_metadata(p).num_rows):
            rows = backend.read_parquet(path, table_name=path.stem)
            if not rows.count().execute():
                continue  # pandera's checks over no rows raise, and there is nothing to break
            try:
                TABLES[path.stem].schema().validate(rows)
            except (pandera.errors.SchemaError, pandera.errors.SchemaErrors) as error:
                raise _broken(path.stem, error) from error
    finally:
        backend.disconnect()


def _broken(table: str, error: Exception) -> DataNotReadable:
    return DataNotReadable(
        f"the table {table} breaks its contract",
        code="contract",
        found=str(error).splitlines()[0],
        wanted=TABLES[table].grain,
        mend="look at the files of this kind with: cmokit read FILE --rows --json",
    )
