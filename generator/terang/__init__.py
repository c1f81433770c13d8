"""Terang: criteria and results of civil servants' appraisals, made public without exposing anybody."""

__version__ = "0.1.0"
