"""Tests of this folder that start the sample's devices hold its ports while they run."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests import sample


@pytest.fixture(scope="module")
def sample_ports() -> Generator[None, None, None]:
    """Hold the ports for a whole file."""
    with sample.ports():
        yield
