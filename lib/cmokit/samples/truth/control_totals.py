"""The books beside the exports: what each month states, holds, differs by, and for which reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cmokit.samples.truth.facts import Named, Truth, named, truth

ID = "money.control_totals"
Key = tuple[str, date]


def control_totals(
    held: Mapping[Key, Decimal],
    slips: Mapping[Key, tuple[str, Decimal]],
    behind: Mapping[tuple[str, date, str], Sequence[str]] | None = None,
) -> tuple[list[Truth], list[Named]]:
    """held: what the exports hold by figure and month. slips: reason (blank: none) and amount by which books differ.

    behind: the records of a reason, by figure, month and reason.
    """
    facts: list[Truth] = []
    for figure in sorted({figure for figure, _ in held}):
        own = {key: held[key] for key in held if key[0] == figure}
        for key in own:
            facts += _amounts(own, slips, [key], figure, f"{key[1]:%Y-%m}")
        facts += _amounts(own, slips, list(own), figure, "all")
        left = {key: amount for key, (why, amount) in slips.items() if key in own and not why}
        books = sum((abs(own[key] + _slip(slips, key)) for key in own), Decimal(0))
        gross = sum((abs(amount) for amount in left.values()), Decimal(0))
        facts.append(truth(f"{ID}.remainder_gross_amount", gross, figure=figure))
        facts.append(truth(f"{ID}.remainder_share", float(gross / books), figure=figure))
    known = {key: why for key, (why, _) in slips.items() if key in held}
    facts.append(truth(f"{ID}.compared_count", len(held)))
    facts.append(truth(f"{ID}.equal_count", len(held) - len(known)))
    facts.append(truth(f"{ID}.explained_count", sum(bool(why) for why in known.values())))
    evidence = [
        named(ID, "month", [f"{month:%Y-%m}" for figure, month in known if figure == one], figure=one, part="books")
        for one in sorted({figure for figure, _ in known})
    ]
    evidence += [
        named(ID, "reference", ids, figure=figure, month=f"{month:%Y-%m}", part=why)
        for (figure, month, why), ids in (behind or {}).items()
    ]
    return facts, evidence


def _slip(slips: Mapping[Key, tuple[str, Decimal]], key: Key) -> Decimal:
    return slips[key][1] if key in slips else Decimal(0)


def _amounts(
    own: Mapping[Key, Decimal], slips: Mapping[Key, tuple[str, Decimal]], keys: Sequence[Key], figure: str, month: str
) -> list[Truth]:
    ours = sum((own[key] for key in keys), Decimal(0))
    difference = sum((_slip(slips, key) for key in keys), Decimal(0))
    reasons: dict[str, Decimal] = {}
    for why, amount in (slips[key] for key in keys if key in slips):
        reasons[why] = reasons.get(why, Decimal(0)) + amount
    sums = {
        "books": ours + difference,
        "ours": ours,
        "difference": difference,
        "remainder": reasons.pop("", Decimal(0)),
    }
    facts = [truth(f"{ID}.{name}_amount", amount, figure=figure, month=month) for name, amount in sums.items()]
    return facts + [
        truth(f"{ID}.explained_amount", amount, figure=figure, month=month, part=why) for why, amount in reasons.items()
    ]
