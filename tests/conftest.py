"""Property tests judge behaviour; how fast a shared machine makes their inputs says nothing. Slow
rooms begin first, so that no processor waits for the other at the end.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared machine")

HERE = Path(__file__).parent
SLOW_ROOMS = ("net_ns", "packaging", "planning", "golden", "cli", "audit/capture", "reports")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow rooms in front, each file whole."""
    items.sort(key=lambda item: _rank(item.path.relative_to(HERE).as_posix()))


def _rank(path: str) -> int:
    found = [n for n, room in enumerate(SLOW_ROOMS) if path.startswith(f"{room}/")]
    return found[0] if found else len(SLOW_ROOMS)
