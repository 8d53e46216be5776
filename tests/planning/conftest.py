"""One solver child for all tests of plans: starting one takes longer than most of them."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from planning.apart import Solver


@pytest.fixture(scope="session")
def _shared_solver() -> Iterator[Solver]:
    with Solver() as solver:
        yield solver


@pytest.fixture(autouse=True)
def _one_child(  # pyright: ignore[reportUnusedFunction]
    _shared_solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def lent(solver: Solver | None) -> Generator[Solver]:
        yield solver or _shared_solver

    for name in ("compare", "conflicts", "plan", "solve"):
        monkeypatch.setattr(importlib.import_module(f"planning.{name}"), "lent", lent)
