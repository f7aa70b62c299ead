"""What people know in the little client: the registers, plans and people of the B2B sample."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from cmokit.analyses.finding_states import Seen, Standing, standing
from cmokit.analyses.known import Earlier, Known
from cmokit.analyses.tracked import Finding
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.fact import Fact, SourceFile
from cmokit.registers.base import read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.plans import read_plans
from cmokit.registers.training import Training
from tests.analyses import little_adoption, little_design, little_pilots


@cache
def known() -> Known:
    shipped: Path = kit_folder("data_samples") / "sample-b2b"
    folder = ClientFolder("sample-b2b", shipped, shipped / "reports")
    registers = {register.name: read_register(folder, register) for register in CATALOG}
    late = Training(id="late", subject="How a lead is answered", owner="Ines Castellano", due_on=date(2025, 12, 1))
    registers["training"] = (*registers["training"], late)
    sources = {name: SourceFile(f"registers/{name}.yaml", "0" * 64, len(items)) for name, items in registers.items()}
    people = load_engagement(shipped / "engagement.yaml").people
    return Known(
        registers,
        (*read_plans(folder), *little_pilots.plans(), *little_design.plans(), *little_adoption.plans()),
        {"baseline": baseline()},
        people,
        sources,
        standings,
    )


def standings() -> dict[str, Standing]:
    """What became of findings over three deliveries: one stayed, one was fixed, one is new, one came back."""
    days = (date(2025, 11, 5), date(2025, 12, 5), date(2026, 1, 5))
    found = (("a", "b"), ("a", "c"), ("a", "b", "d"))
    seen = [
        Seen(day, {key: Finding(key, "contacts", key) for key in keys}) for day, keys in zip(days, found, strict=True)
    ]
    return {"crm.completeness": standing(seen, lambda table, record: True)}


def baseline() -> Earlier:
    """The baseline as it was published a month before: of some headlines, better, worse and much the same."""
    facts = (
        Fact("pipeline.velocity.won_per_day_amount", Decimal("96.40"), "EUR", 40),
        Fact("pipeline.velocity.win_rate_share", 0.4, "share", 110, 0.31, 0.49, 0.95),
        Fact("pipeline.velocity.cycle_days", 33.5, "days", 110),
        Fact("funnel.closed_loop.won_share", 0.2, "share", 200, 0.15, 0.26, 0.95, {"split": "all"}),
        Fact("speed.first_response.within_sla_share", 0.2, "share", 240, 0.155, 0.255, 0.95),
    )
    named = (fact.but(sources=(SourceFile("deals.csv", "0" * 64, 110),)) for fact in facts)
    return Earlier("baseline", date(2025, 12, 5), "baseline-20251205-00000000", {fact.name: fact for fact in named})
