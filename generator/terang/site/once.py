"""What is the same in every language and on many pages is worked out once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

One = TypeVar("One")
Made = TypeVar("Made")


class Once(Generic[One, Made]):
    """A function that remembers what it made of the objects it was asked for last.

    Objects are known by identity, so they need no digest; `most` of them are kept alive.
    """

    def __init__(self, make: Callable[[One], Made], most: int) -> None:
        self._make, self._most = make, most
        self._known: OrderedDict[int, tuple[One, Made]] = OrderedDict()

    def __call__(self, one: One) -> Made:
        found = self._known.get(id(one))
        if found is not None and found[0] is one:
            return found[1]
        made = self._make(one)
        self._known[id(one)] = (one, made)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return made
