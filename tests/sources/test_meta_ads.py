"""Meta's report: the currency in a header of any of four languages, a summary row, results that mix."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.exports import one, read

FRENCH = """Début des rapports;Fin des rapports;Nom de la campagne;Résultats;Indicateur de résultat;Impressions;\
Montant dépensé (USD);Achats;Valeur de conversion des achats;Paramètre d’attribution
01/01/2026;31/01/2026;social_q1_رمضان;12;actions:purchase;1 234;1 234,56;12;500,00;7-day click
01/01/2026;31/01/2026;;12;;1 234;1 234,56;12;500,00;
"""


def test_a_french_export_reads_like_an_english_one(tmp_path: Path):
    row = one(read(tmp_path, FRENCH).tables["ad_spend"])
    assert (row["campaign"], row["spend_amount"], row["currency"]) == ("social_q1_رمضان", Decimal("1234.56"), "USD")
    assert (row["period_start_on"], row["period_end_on"]) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (row["platform_conversions_count"], row["platform_value_amount"]) == (12, Decimal("500"))
    assert row["attribution_setting"] == "7-day click"


def test_the_row_without_a_campaign_is_the_sum_of_the_others(tmp_path: Path):
    found = read(tmp_path, FRENCH)
    assert [(row.row, row.reason) for row in found.rows_set_aside] == [(3, "total")]


@pytest.mark.parametrize(
    "headers",
    [
        "Reporting starts,Reporting ends,Campaign name,Impressions,Amount spent (EUR)",
        "Inicio del informe,Fin del informe,Nombre de la campaña,Impresiones,Importe gastado (EUR)",
        "Berichtsstart,Berichtsende,Name der Kampagne,Impressionen,Ausgegebener Betrag (EUR)",
        "REPORTING STARTS, reporting ends ,campaign NAME,impressions,amount spent (eur)",
    ],
)
def test_headers_are_known_in_each_language_and_case(tmp_path: Path, headers: str):
    found = read(tmp_path, f"{headers}\n2026-01-01,2026-01-31,a_b_c,10,2.50\n")
    assert found.kind == "meta_ads.campaigns"
    assert one(found.tables["ad_spend"], "currency", "spend_amount") == {
        "currency": "EUR",
        "spend_amount": Decimal("2.5"),
    }


def test_results_that_count_different_things_are_no_conversions(tmp_path: Path):
    text = "Reporting starts,Reporting ends,Campaign name,Results,Result indicator,Amount spent (EUR)\n"
    mixed = text + "2026-01-01,2026-01-31,a,5,actions:lead,1\n2026-01-01,2026-01-31,b,9,reach,1\n"
    same = mixed.replace("reach", "actions:lead")
    found = read(tmp_path, mixed)
    assert found.tables["ad_spend"]["platform_conversions_count"].to_pylist() == [None, None]
    assert "mixed_results" in [note.code for note in found.warnings]
    assert read(tmp_path, same).tables["ad_spend"]["platform_conversions_count"].to_pylist() == [5, 9]


def test_a_day_column_wins_over_the_reports_range(tmp_path: Path):
    text = (
        "Reporting starts,Reporting ends,Day,Campaign name,Amount spent (EUR)\n2026-01-01,2026-01-31,2026-01-05,a,1\n"
    )
    row = one(read(tmp_path, text).tables["ad_spend"], "period_start_on", "period_end_on")
    assert set(row.values()) == {date(2026, 1, 5)}
