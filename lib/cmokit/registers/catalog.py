"""Every register. A new one is a file beside this and one more line here."""

from typing import Any

from cmokit.registers.base import Register
from cmokit.registers.deliverables import DELIVERABLES

CATALOG: tuple[Register[Any], ...] = (DELIVERABLES,)
BY_NAME = {register.name: register for register in CATALOG}
