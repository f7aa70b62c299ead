"""The CFO's workbook: what finance is asked for, sheet by sheet, and how a filled one becomes tables."""
