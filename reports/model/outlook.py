"""Records of what stands beside the verdicts: how firm they are, risks, links, headroom, map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.model.records import LineName, Mark, StripCell


@dataclass(frozen=True, slots=True)
class FlipLine:
    """The smallest set of work that changes a verdict."""

    line: str
    line_name: str
    uses: str
    """Use cases for which it is the same; empty: all of them."""
    packages: tuple[str, ...]
    """Codes, with the line where it is not this one: `WP-05`, `WP-38 on L3`."""
    before: Mark
    after: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Robustness:
    """How much the result hangs on what was chosen."""

    order: tuple[str, ...]
    """Which line is ahead of which, in how many of the weightings."""
    order_text: str
    flips: tuple[FlipLine, ...]
    gains: tuple[tuple[str, str, str], ...]
    """(line, package, what it gains alone), the greatest first."""
    ledger_hash: str
    """SHA-256 of the points that the indices add up from."""
    ledger_rows: int
    ledger_text: str


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that can stop the programme, not a line."""

    number: int
    kind: str
    what: str
    day: date | None
    day_text: str
    who: str
    answer: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class HeadroomRow:
    """What is left of a resource, on each line in the order of `ReportModel.names`."""

    check_id: str
    title: str
    needed: str
    cells: tuple[StripCell, ...]
    tally: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """What a resource has left with so many lines."""

    resource: str
    check_id: str
    cells: tuple[StripCell, ...]
    """In the order of `RoomReport.heads`."""
    basis: str
    """What the numbers rest on."""


@dataclass(frozen=True, slots=True)
class RoomReport:
    """Headroom with one line, two and all of them."""

    heads: tuple[str, ...]
    rows: tuple[RoomRow, ...]
    unknown: str
    """Resources of which nothing is known; empty: none."""


@dataclass(frozen=True, slots=True)
class LinkGrowth:
    """Links that so many lines need."""

    lines: int
    direct: int
    layer: int


@dataclass(frozen=True, slots=True)
class LinksReport:
    """Links today, and projected: point to point and over a shared layer."""

    direct_today: int
    layer_today: int
    unsaid_today: int
    today_text: str
    basis_text: str
    sentence: str
    growth: tuple[LinkGrowth, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class MapNode:
    """A switch, firewall or cloud, placed in percent of the drawing's width and height."""

    node_id: str
    label: str
    detail: str
    tier: int
    x: float
    y: float
    tone: str
    """both, drawn or found: in which of the two pictures it is."""
    symbol: str


@dataclass(frozen=True, slots=True)
class MapEdge:
    """A link between two nodes; in units of the drawing."""

    a: str
    b: str
    x1: float
    y1: float
    x2: float
    y2: float
    bend_x: float
    bend_y: float
    """The control point of its curve: halfway, or below where both ends are beside each other."""
    mark_x: float
    mark_y: float
    """Where its symbol stands."""
    state: str
    """same, drawn, found."""
    symbol: str
    ports: str


@dataclass(frozen=True, slots=True)
class MapPicture:
    """One of the two pictures: as drawn, or as found."""

    title: str
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between drawing and network."""

    mark: Mark
    where: str
    drawn: str
    found: str


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """The network as drawn beside as found."""

    width: float
    height: float
    pictures: tuple[MapPicture, ...]
    """As drawn, as found; empty: too many switches for a picture, or none known."""
    differences: tuple[Difference, ...]
    sentence: str
    note: str


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """What the plan leaves out, shortly."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class VerdictTally:
    """How many lines have a verdict, for plants with more lines than a page shows."""

    mark: Mark
    number: int
    lines: str
    names: tuple[LineName, ...]


@dataclass(frozen=True, slots=True)
class StripTally:
    """One foundation over many lines: how many have which mark."""

    name: str
    cells: tuple[tuple[Mark, int], ...]
