"""What was asked: the plan's model, rules, schema and loader."""
