"""New leads, their first answers and their way to sales, week by week. Ibis over the canonical tables."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import Any

import ibis
import numpy as np
import pandas as pd

from cmokit.methods import first_answers
from cmokit.methods.cohorts import MATURE_AT, entries_of_people
from cmokit.methods.first_answers import LEAD, Covered, stages_from
from cmokit.methods.lead_waits import APART, curve, owners_of, waited
from cmokit.methods.linkage import leading_records, with_leading_id
from cmokit.methods.weeks import A_DAY, Told, Week, WeeklyPoint, utc
from cmokit.methods.working_time import WorkingClock
from cmokit.vocabulary import LifecycleStage

QUALIFIED = LifecycleStage.MQL.value


def steps(contacts: Any, stage_entries: Any, entity_links: Any, order: tuple[str, ...]) -> pd.DataFrame:
    """One row a person who is known to have become a lead, or to have been qualified: lead_at, qualified_at, sales_at,
    is_dated. Moments are naive, in UTC.

    A person of whom no stage is dated became a lead, if they are one, with their record: is_dated is False.
    """
    entries = entries_of_people(stage_entries, contacts, entity_links)
    after = order[order.index(QUALIFIED) + 1 :] if QUALIFIED in order else ()
    wanted = {"lead_at": stages_from(order, LEAD), "qualified_at": (QUALIFIED,) if after else (), "sales_at": after}
    firsts = entries.group_by("person_id").aggregate(
        **{name: _first(entries, stages) for name, stages in wanted.items()}
    )
    people = with_leading_id(
        leading_records(contacts, entity_links, "contact"), entity_links, "contact", "contact_id", "who"
    )
    joined = people.left_join(firsts, people.who == firsts.person_id)
    is_lead = joined.lifecycle_stage.isin(stages_from(order, LEAD))
    made_at = ibis.ifelse(joined.person_id.isnull() & is_lead, joined.created_at, None)
    told = joined.select(
        "source_system",
        "contact_id",
        "qualified_at",
        "sales_at",
        lead_at=joined.lead_at.coalesce(made_at),
        is_dated=joined.person_id.notnull(),
    )
    dated = told.filter(told.lead_at.notnull() | told.qualified_at.notnull()).order_by("source_system", "contact_id")
    frame = dated.to_pyarrow().to_pandas()
    return frame.assign(**{name: frame[name].dt.tz_convert(None) for name in wanted})


def _first(entries: Any, stages: Sequence[str]) -> Any:
    return entries.entered_at.min(where=entries.stage.isin(stages) if stages else ibis.literal(False))


def new_leads(rows: pd.DataFrame, weeks: Sequence[Week], told: Told) -> list[WeeklyPoint]:
    """People who first became a lead, or further, within the week."""
    found = {week: _within(rows["lead_at"], _moment(week.start), _moment(week.end)) for week in weeks}
    return told.points("new_leads", {week: (int(inside.sum()),) * 2 for week, inside in found.items()})


def qualified_to_sales(rows: pd.DataFrame, weeks: Sequence[Week], told: Told) -> list[WeeklyPoint]:
    """Of the qualified people whose time was over within the week, the share that had got to sales by its end."""
    return step_share("qualified_to_sales", rows, ("qualified_at", "sales_at"), weeks, told)


def step_share(
    series: str, rows: pd.DataFrame, step: tuple[str, str], weeks: Sequence[Week], told: Told
) -> list[WeeklyPoint]:
    """Of the people whose time for the step was over within the week, the share that had made it by the week's end.

    Their time is the one in which nine in ten of those who got further had, among all that was known on that day, in
    whole days. It differs little from week to week, so nearly everybody stands in one week and no more.
    """
    known = rows[rows[step[0]].notna()]
    return told.points(series, {week: _matured(known, step, week) for week in weeks} if len(known) else {})


def _matured(rows: pd.DataFrame, step: tuple[str, str], week: Week) -> tuple[float | None, int]:
    start_at, reached_at = step
    end = _moment(week.end)
    entered = rows[rows[start_at] < end]
    has_got = entered[reached_at] < end
    took = (entered[reached_at] - entered[start_at])[has_got].clip(lower=pd.Timedelta(0))
    if took.empty:
        return None, 0
    wait = timedelta(days=ceil(took.quantile(MATURE_AT) / pd.Timedelta(days=1)))
    own = _within(entered[start_at], _moment(week.start) - wait, end - wait)
    n = int(own.sum())
    return (int((own & has_got).sum()) / n if n else None), n


def answered_in_time(
    leads: Any, tried: Any, users: Any, weeks: Sequence[Week], log: Covered, clock: WorkingClock, promise: float
) -> list[WeeklyPoint]:
    """Of the leads whose record was made within the week, the share tried within the promise (Kaplan and Meier).

    leads, tried: as of `first_answers`, `went_on_at` being when the person first became a lead. Who had not been tried
    by the week's end was waiting then, whatever happened later.
    """
    zone = weeks[0].zone.key
    new = leads.filter(leads.created_at >= utc(weeks[0].start), leads.created_at < utc(min(weeks[-1].end, log.end)))
    rows = first_answers.first_answers(new, tried).to_pyarrow().to_pandas()
    ends = _ends(rows["created_at"], weeks, log)
    rows = rows[rows["went_on_at"].isna() | (rows["went_on_at"] < ends)]
    ends = ends[rows.index]
    in_time = rows["latest_at"] < ends
    rows = rows.assign(latest_at=rows["latest_at"].where(in_time), earliest_at=rows["earliest_at"].where(in_time))
    owners = owners_of(users.order_by("system", "user_id").to_pyarrow().to_pylist())
    judged = waited(rows, owners, clock, zone, ends)
    judged = judged[~judged["problem"].isin(APART)]
    found = {week: _kept(judged[ends[judged.index] == _last(week, log)], promise) for week in weeks}
    return _told(log, weeks[0], clock).points("answered_in_time", found)


def _ends(created: pd.Series, weeks: Sequence[Week], log: Covered) -> pd.Series:
    """The end of each lead's own week, or of the log."""
    starts = pd.DatetimeIndex([week.start for week in weeks]).tz_convert("UTC")
    place = np.searchsorted(starts.asi8, pd.DatetimeIndex(created).as_unit(starts.unit).asi8, side="right") - 1
    return pd.Series([_last(weeks[n], log) for n in place], index=created.index, dtype="datetime64[us, UTC]")


def _last(week: Week, log: Covered) -> pd.Timestamp:
    return pd.Timestamp(min(week.end, log.end)).tz_convert("UTC")


def _kept(rows: pd.DataFrame, promise: float) -> tuple[float | None, int]:
    is_known = (rows["is_answered"] | (rows["minutes"] >= promise)).any()
    return (float(curve(rows).ended_by(promise)) if is_known else None), len(rows)


def _told(log: Covered, first: Week, clock: WorkingClock) -> Told:
    """A log that ends on the last working day of a week tells of the whole week: nobody works in what is left of it."""
    days = [datetime.combine(log.last + n * A_DAY, time(), first.zone) for n in range(1, 9)]
    at_work = clock.minutes_between(days[:-1], days[1:], first.zone) > 0
    return Told(log.first, log.last + int(at_work.argmax()) * A_DAY)


def _within(moments: pd.Series, start: datetime, end: datetime) -> pd.Series:
    return (moments >= start) & (moments < end)


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
