"""The defects that are planted, by client, in the order in which they are applied."""

from cmokit.samples.plan import B2B, SHOP, Defect

DEFECTS: dict[str, tuple[Defect, ...]] = {B2B: (), SHOP: ()}
