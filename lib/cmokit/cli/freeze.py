"""cmokit freeze: the plan of an experiment, written down for good before it starts."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cmokit.cli.context import Client, Json, day, session
from cmokit.cli.output import line, print_json
from cmokit.cli.overriding import By, Why, passed

if TYPE_CHECKING:
    from cmokit.methods.pilot.before import Outlook
    from cmokit.runs.freeze import Frozen

Experiment = Annotated[str, typer.Argument(help="Its id in registers/experiments.yaml.", show_default=False)]
Today = Annotated[str | None, typer.Option(help="As if today were this day.")]


def freeze(
    ctx: typer.Context,
    client: Client,
    experiment: Experiment,
    by: Annotated[str | None, typer.Option(help="Who freezes it; else who decides it, else its owner.")] = None,
    override: By = None,
    reason: Why = None,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Freeze the plan of an experiment before it starts."""
    on, let_pass = day("--today", today) or date.today(), passed(override, reason)
    here = session(ctx)
    from cmokit.runs.desk import open_engagement
    from cmokit.runs.freeze import freeze as make

    desk = open_engagement(client, workspace=here.find().root)
    done = make(desk, experiment, by=(by or "").strip() or None, today=on, passed=let_pass)
    if as_json:
        plan = done.plan.model_dump(by_alias=True, exclude_none=True)
        print_json({"client": client, "file": str(done.path), "is_new": done.is_new, "plan": plan})
        return
    _tell(done)
    line(f"Next: {here.command('pilot', 'assign', client, experiment, '--for', 'hubspot')}")


def _tell(done: "Frozen") -> None:
    plan = done.plan
    line(f"{plan.experiment}: {'frozen' if done.is_new else 'this plan stands already, frozen'} on {plan.frozen_on}"
         f" by {plan.frozen_by}")  # fmt: skip
    line(f"  {done.path}")
    if done.instead_of:
        line(f"  {_name(done.instead_of)} can only show {_seen(done.instead_of)}, beyond what anyone would believe"
             f" ({done.instead_of.believable:.1%}): {_name(done.outlook)} is the main measure, and stands so in the"
             " register; the other is shown beside it")  # fmt: skip
    line(f"  main measure: {_name(done.outlook)}; {_known(done.outlook)}")
    if done.business and not done.instead_of:
        line(f"  beside it: {_name(done.business)}; {_known(done.business)}; {_believed(done.business)}")
    for told in _warnings(done):
        line(f"  {told}")


def _warnings(done: "Frozen") -> list[str]:
    plan, told = done.plan, []
    if done.is_new and done.earlier:
        told.append(f"the plan changed: {done.earlier} earlier one(s) stay, and the report says so")
    if done.is_late:
        told.append(f"frozen after its start on {plan.start_on}: the report will not hold its rule against it")
    if done.too_young_from:
        told.append(f"whoever is assigned after {done.too_young_from} has not had {plan.follow_up_days} days by the"
                    f" readout on {plan.end_on}: assign until then, or read out later")  # fmt: skip
    told += [f"{other} runs over the same people and days: start one after the other" for other in done.beside]
    return told


def _known(outlook: "Outlook") -> str:
    if not outlook.is_known or outlook.groups is None:
        return f"only {outlook.rows} people before the start tell how often it comes about, so nothing is promised"
    return (f"{outlook.groups.share:.1%} of {outlook.rows} before the start, about {outlook.expected:.0f} to come;"
            f" it can show {_seen(outlook)}")  # fmt: skip


def _believed(outlook: "Outlook") -> str:
    return "believable" if outlook.is_believable else f"more than anyone would believe ({outlook.believable:.1%})"


def _seen(outlook: "Outlook") -> str:
    return "no effect at all" if outlook.rise is None else f"effects of {outlook.rise:.1%} and more"


def _name(outlook: "Outlook") -> str:
    return " ".join(filter(None, (outlook.planned.outcome, outlook.planned.stage, f"in {outlook.planned.days} days")))
