"""Escaping for HTML and SVG, quick for the many words that hold nothing to escape."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_finds_special = re.compile("[&<>'\"]").search


def escaped(value: object) -> str:
    """What `markupsafe.escape` gives, as a plain string where nothing had to be escaped.

    So the result may be joined into markup, but must not be escaped again.

    >>> escaped("a < b"), escaped(Markup("<b>")), escaped("ab"), escaped(12)
    ('a &lt; b', '<b>', 'ab', '12')
    """
    kind = type(value)
    if kind is Markup or (kind is str and _finds_special(value) is None):  # type: ignore[call-overload]
        return value  # type: ignore[return-value]
    return str(escape(value))
