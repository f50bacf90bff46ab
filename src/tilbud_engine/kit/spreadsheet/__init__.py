"""Offers as a spreadsheet that a municipality can keep, and back: told first, written only when asked to."""


from tilbud_engine.kit.spreadsheet.writing import write_sheet

__all__ = ["write_sheet"]
