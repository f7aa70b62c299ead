"""The canonical tables by name, in the order of the documentation."""

from cmokit.tables import journeys, money, operations, people, received, sales
from cmokit.tables.contract import CanonicalTable


def _tables_of(module: object) -> list[CanonicalTable]:
    return [value for value in vars(module).values() if isinstance(value, CanonicalTable)]


TABLES: dict[str, CanonicalTable] = {
    table.name: table
    for module in (people, sales, journeys, money, operations, received)
    for table in _tables_of(module)
}
