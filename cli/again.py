"""The evidence as a sequence that is read anew each time somebody goes through it: a report of a
thousand lines needs three looks at it, not half a gigabyte of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from audit.evidence import Evidence
    from audit.records import Stored


class Again(Sequence["Stored"]):
    """All evidence of an open store, in the order of storing."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def __iter__(self) -> Iterator[Stored]:
        return self._evidence.read()

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, at: int) -> Stored: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Stored]: ...
    def __getitem__(self, at: int | slice) -> Stored | Sequence[Stored]:
        if isinstance(at, slice) or at < 0:
            return tuple(self)[at]
        for found in islice(self, at, at + 1):
            return found
        raise IndexError(at)
