"""Every analysis, in the order of the report. A new one is one more line here."""

from cmokit.analyses.base import Analysis

CATALOG: tuple[Analysis, ...] = ()
BY_ID = {analysis.id: analysis for analysis in CATALOG}
