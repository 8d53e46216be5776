"""Links today and on all lines."""

from __future__ import annotations

import pytest

from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from checks.links import Basis, basis, links_today, project
from tests.checks.plants import plant, rows


@pytest.mark.parametrize(("lines", "direct", "layer"), [(1, 30, 11), (4, 192, 32), (10, 840, 74)])
def test_the_worked_example(lines: int, direct: int, layer: int) -> None:
    got = project(Basis(6, 4, 1, 1), lines)
    assert (got.direct, got.layer) == (direct, layer)


def test_without_new_consumers_direct_links_grow_with_the_lines_only() -> None:
    links = [project(Basis(6, 4, 0, 1), lines).direct for lines in range(1, 5)]
    assert links == [24, 48, 72, 96]


def flow(
    line: str, source: str, consumer: str, via: Via = Via.DIRECT, exists: bool = True
) -> FlowRow:
    return FlowRow(
        flow_id=f"{line}-{source}-{consumer}",
        use_case="pdm",
        line=line,
        source=source,
        consumer=consumer,
        via=via,
        exists=exists,
    )


FLOWS = rows(
    flow("L3", "PLC-3", "MES"),
    flow("L3", "VIB-3", "historian", Via.LAYER),
    flow("L3", "CAM-3", "line 3 model", Via.UNSAID),
    flow("L1", "PLC-1", "mes", exists=False),
    flow("L1", "PLC-1", "historian", exists=False),
    flow("L1", "PLC-1", "line 1 model", exists=False),
)


def test_only_flows_that_run_count_today() -> None:
    today = links_today(plant(FLOWS), "pdm")
    assert (today.direct, today.layer, today.unsaid) == (1, 1, 1)


def test_sources_and_consumers_are_counted_from_the_list() -> None:
    assert basis(plant(FLOWS), "pdm") == Basis(3, 2, 1, 2)


def test_one_line_shows_no_growth_of_consumers() -> None:
    only = rows(flow("L3", "PLC-3", "MES"), flow("L3", "PLC-3", "model"))
    assert basis(plant(only), "pdm") == Basis(1, 2, 0, 1)


def test_no_flow_gives_no_link() -> None:
    got = project(basis(plant(), "pdm"), 4)
    assert (got.direct, got.layer) == (0, 0)
