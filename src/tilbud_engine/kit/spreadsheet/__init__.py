"""Offers as a spreadsheet that a municipality can keep, and back: told first, written only when asked to."""

from tilbud_engine.kit.spreadsheet.comparing import SheetImport, compare_sheet
from tilbud_engine.kit.spreadsheet.writing import write_sheet

__all__ = ["SheetImport", "compare_sheet", "write_sheet"]
