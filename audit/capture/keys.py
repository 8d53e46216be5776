"""A growing table of 64-bit keys: an array of keys in, the row of each out; new ones get new rows.

Open addressing in numpy: nearly every key is found by the first look, and the few that are not are
looked for together again.
"""

from __future__ import annotations

import numpy as np

from audit.capture.batch import Ints, Words

_FIRST = 1 << 12
_LARGE = 1 << 17
_NO_KEY = np.uint64(0)


class Keys:
    """Keys in the order in which they were first seen, up to `most`; later ones get row -1."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._slots = np.zeros(_FIRST, np.uint64)
        self._rows = np.zeros(_FIRST, np.int64)
        self.count = 0
        self.refused = 0
        """Keys that found no room: an upper limit, a key that comes again counts again."""

    def rows(self, keys: Words) -> tuple[Ints, Ints]:
        """Give the row of each key, and which elements first had each of the new keys.

        Returns
        -------
        rows, fresh
            `fresh` indexes into `keys`; its elements have the rows from the old `count` on.
        """
        keys = np.where(keys == _NO_KEY, np.uint64(1), keys)
        found = self._find(keys)
        missing = np.flatnonzero(found < 0)
        if not len(missing):
            return found, missing
        if self.count >= self._most:
            self.refused += len(missing)
            return found, missing[:0]
        new, place, which = grouped(keys[missing])
        order = np.argsort(place)
        rank = np.empty(len(new), np.int64)
        rank[order] = np.arange(len(new))
        room = max(0, self._most - self.count)
        given = np.where(rank < room, self.count + rank, -1)
        found[missing] = given[which]
        self.refused += int((given < 0)[which].sum())
        kept = order[:room]
        self._insert(new[kept], given[kept])
        return found, missing[place[kept]]

    def counted(self) -> Keys:
        """A table that only knows how many keys it has: of a result that is merged into another."""
        small = Keys(self._most)
        small.count, small.refused = self.count, self.refused
        return small

    def _find(self, keys: Words) -> Ints:
        mask = np.uint64(len(self._slots) - 1)
        slot = (keys & mask).astype(np.int64)
        there = self._slots[slot]
        found = np.where(there == keys, self._rows[slot], -1)
        left = np.flatnonzero((there != keys) & (there != _NO_KEY))
        while len(left):
            slot[left] = (slot[left] + 1) & int(mask)
            there = self._slots[slot[left]]
            hit = there == keys[left]
            found[left[hit]] = self._rows[slot[left[hit]]]
            left = left[~hit & (there != _NO_KEY)]
        return found

    def _insert(self, keys: Words, rows: Ints) -> None:
        self.count += len(keys)
        size = len(self._slots)
        if self.count * 2 > size:
            used = self._slots != _NO_KEY
            keys = np.concatenate([self._slots[used], keys])
            rows = np.concatenate([self._rows[used], rows])
            while self.count * 2 > size:
                size *= 4 if size < _LARGE else 2
            self._slots, self._rows = np.zeros(size, np.uint64), np.zeros(size, np.int64)
        mask = size - 1
        slot = (keys & np.uint64(mask)).astype(np.int64)
        left = np.arange(len(keys))
        while len(left):
            free = left[self._slots[slot[left]] == _NO_KEY]
            self._slots[slot[free]] = keys[free]  # of several for one slot the last one stays
            won = self._slots[slot[left]] == keys[left]
            self._rows[slot[left[won]]] = rows[left[won]]
            left = left[~won]
            slot[left] = (slot[left] + 1) & mask


def grouped(keys: Words) -> tuple[Words, Ints, Ints]:
    """Each key once, where it is first, and for each element which one it is.

    As `np.unique` does, but with a sort that needs not be stable: it is several times as fast.
    """
    if not len(keys):
        none = np.zeros(0, np.int64)
        return keys, none, none
    order = np.argsort(keys)
    ordered = keys[order]
    news = np.append(True, ordered[1:] != ordered[:-1])
    begins = np.flatnonzero(news)
    which = np.empty(len(keys), np.int64)
    which[order] = np.cumsum(news) - 1
    return ordered[begins], np.minimum.reduceat(order, begins), which


def mixed(*words: Words) -> Words:
    """One well-spread 64-bit key of several numbers (the finaliser of SplitMix64 between them)."""
    key = words[0] * np.uint64(0x9E3779B97F4A7C15)
    for word in words[1:]:
        key = ((key ^ (key >> np.uint64(29))) + word) * np.uint64(0xBF58476D1CE4E5B9)
    key ^= key >> np.uint64(32)
    key *= np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(29))
