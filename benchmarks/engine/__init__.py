"""How fast the scoring engine is, measured beside the least that any engine must do."""
