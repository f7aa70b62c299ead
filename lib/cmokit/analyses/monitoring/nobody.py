"""Alerts that would reach nobody: each with where it stands and how it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmokit.analyses.monitoring.alert_states import Alert, State
from cmokit.registers.alerts import ALERTS
from cmokit.registers.alerts import Alert as Item
from cmokit.registers.alerts import State as ItemState
from cmokit.vocabulary import Watched

FILE = f"registers/{ALERTS.name}.yaml"


@dataclass(frozen=True)
class Nobody:
    """mend: `owner` where the register's item lacks its owner, `item` where the register has none for the series."""

    series: Watched | None
    item: Item | None
    mend: str

    @property
    def where(self) -> str:
        """File, item and field."""
        return f"{FILE}: {self.item.id}.owner" if self.item else FILE


def reaches_nobody(alerts: Sequence[Alert], items: Sequence[Item]) -> list[Nobody]:
    """Active items of the register without an owner, and open alerts for whose series nobody is named anywhere."""
    ownerless = [item for item in items if item.state is ItemState.ACTIVE and not item.owner]
    found = [Nobody(item.watches, item, "owner") for item in ownerless]
    told = {item.watches for item in ownerless}
    open_ = [alert for alert in alerts if alert.state is State.OPEN and not alert.owner]
    by_id = {item.id: item for item in items}
    for series in dict.fromkeys(alert.series for alert in open_):
        if series not in told:
            own = next((by_id[a.item] for a in open_ if a.series is series and a.item), None)
            found.append(Nobody(series, own, "owner" if own else "item"))
    return found
