"""Text that is safe to show: nothing a terminal or a log would obey, nothing that hides."""

from __future__ import annotations

import re

from terang.core.leakscan import redacted

# C0 and C1 controls, soft hyphen, zero-width, line and paragraph separators, signs that turn the
# direction of text, specials, tags, and halves of characters, which no encoding can write
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with hidden characters as a dot and the digits of personal numbers as #; lines stay.

    >>> visible("a\\x1b[2J\\rb NIP 198702282015011999")
    'a·[2J·b NIP ##################'
    """
    return redacted(HIDDEN.sub("·", text).replace("\r", "·"))
