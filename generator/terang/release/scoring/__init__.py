"""Step 2, scoring: the rules as SQL in whole numbers, and what it adds up to.

`compile` writes the expressions the pages explain, `gather` what they read of ratings; `cells` and
`leaves` keep additive leaf cells, `margins` rolls them up; `engine` and `spark` run it.
"""
