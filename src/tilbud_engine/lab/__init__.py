"""The policy lab: try a rule change before it is in force. Nothing here takes part in an answer to a citizen."""
