"""Tests in network namespaces: root on Linux with the peers; elsewhere they say so."""

from __future__ import annotations

import pytest

from tests.testbed import peers
from tests.testbed.namespaces import cannot_build

WHY_NOT = cannot_build("tshark", "dumpcap", "nft", "ss") or peers.missing()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what lies in this folder where no namespace can be made."""
    if WHY_NOT:
        for item in items:
            if "net_ns" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason=WHY_NOT))
