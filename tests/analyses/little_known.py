"""What people know in the little client: the registers, plans and people of the B2B sample."""

from functools import cache
from pathlib import Path

from cmokit.analyses.known import Known
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.fact import SourceFile
from cmokit.registers.base import read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.plans import read_plans
from tests.analyses import little_pilots


@cache
def known() -> Known:
    shipped: Path = kit_folder("data_samples") / "sample-b2b"
    folder = ClientFolder("sample-b2b", shipped, shipped / "reports")
    registers = {register.name: read_register(folder, register) for register in CATALOG}
    sources = {name: SourceFile(f"registers/{name}.yaml", "0" * 64, len(items)) for name, items in registers.items()}
    people = load_engagement(shipped / "engagement.yaml").people
    return Known(registers, (*read_plans(folder), *little_pilots.plans()), {}, people, sources)
