"""The collector is paused for a while, and left as it was."""

from __future__ import annotations

import gc

import pytest

from checks.collector import paused


def test_it_runs_again_afterwards_also_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="stop"), paused():
        assert not gc.isenabled()
        raise ValueError("stop")
    assert gc.isenabled()


def test_somebody_else_s_pause_is_not_ended() -> None:
    gc.disable()
    try:
        with paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
