"""Every register. A new one is a file beside this and one more line here."""

from typing import Any

from cmokit.registers.base import Register
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES
from cmokit.registers.findings import FINDINGS

CATALOG: tuple[Register[Any], ...] = (
    DECISIONS,
    DELIVERABLES,
    FINDINGS,
)
BY_NAME = {register.name: register for register in CATALOG}
