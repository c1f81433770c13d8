"""Writing SVG by hand: escaped elements, exact coordinates, a wide and a narrow drawing each.

No colour stands here: shapes carry classes, the stylesheet carries both palettes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from markupsafe import Markup

from terang.core.numbers import Exact, half_up_ratio
from terang.site.escaping import escaped


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart is: a page-wide unique id, a title and a description for those who hear it."""

    id: str
    title: str
    desc: str


@dataclass(frozen=True, slots=True)
class Canvas:
    """One of the two drawings of a chart, in px of its own coordinate system."""

    name: str  # lebar | sempit
    width: int

    @property
    def is_narrow(self) -> bool:
        return self.name == "sempit"


WIDE = Canvas("lebar", 720)
NARROW = Canvas("sempit", 320)
PROTECTED = "dilindungi"  # the class and pattern of withheld parts
LINE = 17  # px between two lines of text
Px = int | Fraction  # a length or place in a drawing, exact
CHARACTER = 8  # px: a generous mean width of one character at 14 px


def coordinate(value: Exact | str) -> str:
    """A coordinate with at most one decimal; one that is written already stays.

    >>> coordinate(Fraction(100, 3)), coordinate(12)
    ('33.3', '12')
    """
    if type(value) is int:
        return str(value)
    if isinstance(value, str):
        return value
    return ratio(*value.as_integer_ratio())


def ratio(numerator: int, denominator: int) -> str:
    """numerator / denominator as a coordinate; denominator > 0.

    >>> ratio(100, 3), ratio(-1, 100)
    ('33.3', '0')
    """
    whole, tenth = divmod(half_up_ratio(10 * abs(numerator), denominator), 10)
    sign = "-" if numerator < 0 and (whole or tenth) else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def element(tag: str, /, *children: str, **attributes: Exact | str) -> Markup:
    """`<tag a="…">children</tag>`; numbers become coordinates, `_` in names becomes `-`.

    Children and attributes that are not yet markup are escaped here, and only here.
    """
    named = [f' {_name(name)}="{_attribute(value)}"' for name, value in attributes.items()]
    return _marked(f"<{tag}{''.join(named)}>{_markup(children)}</{tag}>")


def _marked(safe: str) -> Markup:
    """Text that is escaped already, without the questions that Markup asks of any object."""
    return str.__new__(Markup, safe)


def _attribute(value: Exact | str) -> str:
    return escaped(value) if isinstance(value, str) else coordinate(value)


_class = lru_cache(maxsize=256)(escaped)  # no class is ever markup already


@cache
def _name(word: str) -> str:
    return word.rstrip("_").replace("_", "-")


def _markup(parts: Iterable[str]) -> str:
    return "".join([part if type(part) is Markup else escaped(part) for part in parts])


def rect(class_: str, x: Px | str, y: Px | str, width: Px | str, height: Px) -> Markup:
    return _marked(f"<rect{_place(class_, x, y, width, height)}></rect>")


def patterned(kind: str, x: Px | str, y: Px | str, width: Px | str, height: Px) -> Markup:
    """A rectangle of nothing but the pattern of a kind."""
    fill = f' fill="url(#pola-{escaped(kind)})"'
    return _marked(f"<rect{_place('pola', x, y, width, height)}{fill}></rect>")


def _place(class_: str, x: Px | str, y: Px | str, width: Px | str, height: Px) -> str:
    return (
        f' class="{_class(class_)}" x="{coordinate(x)}" y="{coordinate(y)}"'
        f' width="{coordinate(width)}" height="{coordinate(height)}"'
    )


def line(class_: str, x1: Px | str, y1: Px | str, x2: Px | str, y2: Px | str) -> Markup:
    return _marked(
        f'<line class="{_class(class_)}" x1="{coordinate(x1)}" y1="{coordinate(y1)}"'
        f' x2="{coordinate(x2)}" y2="{coordinate(y2)}"></line>'
    )


def text(class_: str, x: Px | str, y: Px | str, content: str) -> Markup:
    """One line of text; `class_` sets size, weight and anchor (`awal`, `tengah`, `akhir`)."""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    return _marked(f'<text class="{_class(class_)}" {place}>{escaped(content)}</text>')


def lines_of(content: str, width_px: Px) -> list[str]:
    """Text broken to lines that fit a width; at least one line."""
    return list(_wrapped(content, max(8, width_px // CHARACTER)))


@lru_cache(maxsize=4096)
def _wrapped(content: str, characters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(content, characters)) or ("",)


def paragraph(class_: str, x: Px, y: Px, lines: list[str]) -> Markup:
    """Lines of text under each other, the first on baseline `y`."""
    return joined(text(class_, x, y + i * LINE, content) for i, content in enumerate(lines))


def width_of(content: str) -> int:
    """About how wide a text is, in px."""
    return len(content) * CHARACTER


def along(value: Fraction, low: Fraction, high: Fraction, length: int) -> Fraction:
    """How far along a length a value lies between two others.

    >>> along(Fraction(3), Fraction(2), Fraction(4), 100)
    Fraction(50, 1)
    """
    (n, d), (n0, d0), (n1, d1) = (x.as_integer_ratio() for x in (value, low, high))
    return Fraction((n * d0 - n0 * d) * d1 * length, (n1 * d0 - n0 * d1) * d)


def half(length: int) -> Px:
    """Half of a length; whole where it can be, which is quicker to count on with."""
    return Fraction(length, 2) if length % 2 else length // 2


def joined(parts: Iterable[Markup]) -> Markup:
    """Markup side by side; what is not markup yet is escaped."""
    return _marked(_markup(parts))


def hatched(x: Px, y: Px, width: Px, height: Px) -> Markup:
    """A withheld area: the plain ground under the pattern."""
    ground = rect(f"isi {PROTECTED}", x, y, width, height)
    return ground + patterned(PROTECTED, x, y, width, height)


def drawing(frame: Frame, canvas: Canvas, height: Exact, body: Markup) -> Markup:
    """One `<svg>` with title and description, named for assistive technology."""
    ids = f"{frame.id}-{canvas.name}"
    return element(
        "svg",
        element("title", frame.title, id=f"{ids}-judul"),
        element("desc", frame.desc, id=f"{ids}-uraian"),
        body,
        class_=f"bagan bagan-{canvas.name}",
        role="img",
        viewBox=f"0 0 {canvas.width} {coordinate(height)}",
        aria_labelledby=f"{ids}-judul",
        aria_describedby=f"{ids}-uraian",
    )


def both(frame: Frame, draw: Callable[[Canvas], tuple[Exact, Markup]]) -> Markup:
    """The wide and the narrow drawing; the stylesheet shows the one that fits its place."""
    parts = [drawing(frame, canvas, *draw(canvas)) for canvas in (WIDE, NARROW)]
    return element("div", *parts, class_="bagan-wadah")


@cache
def patterns() -> Markup:
    """The patterns of a page's charts, once a page: withheld, and the two lowest steps."""

    def pattern(name: str, *shapes: Markup) -> Markup:
        return element(
            "pattern",
            *shapes,
            id=f"pola-{name}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )

    slash = element("path", class_="pola-garis", d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4")
    back = element("path", class_="pola-tipis", d="M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4")
    dots = element("circle", class_="pola-titik", cx=4, cy=4, r=Fraction(13, 10))
    return element(
        "svg",
        element(
            "defs",
            pattern("dilindungi", slash),
            pattern("jenjang-4", back),
            pattern("jenjang-5", dots),
        ),
        class_="bagan-pola",
        width=0,
        height=0,
        aria_hidden="true",
        focusable="false",
    )
