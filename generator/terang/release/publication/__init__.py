"""Step 5, publication: protected figures become the tables and files of a release.

`build` runs steps 1 to 5 for one agency and period; `finished` keeps what was decided, so that an
interrupted run goes on; `corrections` finds what may stand in for a refused one.
"""
