"""Evidence rows on disk: one Parquet file an analysis, sorted, equal bytes for equal rows."""

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.exhibits.section import EvidenceFile


def to_arrow(evidence: Any, key: tuple[str, ...]) -> pa.Table | None:
    """Evidence as Arrow, sorted by its key and then by every other column, so that two runs write equal files."""
    if evidence is None:
        return None
    table = evidence if isinstance(evidence, pa.Table) else evidence.to_pyarrow()
    names = [*key, *(name for name in table.column_names if name not in key)]
    return table.sort_by([(name, "ascending") for name in names]).replace_schema_metadata(None) if names else table


def write_evidence(folder: Path, analysis: str, table: pa.Table | None) -> EvidenceFile | None:
    """The evidence of one analysis into `folder`; None where there is none."""
    if table is None:
        return None
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False)
    content = sink.getvalue().to_pybytes()
    name = f"{analysis}.parquet"
    write_bytes(make_folder(folder) / name, content)
    return EvidenceFile(name, hashlib.sha256(content).hexdigest(), table.num_rows)
