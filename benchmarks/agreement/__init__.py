"""Whether the SQL of an engine scores as the Python evaluator does, over schemes made by chance."""
