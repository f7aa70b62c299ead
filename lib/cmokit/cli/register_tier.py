"""cmokit register tier: how great the risk of a piece of work is, by which rule, and who approves it."""

from typing import Annotated

import typer

from cmokit.cli.context import Client, Json, session
from cmokit.cli.output import line, print_json
from cmokit.errors import UsageError


def tier(
    ctx: typer.Context,
    client: Client,
    audience: Annotated[str | None, typer.Option(help="internal, customer or public.")] = None,
    claim: Annotated[str | None, typer.Option(help="no_claim, approved_claim, new_claim, regulated_claim.")] = None,
    data: Annotated[str | None, typer.Option(help="aggregate, business, personal or sensitive.")] = None,
    money: Annotated[str | None, typer.Option(help="no_money, minor_budget or major_budget.")] = None,
    exposure: Annotated[str | None, typer.Option(help="no_exposure, normal_exposure or crisis.")] = None,
    legal_need: Annotated[str | None, typer.Option(help="no_legal_need, contract, privacy, pricing or so.")] = None,
    as_json: Json = False,
) -> None:
    """Say the risk tier of a piece of work, and the rule that decides."""
    folder = session(ctx).client(client)
    given = {"audience": audience, "claim": claim, "data": data, "money": money, "exposure": exposure}
    work = {name: value for name, value in {**given, "legal_need": legal_need}.items() if value is not None}
    from cmokit.registers.base import read_register
    from cmokit.registers.risk_tiers import CONDITIONS, RISK_TIERS, review_level

    for name, value in work.items():
        if value not in list(CONDITIONS[name]):
            wanted = ", ".join(CONDITIONS[name])
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} takes none of this", "bad_value", found=value, wanted=wanted)
    level = review_level(read_register(folder, RISK_TIERS), work)
    if as_json:
        rule = level.rule.id if level.rule else None
        print_json({"tier": level.tier, "approver": level.approver, "rule": rule, "work": work})
        return
    by = f"rule {level.rule.id}: {level.rule.name}" if level.rule else "no rule fits; high until somebody decides"
    line(f"{level.tier} ({by})")
    line(f"approved by: {level.approver or 'nobody named yet'}")
