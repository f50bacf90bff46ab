"""What the scenarios have tried of the rules: each answer that a condition can have, and which scenario saw it.

`written` finds the rules as they stand in their files, `possible` which answers can come, `seeing` what was seen;
`outcome` holds the values, `telling` puts them into words and JSON, `listing` into a page.
"""
