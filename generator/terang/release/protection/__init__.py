"""Step 4, protection: what may be shown, and what is told in place of the rest.

`methods` chooses withholding, rounding or noise; `proven` asks the disclosure engine, `means` and
`sums` look after averages, `history` after earlier releases, `leaks` after the finished files.
"""
