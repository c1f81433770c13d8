"""Pictures of rules: how weight is shared out, and how a value becomes a score.

Shapes carry classes and no colours; the text beside each picture says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from terang.core.model import (
    AchievementRatio,
    Likert,
    LowerIsBetter,
    PiecewiseLinear,
    ScoreFunction,
)
from terang.site.render import Place
from terang.site.svg import along, coordinate, element, line, rect, text

WIDTH, HEIGHT = 320, 190  # px of the drawing
LEFT, RIGHT, TOP, BOTTOM = 40, 308, 22, 150  # the plot within it
SEGMENTS = 5  # classes ruas-1 .. ruas-5


@dataclass(frozen=True, slots=True)
class Reading:
    """One point worth naming on a curve: at `value` the score is `score`."""

    value: Fraction
    score: Fraction


def weight_bar(weights: Sequence[Decimal], title: str) -> Markup:
    """One bar of 100 percent cut by weights; labels stand in the list under it."""
    total = sum(weights, Decimal(0)) or Decimal(1)
    x, parts = Fraction(0), []
    for place, weight in enumerate(weights):
        width = Fraction(weight) * 1000 / Fraction(total)
        parts.append(rect(f"ruas ruas-{place % SEGMENTS + 1}", x, 0, width, 40))
        x += width
    return element(
        "svg",
        element("title", title),
        *parts,
        class_="batang",
        role="img",
        viewBox="0 0 1000 40",
        preserveAspectRatio="none",
    )


def has_curve(function: ScoreFunction) -> bool:
    """Whether a function is drawn as a curve; the others are told as a table of answers."""
    return isinstance(function, AchievementRatio | LowerIsBetter | PiecewiseLinear | Likert)


def curve_points(function: ScoreFunction, standard: Decimal | None) -> tuple[Reading, ...]:
    """The corners of a continuous function, or the answers of a Likert scale, left to right."""
    match function:
        case AchievementRatio(cap):
            end = Fraction(cap) + 20
            return _readings([(0, 0), (cap, cap), (end, cap)])
        case LowerIsBetter(cap) if standard is not None:
            whole = Fraction(standard)
            turn = whole * (200 - Fraction(cap)) / 100
            return _readings([(0, cap), (turn, cap), (whole * 2, 0), (whole * Fraction(11, 5), 0)])
        case LowerIsBetter(cap):
            return _readings([(0, cap), (200 - Fraction(cap), cap), (200, 0)])
        case PiecewiseLinear(points):
            return _readings(points)
        case Likert(low, high, score_low, score_high):
            step = Fraction(score_high - score_low) / (high - low)
            return tuple(
                Reading(Fraction(answer), Fraction(score_low) + step * (answer - low))
                for answer in range(low, high + 1)
            )
        case _:
            return ()


def _readings(
    pairs: Iterable[tuple[Decimal | Fraction | int, Decimal | Fraction | int]],
) -> tuple[Reading, ...]:
    return tuple(Reading(Fraction(value), Fraction(score)) for value, score in pairs)


def score_curve(
    ident: str, function: ScoreFunction, standard: Decimal | None, unit: str, place: Place
) -> Markup:
    """The score over the value as a small picture, named and described for those who hear it."""
    points = curve_points(function, standard)
    if not points:
        return Markup("")
    axes = _Axes.around(points)
    body = [_grid(axes, place), _units(unit, place)]
    if isinstance(function, Likert):
        body += [_post(axes, point, place) for point in points]
    else:
        body += [_mark(axes, reading, place) for reading in _named(function, standard, points)]
        path = " ".join(
            f"{'ML'[i > 0]}{coordinate(axes.x(p.value))},{coordinate(axes.y(p.score))}"
            for i, p in enumerate(points)
        )
        body.append(element("path", class_="lengkung", d=path))
        body += [_tick(axes, reading, place) for reading in _named(function, standard, points)]
    return element(
        "svg",
        element("title", place.t("curve_title"), id=f"{ident}-judul"),
        element("desc", curve_words(points, place), id=f"{ident}-uraian"),
        *body,
        class_="gambar",
        role="img",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        aria_labelledby=f"{ident}-judul",
        aria_describedby=f"{ident}-uraian",
    )


def curve_words(points: Sequence[Reading], place: Place) -> str:
    """The corners of a curve as one sentence."""
    told = [
        place.t("curve_point", value=_number(p.value, place), score=_number(p.score, place))
        for p in points
    ]
    return "; ".join(told) + "." if told else ""


def _number(value: Fraction, place: Place) -> str:
    exact = value.denominator == 1
    return place.num(value, 0 if exact else 2)


def _named(
    function: ScoreFunction, standard: Decimal | None, points: Sequence[Reading]
) -> tuple[Reading, ...]:
    """Points worth a guide line: the standard or the target, and the corners of broken lines."""
    match function:
        case AchievementRatio(cap):
            return _readings([(100, 100), (cap, cap)] if cap != 100 else [(100, 100)])
        case LowerIsBetter():
            whole = Fraction(standard) if standard is not None else Fraction(100)
            return (points[1], Reading(whole, Fraction(100)), points[2])
        case _:
            return tuple(points)


@dataclass(frozen=True, slots=True)
class _Axes:
    low: Fraction
    high: Fraction
    top: Fraction

    @classmethod
    def around(cls, points: Sequence[Reading]) -> _Axes:
        values = [point.value for point in points]
        top = max(Fraction(100), *(point.score for point in points))
        return cls(min(values), max(values), top)

    def x(self, value: Fraction) -> Fraction:
        high = self.high if self.high != self.low else self.low + 1
        return LEFT + along(value, self.low, high, RIGHT - LEFT)

    def y(self, score: Fraction) -> Fraction:
        return BOTTOM - along(score, Fraction(0), self.top, BOTTOM - TOP)


def _grid(axes: _Axes, place: Place) -> Markup:
    scores = [Fraction(0), Fraction(50), Fraction(100)]
    if axes.top > 110:
        scores.append(axes.top)
    rows = [
        line("kisi", LEFT, axes.y(s), RIGHT, axes.y(s))
        + text("akhir", LEFT - 6, axes.y(s) + 4, _number(s, place))
        for s in scores
    ]
    return Markup("").join([*rows, line("sumbu-garis", LEFT, BOTTOM, RIGHT, BOTTOM)])


def _units(unit: str, place: Place) -> Markup:
    return text("akhir", RIGHT, HEIGHT - 6, unit) + text(
        "awal", LEFT, HEIGHT - 6, place.t("curve_axis")
    )


def _mark(axes: _Axes, point: Reading, place: Place) -> Markup:
    return line("kisi", axes.x(point.value), axes.y(point.score), axes.x(point.value), BOTTOM)


def _tick(axes: _Axes, point: Reading, place: Place) -> Markup:
    x = axes.x(point.value)
    anchor = "akhir" if x > RIGHT - 12 else "tengah"
    dot = element("circle", class_="titik", cx=x, cy=axes.y(point.score), r=4)
    return dot + text(anchor, x, BOTTOM + 16, _number(point.value, place))


def _post(axes: _Axes, point: Reading, place: Place) -> Markup:
    """One answer of a scale: a post as high as its score, the answer under it."""
    inner = Fraction(RIGHT - LEFT - 48) / (RIGHT - LEFT)
    x = LEFT + 24 + (axes.x(point.value) - LEFT) * inner
    top = axes.y(point.score)
    return Markup("").join(
        [
            rect("tiang", x - 13, top, 26, BOTTOM - top),
            text("tengah tebal", x, top - 4, _number(point.score, place)),
            text("tengah", x, BOTTOM + 16, _number(point.value, place)),
        ]
    )
