"""The board: the citizen's plan, its history, the advice beside it, the meeting, and the sheet for her to keep."""
