"""The Excel deliverable: real numbers, frozen headers, native charts; text from data stays text."""

from cmokit.render.workbook.report import Workbook, report_workbook

__all__ = ["Workbook", "report_workbook"]
