"""Rows by unit, position group, category and status with whole-number figures, added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

UNIT = "unit"
OTHERS = ("kelompok", "kategori", "status")  # from the most values to the least
DIMENSIONS = (UNIT, *OTHERS)


@dataclass(frozen=True, slots=True)
class Block:
    """Cells or margins by column: per dimension the rank of each row's value, and the figures.

    words: the values of a dimension by rank; the last is null, which stands for a total too.
    level: as GROUPING numbers it.
    """

    ranks: Mapping[str, npt.NDArray[np.int64]]
    words: Mapping[str, pa.Array]
    figures: Sequence[npt.NDArray[np.int64]]
    level: int = 0

    def __len__(self) -> int:
        return len(self.ranks[UNIT])

    @classmethod
    def of(cls, table: pa.Table, figures: Sequence[str]) -> Block:
        """The rows of a table. Raises OverflowError where a sum could exceed 64 bits."""
        dimensions = {name: ranked(table.column(name)) for name in DIMENSIONS}
        return cls.ranked(dimensions, [table.column(name).to_numpy() for name in figures])

    @classmethod
    def ranked(
        cls,
        dimensions: Mapping[str, tuple[npt.NDArray[np.int64], pa.Array]],
        figures: Sequence[npt.NDArray[np.int64]],
    ) -> Block:
        """Rows whose dimensions are ranked already. Raises OverflowError as `of` does."""
        largest = max((int(np.abs(column).max(initial=0)) for column in figures), default=0)
        if largest * max(map(len, figures), default=0) >= 2**63:
            raise OverflowError("sums beyond 64 bits")
        ranks = {name: found for name, (found, _) in dimensions.items()}
        return cls(ranks, {name: words for name, (_, words) in dimensions.items()}, figures)

    @property
    def keys(self) -> npt.NDArray[np.int64]:
        """One number a row, in the order of the dimensions."""
        keys = np.zeros(len(self), np.int64)
        for name in DIMENSIONS:
            keys *= len(self.words[name])
            keys += self.ranks[name]
        return keys

    def kept(self, dimensions: Sequence[str]) -> Block:
        """Summed over all other dimensions, in order."""
        total = np.zeros(len(self), np.int64)
        level = sum(bit_of(name) for name in DIMENSIONS if name not in dimensions)
        ranks = {
            name: self.ranks[name] if name in dimensions else total + len(self.words[name]) - 1
            for name in DIMENSIONS
        }
        keys = replace(self, ranks=ranks).keys
        sums = self.figures
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, sums = keys[order], [column[order] for column in sums]
            ranks = {name: found[order] for name, found in ranks.items()}
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        chosen = {name: found[first] for name, found in ranks.items()}
        if len(first) < len(keys):
            sums = [np.add.reduceat(column, first) for column in sums]
        return Block(chosen, self.words, sums, level)

    def table(self, figures: Sequence[str]) -> pa.Table:
        """The dimensions and figures as columns."""
        dims = {name: self.words[name].take(pa.array(self.ranks[name])) for name in DIMENSIONS}
        sums = {name: pa.array(found) for name, found in zip(figures, self.figures, strict=True)}
        return pa.table(dims | sums)


def ranked(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """The rank of each value, null last, and the values by rank."""
    coded = column.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary)
    rank = np.empty(len(order) + 1, np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    rank[-1] = len(order)
    places = coded.indices.cast(pa.int64()).fill_null(len(order)).to_numpy()
    words = pa.concat_arrays([coded.dictionary.take(order), pa.nulls(1, column.type)])
    return rank[places], words


def ranked_words(
    places: npt.ArrayLike, known: npt.ArrayLike, words: Sequence[str]
) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """As `ranked`, of places in a list of words that are null where they are not known."""
    order = sorted(range(len(words)), key=words.__getitem__)
    rank = np.empty(len(words) + 1, np.int64)
    rank[order] = np.arange(len(order))
    rank[-1] = len(order)
    sorted_words = pa.array([*(words[place] for place in order), None], pa.string())
    return rank[np.where(known, places, len(order))], sorted_words


def bit_of(dimension: str) -> int:
    return 8 >> DIMENSIONS.index(dimension)
