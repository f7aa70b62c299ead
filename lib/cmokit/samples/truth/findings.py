"""The truth about findings over deliveries, counted over the records that must be named in each."""

from collections.abc import Callable, Collection, Sequence

from cmokit.samples.truth.facts import Named, Truth, truth

Key = tuple[str, ...]  # where the finding stands, and its record last


def findings_of(entries: Sequence[Named], *where: str) -> set[Key]:
    """The findings that an analysis must name. where: what tells two findings of one record apart."""
    return {
        (*(dict(entry.where).get(name, "") for name in where), record) for entry in entries for record in entry.values
    }


def states(analysis: str, seen: Sequence[Collection[Key]], is_there: Callable[[str], bool]) -> list[Truth]:
    """How many findings are in which state after the last of these deliveries, and how many stood in each."""
    *before, now = [set(keys) for keys in seen]
    id_ = f"{analysis}.findings_count"
    if not before:
        return [truth(id_, len(now), state="open")]
    ever = set().union(*before)
    left = ever - now
    fixed = {key for key in left if is_there(key[-1])}
    counts = {
        "open": len(now & before[-1]),
        "new": len(now - ever),
        "returned": len(now & (ever - before[-1])),
        "fixed": len(fixed),
        "gone": len(left - fixed),
        "accepted": 0,
    }
    return [truth(id_, count, state=state) for state, count in counts.items()]
