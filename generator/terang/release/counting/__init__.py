"""Step 3, counting: from leaf cells and rows to whole numbers by unit.

`units` is the tree they add up over; `figures` and `services` hold the figures, `counts` the tables
of counts as the disclosure engine sees them.
"""
