"""finance.xlsx among the files of a request: written empty, written again while it is empty, never over an answer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.presets import ENGAGEMENT_DAYS
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import CmokitError
from cmokit.render.finance_form import FinanceForm
from cmokit.runs.request import TABLE_OF, Export, Request
from cmokit.sources.finance.layout import INCLUDED
from cmokit.sources.settings import ReadSettings

if TYPE_CHECKING:
    from cmokit.sources.finance.reading import FinanceReading

YEARS_BEFORE = 2  # as the request's texts ask for
# Tables of which it matters whether tax is in the amounts.
WITH_TAX = ("orders", "ad_spend", "opportunities", "payments", "parcels")


def form_of(client: ClientFolder, engagement: Engagement, request: Request) -> FinanceForm:
    """The empty workbook for a client: its months, its currencies as far as data came, and what is decided already."""
    from cmokit.sources.deliveries.currencies import currencies_in

    return FinanceForm(
        client_name=request.client_name,
        currency=engagement.currency,
        months=tuple(months_of(engagement)),
        currencies=tuple(code for code in currencies_in(client) if code != engagement.currency),
        kinds=tuple((export.kind, export.title) for export in request.exports if _may_hold_tax(export)),
        answers=_decided(client, engagement),
        sender=request.sender,
        place=request.place,
        contact=request.contact,
        color=request.client_color,
        language=request.language,
    )


def months_of(engagement: Engagement) -> Iterator[date]:
    """The first days of the months from two years before day 1 to the engagement's last day."""
    first = engagement.start_on.replace(year=engagement.start_on.year - YEARS_BEFORE, day=1)
    ends = [period[1] for phase, _ in engagement.phases.items() if (period := engagement.phase_period(phase))]
    last = max(ends, default=date.fromordinal(engagement.start_on.toordinal() + ENGAGEMENT_DAYS - 1))
    while first <= last:
        yield first
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def is_filled(path: Path, form: FinanceForm) -> bool:
    """Has a person written anything into the workbook that lies there? One that cannot be read is taken as filled."""
    from cmokit.sources.finance.reading import read_finance

    try:
        reading = read_finance(path, ReadSettings())
    except CmokitError:
        return True
    return _has_figures(reading) or any(not _is_printed(a.key, a.value, form) for a in reading.answers)


def _has_figures(reading: "FinanceReading") -> bool:
    data = [sheet for sheet in reading.sheets if sheet.found.sheet.table != "settings"]
    return bool(reading.values_set_aside) or any(sheet.used or sheet.aside for sheet in data)


def _is_printed(key: str, value: str, form: FinanceForm) -> bool:
    """An answer that this form, too, would print is not one of finance's."""
    known = {"currency": form.currency, **(form.answers or {})}
    if key.startswith(f"{INCLUDED}["):
        return INCLUDED in known and (value == "yes") == (key[len(INCLUDED) + 1 : -1] in known[INCLUDED])
    return key in known and str(known[key]).casefold() == value.casefold()


def _may_hold_tax(export: Export) -> bool:
    return TABLE_OF.get(export.kind) in WITH_TAX


def _decided(client: ClientFolder, engagement: Engagement) -> dict[str, Any]:
    """What engagement.yaml says, as the workbook writes it; what nobody has decided stays open."""
    from cmokit.sources.deliveries.answers import is_silent

    read = read_yaml(client.engagement_file)
    said = {
        "fiscal_year_starts": engagement.fiscal_year_starts,
        "week_starts": str(engagement.week_starts).capitalize(),
        "vat.share": engagement.vat.share,
        INCLUDED: engagement.vat.included_in,
    }
    return {key: value for key, value in said.items() if not is_silent(read, key)}
