"""The engine's rows by path as numbers: no row is taken into the hand, since there may be a million paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmokit.methods.attribution.paths import Indices, Numbers, Paths
from cmokit.methods.attribution.purses import Purse

UNITS = 10_000  # of an amount's smallest step in one: an amount enters the sharing out as a whole number of these
_WIDTH = 2  # bytes of a channel's number


@dataclass(frozen=True)
class Decayed:
    """Credit under time decay, one entry per path and channel on it.

    path, channel: their numbers. count: outcomes. amounts: the same by purse, in units of 0.0001.
    """

    path: Indices
    channel: Indices
    count: Numbers
    amounts: dict[Purse, Numbers]

    def credit(self, weights: Numbers, channels: int) -> Numbers:
        """Entries added up by channel."""
        return np.bincount(self.channel, weights=weights, minlength=channels).astype(np.float64)


def by_path(channels: Sequence[str], rows: pa.Table) -> tuple[Paths, dict[Purse, Numbers], pa.Array]:
    """rows: path, currency, month, outcomes, open, value. Paths sorted by their channels' names, each once.

    Also what each brought by purse, and the paths as they are told apart by `decayed_by_path`.
    """
    keys = _keys(rows["path"])
    found = pc.unique(keys)
    ordered = found.take(pc.array_sort_indices(found))  # bytes, the higher ones first: the order of the names
    number = _numbers(keys, ordered)
    lengths = pc.binary_length(ordered).to_numpy(zero_copy_only=False).astype(np.int64) // _WIDTH
    codes = np.frombuffer(b"".join(ordered.to_pylist()), dtype=">u2").astype(np.int64)
    used, codes = np.unique(codes, return_inverse=True)

    def summed(weights: Numbers) -> Numbers:
        return np.bincount(number, weights=weights, minlength=len(ordered)).astype(np.float64)

    paths = Paths(
        tuple(channels[code] for code in used),
        codes.astype(np.int64),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        summed(_floats(rows["outcomes"])),
        summed(_floats(rows["open"])),
    )
    value = np.rint(_floats(rows["value"]) * UNITS)
    return paths, {purse: summed(np.where(is_in, value, 0)) for purse, is_in in _purses(rows)}, ordered


def decayed_by_path(paths: Paths, rows: pa.Table, ordered: pa.Array) -> Decayed:
    """rows: path, code, currency, month, count, value. ordered: the paths of `by_path`, in the same order."""
    number, code = _numbers(_keys(rows["path"]), ordered), rows["code"].to_numpy().astype(np.int64)
    used = np.unique(np.frombuffer(b"".join(ordered.to_pylist()), dtype=">u2").astype(np.int64))
    entries = number * max(len(used), 1) + np.searchsorted(used, code)
    kinds, place = np.unique(entries, return_inverse=True)

    def summed(weights: Numbers) -> Numbers:
        return np.bincount(place, weights=weights, minlength=len(kinds)).astype(np.float64)

    value = _floats(rows["value"]) * UNITS
    amounts = {purse: summed(np.where(is_in, value, 0)) for purse, is_in in _purses(rows)}
    width = max(len(used), 1)
    return Decayed(kinds // width, kinds % width, summed(_floats(rows["count"])), amounts)


def _keys(paths: pa.ChunkedArray) -> pa.Array:
    """Each path as bytes, which are told apart and sorted far quicker than lists."""
    lists = paths.combine_chunks()
    lists = pa.concat_arrays(lists.chunks) if isinstance(lists, pa.ChunkedArray) else lists
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = lists.flatten().to_numpy(zero_copy_only=False).astype(">u2")
    ends = np.concatenate([[0], np.cumsum(lengths)]) * _WIDTH
    offsets = pa.py_buffer(ends.astype(np.int64).tobytes())
    return pa.Array.from_buffers(pa.large_binary(), len(lists), [None, offsets, pa.py_buffer(codes.tobytes())])


def _numbers(keys: pa.Array, ordered: pa.Array) -> Indices:
    return pc.index_in(keys, value_set=ordered).to_numpy(zero_copy_only=False).astype(np.int64)


def _floats(column: pa.ChunkedArray) -> Numbers:
    return pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy()


def _purses(rows: pa.Table) -> list[tuple[Purse, Any]]:
    """The purses that hold money, sorted, each with the rows that are in it."""
    there = rows.filter(pc.and_(rows["currency"].is_valid(), rows["value"].is_valid()))
    pairs = there.select(["currency", "month"]).group_by(["currency", "month"]).aggregate([]).to_pylist()
    found: list[tuple[Purse, Any]] = []
    for pair in sorted(pairs, key=lambda pair: (pair["currency"], pair["month"] or "")):
        is_in = pc.equal(rows["currency"], pair["currency"])
        month = rows["month"].is_null() if pair["month"] is None else pc.equal(rows["month"], pair["month"])
        found.append(((pair["currency"], pair["month"]), pc.fill_null(pc.and_(is_in, month), False).to_numpy()))
    return found
