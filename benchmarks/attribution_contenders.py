"""What the benchmark of attribution runs, each in a process of its own: `sys.argv[1:]` are the two files and a folder.

Each prints model → channel → credit as one line of JSON; under `removal_1` the removal effects of order one.

The pass in numpy is written for exactly this: it packs person, second and channel into one number, sorts once and
forgets money, identities and look-backs of more than one kind. It also prints the chain that it counted, so that its
effects can be solved once more in fractions.

The peer knows no look-back, and wants to be told at which touch a journey ends in an outcome. PEER does that in Polars,
the peer's own engine, from the same two files. PEER_CUT gets it done: making its file (PEER_FILE) is not counted.
"""

LOOKBACK, HALF_LIFE = 90, 7
HEAD = f"import json, sys\ntouches, outcomes, folder = sys.argv[1:4]\nLOOKBACK, HALF_LIFE = {LOOKBACK}, {HALF_LIFE}\n"
_KIT = (
    HEAD
    + """
import ibis
import pyarrow as pa
from cmokit.methods.attribution.journeys import gather
from cmokit.methods.attribution import markov, rules

ibis.options.sql.fuse_selects = False
engine = ibis.duckdb.connect(threads=1, memory_limit="2GB", temp_directory=folder + "/spill")
engine.con.execute("SET enable_progress_bar = false")
links = {name: pa.array([], pa.string()) for name in ("entity", "leading_id", "source_system", "record_id", "method")}
found = gather(
    engine.read_parquet(touches), engine.read_parquet(outcomes), engine.create_table("links", pa.table(links)),
    lookback_days=LOOKBACK, half_life_days=HALF_LIFE, reporting="EUR",
)
paths = found.paths
credit = {
    "first": rules.first_touch(paths), "last": rules.last_touch(paths), "linear": rules.linear(paths),
    "position": rules.position(paths), "removal_1": markov.removal_effects(paths, 1),
    "time_decay": found.decayed.credit(found.decayed.count, len(paths.channels)),
}
if ALL:
    credit["shapley"] = rules.shapley(paths)
    credit |= {f"removal_{order}": markov.removal_effects(paths, order) for order in (2, 3)}
print(json.dumps({m: dict(zip(paths.channels, c.tolist(), strict=True)) for m, c in credit.items()}))
"""
)
KIT, KIT_ALL = _KIT.replace("ALL", "False"), _KIT.replace("ALL", "True")

_CUT = (
    HEAD
    + """
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

t = pq.read_table(touches, columns=["contact_id", "channel", "touched_at"]).combine_chunks()
w = pq.read_table(outcomes, columns=["contact_id", "converted_at"]).combine_chunks()
people = pa.chunked_array([t["contact_id"].chunk(0), w["contact_id"].chunk(0)]).combine_chunks().dictionary_encode()
named = t["channel"].chunk(0).dictionary_encode()
channels, size = sorted(named.dictionary.to_pylist()), len(named.dictionary)
rank = np.array([channels.index(name) for name in named.dictionary.to_pylist()])
at = np.concatenate([c.chunk(0).cast("int64").to_numpy() for c in (t["touched_at"], w["converted_at"])]) // 10**6
base, span = at.min(), int(at.max() - at.min() + 1)
code = np.concatenate([rank[named.indices.to_numpy()], np.full(len(w), size)])
key = (people.indices.to_numpy().astype(np.int64) * span + (at - base)) * (size + 1) + code
ids = people.dictionary
del t, w, people, named, at, code
key.sort()
code, key = key % (size + 1), key // (size + 1)
second, who = key % span, key // span
won = code == size
opens = np.append(True, who[1:] != who[:-1])
opens[1:] |= won[:-1]
journey, first = np.cumsum(opens) - 1, np.flatnonzero(opens)
last = np.append(first[1:], len(key)) - 1
end, converted = second[last], won[last]
near = ~won & (end[journey] - second <= LOOKBACK * 86_400)
journey, code, second = journey[near], code[near], second[near]
begins = np.append(True, journey[1:] != journey[:-1])
ends = np.append(begins[1:], True)
mine = converted[journey]
"""
)
NUMPY = (
    _CUT
    + """
start = np.flatnonzero(begins)
length = np.diff(np.append(start, len(code)))
place, touched = np.arange(len(code)) - np.repeat(start, length), np.repeat(length, length)
own, n, at_place = code[mine], touched[mine], place[mine]
weight = np.exp2((second[mine] - end[journey[mine]]) / (HALF_LIFE * 86_400))
whole = np.bincount(journey[mine], weight)
inner = 0.2 / np.maximum(n - 2, 1)
by_place = np.where(n == 1, 1.0, np.where(n == 2, 0.5, np.where((at_place == 0) | (at_place == n - 1), 0.4, inner)))
before = np.append(size, code[:-1])
before[begins] = size
moves = np.bincount(before * size + code, minlength=(size + 1) * size).reshape(size + 1, size)
wins, nulls = (np.bincount(code[ends & flag], minlength=size) for flag in (mine, ~mine))
total = np.append(moves[:size].sum(axis=1) + wins + nulls, moves[size].sum())
share, into = np.column_stack([moves / total[:, None], np.zeros(size + 1)]), np.append(wins, 0) / total

def chance(without):
    kept = [state for state in range(size + 1) if state != without]
    return np.linalg.solve(np.eye(len(kept)) - share[np.ix_(kept, kept)], into[kept])[-1]

credit = {
    "first": np.bincount(code[begins & mine], minlength=size), "last": wins,
    "linear": np.bincount(own, 1 / n, size), "position": np.bincount(own, by_place, size),
    "time_decay": np.bincount(own, weight / whole[journey[mine]], size),
    "removal_1": np.array([1 - chance(state) / chance(-1) for state in range(size)]),
}
print(json.dumps({"moves": moves.tolist(), "wins": wins.tolist(), "nulls": nulls.tolist()}))
print(json.dumps({m: dict(zip(channels, c.tolist(), strict=True)) for m, c in credit.items()}))
"""
)

PEER_FILE = (
    _CUT
    + """
at = (base + second) * 10**6 + code  # touches of one moment by name of their channel, as the others take them
rows = np.random.default_rng(1).permutation(len(code))  # in no order, as the touches of the others are
pq.write_table(pa.table({
    "user": ids.take(pa.array(who[near][rows])),
    "channel": pa.DictionaryArray.from_arrays(code[rows].astype(np.int8), channels).cast("string"),
    "at": pa.array(at[rows]).cast(pa.timestamp("us")), "won": pa.array((ends & mine)[rows]),
}), folder + "/peer.parquet")
"""
)
_PEER = """
from mam.core import MAM

found = MAM(
    rows, format_type="session", channels_colname="channel", journey_with_conv_colname="won", datetime_colname="at",
    user_id_colname="user", create_journey_id_based_on_conversion=True,
)
results = {
    "first": found.run_first_click, "last": found.run_last_click, "linear": found.run_linear,
    "position": found.run_position_based, "time_decay": lambda: found.run_time_decay(half_life_hours=HALF_LIFE * 24),
}
credit = {}
for name, result in results.items():
    channels, values = result().to_polars().get_columns()
    credit[name] = dict(zip(channels.cast(polars.Utf8).to_list(), values.to_list()))
markov = found.run_markov(transition_to_same_state=True)
credit["removal_1"] = markov.metadata["removal_effect"]["removal_effect"].to_dict()
print(json.dumps(credit))
"""
PEER_CUT = HEAD + "import polars\nrows = polars.read_parquet(folder + '/peer.parquet')\n" + _PEER
PEER = (
    HEAD
    + """
import polars
from polars import col

names = sorted(polars.scan_parquet(touches).select(col("channel").unique()).collect()["channel"])
code = col("channel").replace_strict(names, range(len(names)), return_dtype=polars.Int64)
moment = col("touched_at") + polars.duration(microseconds=code)  # touches of one moment by name of their channel
met = polars.scan_parquet(touches).select(user="contact_id", channel="channel", at=moment).sort("at")
won = col("converted_at") + polars.duration(milliseconds=1)
ends = polars.scan_parquet(outcomes).select(user="contact_id", ends=won).sort("ends")
own = met.join_asof(ends, left_on="at", right_on="ends", by="user", strategy="forward", check_sortedness=False)
end = col("ends").fill_null(col("at").max().over("user"))
near = own.filter(end - col("at") <= polars.duration(days=LOOKBACK))
is_last = col("at") == col("at").max().over("user", "ends")
rows = near.select("user", "channel", "at", won=col("ends").is_not_null() & is_last).collect()
"""
    + _PEER
)
