"""What may be done to a plan: each is worked out on the plan as it is, and is in force only when the store says so.

A citizen decides. What a caseworker or a companion lays is a proposal, dashed until she says yes; a companion never
decides anything (R-D15).
"""
