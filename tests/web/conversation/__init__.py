"""The conversation on the screen: wishes, what stands in the way, questions, cards; hers to say and hers to leave."""
