"""Synthetic people, surveys and complaints, so that everything can be tried without real data."""
