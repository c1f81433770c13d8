"""Step 2, scoring: the rules in whole numbers, and what they add up to.

`compile` writes the expressions the pages explain, `gather` what they read of ratings; `vectors`
computes them by columns, `engine` and `spark` run them as SQL. `cells` and `leaves` keep additive
leaf cells, `margins` rolls them up.
"""
