"""Meta Ads Manager: the campaign (ad set, ad) report, in English, French, Spanish and German.

The currency stands in the header of the amount spent. `Results` counts whatever each campaign aims at, so it is used
only where all rows aim at one thing and no purchases are given. A row without a campaign sums up the others.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import ads
from cmokit.sources.base import Note, Source, Tables, fields
from cmokit.sources.rows import Rows
from cmokit.vocabulary import Combine, SetAside


def _campaigns(rows: Rows) -> Tables:
    stated = {
        "ad_account_id": pc.coalesce(rows.get("ad_account_id"), rows.get("account_name")),
        "period_start_on": pc.coalesce(rows.get("day_on"), rows.get("period_start_on")),
        "period_end_on": pc.coalesce(rows.get("day_on"), rows.get("period_end_on")),
        "platform_conversions_count": ads.whole(_conversions(rows)),
        "clicks_count": pc.coalesce(rows.get("link_clicks_count"), rows.get("clicks_count")),
    }
    return ads.ad_spend(rows, "meta_ads", **stated)


def _conversions(rows: Rows) -> pa.Array:
    if rows.has("purchases_number"):
        return rows.get("purchases_number")
    results = rows.get("results_number")
    return pa.nulls(len(rows), results.type) if _mixes(rows) else results


def _mixes(rows: Rows) -> bool:
    """Do the rows' results count different things? Without an indicator that cannot be excluded."""
    return not rows.has("result_indicator") or len(pc.unique(rows.get("result_indicator").drop_null())) > 1


def _notes(rows: Rows) -> list[Note]:
    found = ads.notes(rows)
    if rows.has("results_number") and not rows.has("purchases_number") and _mixes(rows):
        message = "results count different things; they are not taken as conversions (add the column Purchases)"
        found.append(Note("mixed_results", message, column=rows.headers["results_number"]))
    return found


CAMPAIGNS = Source(
    kind="meta_ads.campaigns",
    system="meta_ads",
    table="ad_spend",
    combine=Combine.RESTATED_WINDOW,
    required=("campaign", "spend_amount"),
    key=("campaign", "campaign_id"),
    unkeyed=SetAside.TOTAL,
    nulls=("-", "--"),
    fill=_campaigns,
    check=_notes,
    fields=fields(
        """
        period_start_on: Reporting starts | Début des rapports | Début du rapport | Inicio del informe | Berichtsstart
        period_end_on: Reporting ends | Fin des rapports | Fin du rapport | Fin del informe | Berichtsende
        day_on > period_start_on: Day | Jour | Día | Tag
        ad_account_id: Account ID | Identifiant du compte | Identificador de la cuenta | Konto-ID
        account_name > ad_account_id: Account name | Nom du compte | Nombre de la cuenta | Kontoname
        campaign: Campaign name | Nom de la campagne | Nombre de la campaña | Name der Kampagne | Kampagnenname
        campaign_id: Campaign ID | ID de campagne | Identifiant de campagne | Identificador de la campaña | Kampagnen-ID
        ad_group: Ad set name | Nom de l'ensemble de publicités | Nombre del conjunto de anuncios """
        """| Anzeigengruppenname | Name der Anzeigengruppe
        ad: Ad name | Nom de la publicité | Nombre del anuncio | Anzeigenname
        delivery: Delivery | Campaign delivery | Diffusion | Entrega | Auslieferung
        attribution_setting: Attribution setting | Paramètre d'attribution | Configuración de atribución """
        """| Attributionseinstellung
        results_number: Results | Résultats | Resultados | Ergebnisse
        result_indicator: Result indicator | Result Type | Indicateur de résultat | Indicateur de résultats """
        """| Indicador de resultados | Ergebnisindikator
        reach_count: Reach | Couverture | Alcance | Reichweite
        frequency_number: Frequency | Répétition | Frecuencia | Frequenz
        impressions_count: Impressions | Impresiones | Impressionen
        link_clicks_count > clicks_count: Link clicks | Clics sur un lien | Clics en el enlace | Link-Klicks
        clicks_count: Clicks (all) | Clics (tous) | Clics (todos) | Klicks (alle)
        currency: Currency | Devise | Divisa | Währung
        spend_amount: Amount spent | ~Amount spent \\((?P<currency>[A-Z]{3})\\) """
        """| ~Montant dépensé \\((?P<currency>[A-Z]{3})\\) | ~Importe gastado \\((?P<currency>[A-Z]{3})\\) """
        """| ~Ausgegebener Betrag \\((?P<currency>[A-Z]{3})\\)
        result_amount: Cost per result | Cost per results | Coût par résultat | Costo por resultado """
        """| Kosten pro Ergebnis
        purchases_number > platform_conversions_count: Purchases | Achats | Compras | Käufe
        platform_value_amount: Purchases conversion value | Valeur de conversion des achats """
        """| Valor de conversión de compras | Conversion-Wert von Käufen | Conversion-Wert für Käufe
        """
    ),
)

META_ADS = (CAMPAIGNS,)
