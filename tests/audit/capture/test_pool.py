"""Pieces in several processes: all of them come back in order, whatever becomes of the others."""

from __future__ import annotations

import os

import pytest

from audit.capture import pool
from audit.capture.engine import Part
from audit.capture.parts import Piece

PIECES = tuple(Piece(str(n), n, n + 1, b"head") for n in range(6))


def marked(piece: Piece) -> tuple[Part, bool]:
    """A result that says which piece it is of."""
    part = Part()
    part.picked = piece.begin
    return part, False


def dies(piece: Piece) -> tuple[Part, bool]:
    """As a process that the system ends for want of memory."""
    os._exit(piece.begin + 1)


def fails(piece: Piece) -> tuple[Part, bool]:
    """As a file that only this computer can read."""
    raise OSError(piece.path)


@pytest.mark.parametrize("elsewhere", [marked, dies, fails])
def test_every_piece_comes_back_in_order(elsewhere: pool.Job) -> None:
    found = [part.picked for part, _ in pool.run(PIECES, 3, marked, elsewhere)]
    assert found == list(range(6))


def test_one_piece_needs_no_other_process() -> None:
    (one,) = pool.run(PIECES[:1], 8, marked, dies)
    assert one[0].picked == 0


def test_an_error_here_is_raised_here() -> None:
    with pytest.raises(OSError, match="0"):
        list(pool.run(PIECES[:1], 2, fails, marked))
