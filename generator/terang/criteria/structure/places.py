"""Where in its file every value of the model was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from terang.core.model import Mark
from terang.criteria.source import Node

T = TypeVar("T")

# English field of the model -> Indonesian key of the file, where a path needs it
KEYS = {
    "alternatives": "pengganti",
    "answers": "jawaban",
    "bands": "pita",
    "basis": "dasar",
    "calendar": "kalender",
    "category": "kategori",
    "cells": "sel",
    "certainty": "kepastian",
    "codes": "kode",
    "column": "kolom",
    "complaint_classes": "aduan",
    "components": "komponen",
    "conditions": "syarat",
    "days": "standar_hari",
    "default_convention": "konvensi_baku",
    "end": "berakhir",
    "former": "dahulu",
    "functions": "fungsi_nilai",
    "gates": "gerbang",
    "indicator": "indikator",
    "indicators": "indikator",
    "inputs": "masukan",
    "levels": "tingkat",
    "low": "terendah",
    "measures": "ukuran",
    "minimum": "minimum",
    "minimum_mean_n": "minimum_rerata",
    "minimum_respondents": "minimum_responden",
    "minuend": "dari",
    "on": "pada",
    "parent": "induk",
    "points": "titik",
    "protection": "perlindungan",
    "refused_percent": "batas_ditolak",
    "position_groups": "kelompok_jabatan",
    "profile": "profil",
    "ratings": "peringkat",
    "raters": "dinilai_oleh",
    "reference": "acuan",
    "regulation": "peraturan",
    "replaced_by": "diganti",
    "role": "peran",
    "row": "baris",
    "rows": "sumber",
    "rule": "aturan",
    "scheme": "skema",
    "score_low": "nilai_terendah",
    "sources": "sumber_penilaian",
    "standards": "standar",
    "start": "berlaku",
    "statements": "pernyataan",
    "subtrahend": "terhadap",
    "survey": "survei",
    "survey_convention": "konvensi",
    "survey_profile": "profil",
    "tables": "tabel",
    "threshold": "ambang",
    "unit": "unit",
    "units": "unit",
    "value": "nilai",
    "weights": "bobot",
    "without": "tanpa",
}


class Places:
    """The places of one file's values, by the identity of the model objects built from them."""

    def __init__(self, file: str, root: Node) -> None:
        self.file = file
        self.root = root
        self._nodes: dict[int, tuple[object, Node]] = {}

    def keep(self, value: T, node: Node) -> T:
        """Remember where `value` was written; returns it."""
        self._nodes[id(value)] = (value, node)
        return value

    def mark(self, node: Node) -> Mark:
        """The place of a node."""
        return Mark(self.file, node.line, node.column)

    def all(self, kind: type[T]) -> Iterator[T]:
        """Every value of a class that the file holds, in the order it was built."""
        for value, _ in self._nodes.values():
            if isinstance(value, kind):
                yield value

    def node(self, value: object, *path: str | int) -> Node:
        """The node of a model object, or of what stands under it, as far as the file goes.

        path: English field names (or plain keys and positions). An unknown object leads to the
        root of the file.
        """
        kept = self._nodes.get(id(value))
        node = kept[1] if kept is not None else self.root
        for step in path:
            below = _step(node, step)
            if below is None:
                break
            node = below
        return node

    def of(self, value: object, *path: str | int) -> tuple[int, int]:
        """Line and column of `node(value, *path)`."""
        return self.node(value, *path).line_column


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(step, int):
        return node.items[step] if step < len(node.items) else None
    return node.members.get(KEYS.get(step, step), node.members.get(step))
