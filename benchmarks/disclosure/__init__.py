"""Benchmarks of disclosure control: own tables of four sizes, own seeds."""
