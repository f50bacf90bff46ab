"""The report on a rule change: gathered once, written as one document, and shown as a page or on paper."""
