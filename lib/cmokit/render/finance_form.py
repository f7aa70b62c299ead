"""What finance.xlsx is made of before anybody fills it: what is known, and the lines that are printed from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmokit.sources.finance.layout import (
    INCLUDED,
    SETTING_LABELS,
    SETTINGS,
    FinanceSheet,
    included_key,
    included_label,
)
from cmokit.words import say

Printed = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class FinanceForm:
    """What is known before finance writes a line.

    currency: the reporting currency; currencies: the others found in the data. months: first days, in order.
    kinds: kind of export → title, of those whose amounts may include VAT. answers: key of engagement.yaml → its value
    where the client has decided it. place, contact: where to send it, whom to ask.
    """

    client_name: str
    currency: str
    months: tuple[date, ...]
    currencies: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    answers: Mapping[str, Any] | None = None
    sender: str = ""
    place: str = ""
    contact: str = ""
    color: str = ""
    language: str = "en"


def printed_lines(sheet: FinanceSheet, form: FinanceForm) -> Printed:
    """The lines that are filled in for finance: what each question or figure is about, not the figure itself."""
    if sheet is SETTINGS:
        return _questions(form)
    if sheet.table == "fx_rates":
        pairs = [(other, month) for other in form.currencies for month in form.months]
        return tuple({"from_currency": o, "to_currency": form.currency, "month_on": m} for o, m in pairs)
    if sheet.table == "control_totals":
        shown = [name for _, name in sheet.column("figure").values]
        rows = [(figure, month) for figure in shown for month in form.months]
        return tuple({"figure": f, "month_on": m, "currency": form.currency} for f, m in rows)
    return ()


def _questions(form: FinanceForm) -> Printed:
    known = {"currency": form.currency, **(form.answers or {})}
    usual = [
        {"setting": label, "answer": known.get(key), "key": key, "says": _says(form, key.replace(".", "_"))}
        for key, label in SETTING_LABELS.items()
    ]
    stated = known.get(INCLUDED)
    for kind, title in form.kinds:
        answer = None if stated is None else "yes" if kind in stated else "no"
        usual.append(
            {
                "setting": included_label(title),
                "answer": answer,
                "key": included_key(kind),
                "says": _says(form, "included"),
            }
        )
    return tuple(usual)


def _says(form: FinanceForm, setting: str) -> str:
    return say(f"finance.settings.{setting}", language=form.language)
