"""What every published table shares: texts from the catalogue, cells from counts, metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.model import Agency, Text
from terang.core.numbers import round_half_up
from terang.messages import text
from terang.releasefile.model import (
    Code,
    Dimension,
    Measure,
    MeasureKind,
    Row,
    Table,
    Withheld,
    WithheldReason,
)

NOT_COLLECTED = Withheld(WithheldReason.NOT_COLLECTED)
NOT_APPLICABLE = Withheld(WithheldReason.NOT_APPLICABLE)


def said(key: str, **fields: Text | str) -> Text:
    """A text of the `release` catalogue in both languages, its fields too."""

    def in_language(lang: str) -> str:
        parts = {k: v.in_language(lang) if isinstance(v, Text) else v for k, v in fields.items()}
        return text("release", key, lang, **parts)

    return Text(in_language("id"), in_language("en"))


def dimension(key: str, parents: Mapping[str, str | None], labels: Mapping[str, Text]) -> Dimension:
    """A dimension whose roots are totals where anything stands below them."""
    above = set(parents.values())
    codes = tuple(
        Code(code, labels[code], parent, is_total=parent is None and code in above)
        for code, parent in parents.items()
    )
    return Dimension(key, said(f"dim_{key}"), codes)


def measure(table: str, key: str, kind: MeasureKind, places: int = 0) -> Measure:
    return Measure(key, said(f"measure_{key}"), kind, said(f"unit_{table}_{key}"), places)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose results, of which period, made by which schemes or services."""

    agency: Agency
    period: str
    rules: tuple[str, ...]


def table(
    key: str,
    origin: Origin,
    dims: Sequence[Dimension],
    measures: Sequence[Measure],
    rows: Sequence[Row],
) -> Table:
    """A published table with its Satu Data metadata."""
    return Table(
        id=key,
        title=said(f"table_{key}"),
        description=said(f"about_{key}"),
        dims=tuple(dims),
        measures=tuple(measures),
        rows=tuple(rows),
        metadata={
            "konsep": said(f"concept_{key}"),
            "definisi": said(f"about_{key}"),
            "klasifikasi": _joined([d.name for d in dims]),
            "ukuran": _joined([m.name for m in measures]),
            "satuan": _joined([m.unit for m in measures]),
            "produsen": said("producer", agency=origin.agency.name, place=origin.agency.place),
            "periode": Text(origin.period, origin.period),
            "akses": said("access"),
        },
        rule_refs=origin.rules,
    )


def share(part: int, whole: int, places: int) -> Decimal:
    """part of whole in percent; whole > 0."""
    return round_half_up(Fraction(100 * part, whole), places)


def _joined(texts: Sequence[Text]) -> Text:
    kept = list(dict.fromkeys(texts))
    return Text(
        "; ".join(t.in_language("id") for t in kept), "; ".join(t.in_language("en") for t in kept)
    )
