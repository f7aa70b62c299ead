"""Removal effects in exact fractions by FLINT: chains counted move by move, each solved whole once per channel."""

import json
from fractions import Fraction
from itertools import pairwise
from random import Random

from flint import fmpq, fmpq_mat

ORDERS, CHANNELS = (1, 2, 3), "abcde"


def journeys():
    """Seeded: paths of 1 to 9 touches with runs of one channel, most of them without an outcome."""
    chance, counted = Random(20260105), {}
    for _ in range(1500):
        path = [chance.choice(CHANNELS)]
        while len(path) < 9 and chance.random() < 0.7:
            path.append(path[-1] if chance.random() < 0.3 else chance.choices(CHANNELS, (8, 5, 3, 2, 1))[0])
        both = counted.setdefault("".join(path), [0, 0])
        both[chance.random() > 0.05 + 0.1 * ("c" in path)] += 1
    return [[path, won, lost] for path, (won, lost) in sorted(counted.items())]


def moves_of(rows, order):
    """State → next state → journeys; a state is the last channels so far, the start none, `+` an outcome, `-` none."""
    counts = {}
    for path, won, lost in rows:
        way = [path[max(0, i - order) : i] for i in range(len(path) + 1)]
        for end, n in (("+", won), ("-", lost)):
            for one, other in pairwise([*way, end]):
                row = counts.setdefault(one, {})
                row[other] = row.get(other, 0) + n
    return counts


def chance(counts, without):
    """Of an outcome from the start, where every move into a state of that channel ends in none."""
    states = sorted(state for state in counts if not state or state[-1] != without)
    place = {state: i for i, state in enumerate(states)}
    system, won = fmpq_mat(len(states), len(states)), fmpq_mat(len(states), 1)
    for state, i in place.items():
        whole = sum(counts[state].values())
        system[i, i] = fmpq(1)
        for other, n in counts[state].items():
            if other == "+":
                won[i, 0] += fmpq(n, whole)
            elif other in place:
                system[i, place[other]] -= fmpq(n, whole)
    return system.solve(won)[place[""], 0]


def main():
    rows, effects = journeys(), {}
    for order in ORDERS:
        counts = moves_of(rows, order)
        whole = chance(counts, None)
        exact = {channel: 1 - chance(counts, channel) / whole for channel in CHANNELS}
        effects[order] = {channel: float(Fraction(int(e.p), int(e.q))) for channel, e in exact.items()}
    print(json.dumps({"journeys": rows, "effects": effects}))


main()
