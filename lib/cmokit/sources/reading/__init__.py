"""Bytes to a table of text to typed columns: everything that a client's file may do, and nothing lost on the way."""

from cmokit.sources.reading.raw import ROW, Dialect, RawTable, RowSetAside, ValueSetAside, Warning_
from cmokit.sources.reading.reader import read_raw, sha256_of

__all__ = ["ROW", "Dialect", "RawTable", "RowSetAside", "ValueSetAside", "Warning_", "read_raw", "sha256_of"]
