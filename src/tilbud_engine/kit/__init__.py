"""The kit: what authors and keepers of offers need beside the engine. Nothing here takes part in an answer."""
