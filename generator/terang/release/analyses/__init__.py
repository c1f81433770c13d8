"""Reports for the personnel office, from rows about people: private zone, never published.

The tables go through the same protection as a release, but only against each other. Read together
with a published release they could tell more than either alone; that is why no site takes them.
"""
