"""Beside releases: how many people a change of the criteria would move between categories.

`case` scores last year's rows under both sets of rules, `moves` protects the table of moves.
"""
