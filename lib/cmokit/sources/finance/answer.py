"""One answer of the sheet Settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One answer. key: as in engagement.yaml; `vat.included_in[KIND]` is yes or no. value: as engagement.yaml holds it,
    shares as exact text. row: the sheet row; shown: what stands there.
    """

    key: str
    value: str
    row: int
    sheet: str
    shown: str
