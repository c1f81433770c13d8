"""The calculator of a scheme page: the rule's own program beside the words that tell its steps.

The browser evaluates the same expression JSON as the engines (`assets/kalkulator.js`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from terang.messages import catalogue
from terang.site.programs import in_script
from terang.site.render import Place, render


def calculator(place: Place, programs: Sequence[tuple[str, str]], anchor: str) -> Markup:
    """The calculator as HTML; `programs` are (name of the rule's period, program as
    `Programs.script` gives it), in force first.

    anchor: id of the section on its page. Needs `kalkulator.js` on the page.
    """
    rules = [f'{{"label": {in_script(label)}, "program": {script}}}' for label, script in programs]
    html = render(
        "calculator.html",
        place,
        anchor=anchor,
        words=catalogue("calculator", place.lang),
        words_script=_words(place.lang),
        rules=Markup(", ").join(map(Markup, rules)),
    )
    return Markup(html)  # noqa: S704 - the template escapes


@cache
def _words(lang: str) -> str:
    return in_script(catalogue("calculator", lang))
