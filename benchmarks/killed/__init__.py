"""Real runs killed at random moments, many times."""
