"""Step 1, the door: files or a database in, accepted rows out, every refused row told once.

`inputs/` reads every form of file as text by column; `door*` checks people and ratings in SQL,
`contract*` the small tables row by row; `schemes` says which rules judge whom.
"""
