"""What each single touch takes by the models that look at one journey alone: to read and to recount."""

from typing import Any

import ibis
import numpy as np
from ibis import ir

from cmokit.methods.attribution.cutting import DAY, LEAST_EXPONENT, moment
from cmokit.methods.attribution.rules import FIRST_SHARE, LAST_SHARE

SHARES = ("first", "last", "linear", "time_decay", "position")
OUTCOME_ID = ("source_system", "conversion_id")


def with_shares(touches: ir.Table, half_life_days: float) -> ir.Table:
    """touches: one row per outcome and touch (`touches_before`). One more column a model: its part of the outcome."""
    ordered = ibis.window(group_by=OUTCOME_ID, order_by=["touched_at", "channel", "touchpoint_id"])
    placed = touches.mutate(place=ibis.row_number().over(ordered))
    whole = ibis.window(group_by=OUTCOME_ID)
    apart = (moment(placed.converted_at) - moment(placed.touched_at)).cast("float64")
    exponent = ibis.greatest(apart * (-np.log(2) / (half_life_days * DAY)), ibis.literal(LEAST_EXPONENT))
    counted = placed.mutate(touches=placed.count().over(whole), weight=exponent.exp())
    is_first, is_last = counted.place == 0, counted.place == counted.touches - 1
    shared = counted.mutate(
        first=_one(is_first),
        last=_one(is_last),
        linear=1.0 / counted.touches.cast("float64"),
        time_decay=counted.weight / counted.weight.sum().over(whole),
        position=_position(counted, is_first, is_last),
    )
    return shared.drop("weight")


def _one(where: Any) -> Any:
    return ibis.ifelse(where, 1.0, 0.0)


def _position(rows: Any, is_first: Any, is_last: Any) -> Any:
    between = (1 - FIRST_SHARE - LAST_SHARE) / ibis.greatest(rows.touches - 2, 1).cast("float64")
    return ibis.cases(
        (rows.touches == 1, 1.0),
        (rows.touches == 2, 0.5),
        (is_first, FIRST_SHARE),
        (is_last, LAST_SHARE),
        else_=between,
    )
