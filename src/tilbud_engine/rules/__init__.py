"""What a rule is, and its readers: the reference evaluator, durable-rules, plain words."""
