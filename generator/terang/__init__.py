"""Terang: appraisal criteria and results made public without exposing anybody."""

__version__ = "0.1.0"
