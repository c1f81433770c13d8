"""The calculator of a scheme page: the rule's own program beside the words that tell its steps.

The browser evaluates the same expression JSON as the engines (`assets/kalkulator.js`).
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from terang.core.program import Program, program_json
from terang.messages import catalogue
from terang.site.render import Place, render


def calculator(place: Place, programs: Sequence[tuple[str, Program]], anchor: str) -> Markup:
    """The calculator as HTML; `programs` are (name of the rule's period, program), in force first.

    anchor: id of the section on its page. Needs `kalkulator.js` on the page.
    """
    rules = [{"label": label, "program": program_json(program)} for label, program in programs]
    html = render(
        "calculator.html",
        place,
        anchor=anchor,
        words=catalogue("calculator", place.lang),
        rules=rules,
    )
    return Markup(html)  # noqa: S704 - the template escapes
