"""The network as drawn beside as found: switches in layers, cables with their differences.

A node's layer is its distance from the core, the node with most cables. Positions are the same in
both pictures, so that what differs is seen by looking from one to the other.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

from audit.facts.model import Device, Link
from checks.records import Outcome
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.marks import OUTCOMES
from reports.model.outlook import Difference, MapEdge, MapNode, MapPicture, NetworkMap
from reports.model.records import Mark
from reports.model.words import clip, count, listed, shorten

DRAWN = ("switch", "router", "firewall")
MOST_NODES = 28
"""Nodes of a picture that can still be read in half a page's width."""
WIDTH, TOP, BOTTOM, LAYER_HEIGHT = 360.0, 16.0, 34.0, 62.0
DIP = 26.0
"""How far a cable between two nodes beside each other bends down."""
PER_LAYER = 5
"""Nodes beside each other; a wider layer takes several rows."""
LABEL = 15
STATES: dict[str, Mark] = {
    "missing": Mark("✖", "drawn, not found", "bad"),
    "undocumented": Mark("▲", "found, not drawn", "warn"),
    "different": Mark("≠", "found elsewhere", "bad"),
    "unknown": OUTCOMES[Outcome.UNKNOWN],
}
SYMBOLS = {
    "drawn": STATES["missing"].symbol,
    "found": STATES["undocumented"].symbol,
    "port": STATES["different"].symbol,
}
"""Of cables in a picture that differ."""
Pair = tuple[str, str]


def network_map(ground: Ground) -> NetworkMap:
    """Both pictures and the list of differences."""
    devices = {d.device_id: d for d in ground.facts.devices if d.role in DRAWN}
    links = [link for link in ground.facts.links if _between(link, devices)]
    joined = [end for link in links for end in _ends(link)]
    switches = [name for name, device in devices.items() if device.role == "switch"]
    nodes = dict.fromkeys([*switches, *joined])
    listed_links = tuple(_differences(ground, links))
    text = _sentence(links, listed_links)
    if not nodes:
        return NetworkMap(WIDTH, 0, (), (), phrases.MAP_NONE, "")
    if len(nodes) > MOST_NODES or not links:
        note = phrases.MAP_MANY.format(number=len(nodes)) if links else ""
        return NetworkMap(WIDTH, 0, (), listed_links, text, note)
    links.sort(key=lambda link: not _is_same(link))  # of parallel cables the one that differs
    drawn = {_pair(link): link for link in links if link.kind == "documented" or _is_same(link)}
    found = {_pair(link): link for link in links if link.is_there}
    places, height = _places(nodes, [*found, *drawn])
    made = (
        _picture(phrases.MAP_DRAWN, "drawn", drawn, found, places, devices),
        _picture(phrases.MAP_FOUND, "found", found, drawn, places, devices),
    )
    return NetworkMap(WIDTH, height, made, listed_links, text, "")


def _between(link: Link, devices: dict[str, Device]) -> bool:
    """Cables between switches, and clouds that a switch sees; not those to end devices."""
    a, b = link.a_device in devices, link.b_device in devices
    return (a and b) or (a and link.b_device.startswith("?")) or (b and _cloud(link.a_device))


def _cloud(device_id: str) -> bool:
    return device_id.startswith("?")


def _is_same(link: Link) -> bool:
    return link.state == "confirmed"


def _ends(link: Link) -> Pair:
    return link.a_device, link.b_device


def _pair(link: Link) -> Pair:
    a, b = sorted(_ends(link))
    return a, b


def _places(
    nodes: Iterable[str], pairs: Iterable[Pair]
) -> tuple[dict[str, tuple[int, float, float]], float]:
    """(layer, x, y) of each node, and the height of the drawing."""
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    layers = _layers(near)
    rows: list[tuple[int, list[str]]] = []
    for number in range(max(layers.values(), default=0) + 1):
        here = sorted(node for node, layer in layers.items() if layer == number)
        rows += [(number, here[n : n + PER_LAYER]) for n in range(0, len(here), PER_LAYER)]
    places: dict[str, tuple[int, float, float]] = {}
    for row, (layer, here) in enumerate(rows):
        step = WIDTH / len(here)
        for number, node in enumerate(here):
            places[node] = (layer, step * (number + 0.5), TOP + row * LAYER_HEIGHT)
    return places, TOP + BOTTOM + (len(rows) - 1) * LAYER_HEIGHT


def _layers(near: dict[str, set[str]]) -> dict[str, int]:
    """Distance from the best connected node; what hangs on nothing goes below the rest."""
    core = min(near, key=lambda node: (_cloud(node), -len(near[node]), node))
    layers, waiting = {core: 0}, deque([core])
    while waiting:
        node = waiting.popleft()
        for other in sorted(near[node] - set(layers)):
            layers[other] = layers[node] + 1
            waiting.append(other)
    last = max(layers.values()) + 1
    return {**layers, **{node: last for node in near if node not in layers}}


def _picture(
    title: str,
    state: str,
    links: dict[Pair, Link],
    other: dict[Pair, Link],
    places: dict[str, tuple[int, float, float]],
    devices: dict[str, Device],
) -> MapPicture:
    edges: list[MapEdge] = []
    for (a, b), link in sorted(links.items()):
        shown = "same" if _is_same(link) else ("port" if (a, b) in other else state)
        (_, x1, y1), (_, x2, y2) = places[a], places[b]
        ports = f"{link.a_port} – {link.b_port}"
        bend = 2 * DIP if y1 == y2 else 0.0
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        curve = (x, y + bend, x, y + bend / 2)
        edges.append(MapEdge(a, b, x1, y1, x2, y2, *curve, shown, SYMBOLS.get(shown, ""), ports))
    nodes = tuple(
        MapNode(node, *_label(node, devices.get(node)), layer, x, y, *_tone(devices.get(node)))
        for node, (layer, x, y) in sorted(places.items())
    )
    said = [phrases.MAP_LINK.format(a=e.a, b=e.b, state=phrases.MAP_STATE[e.state]) for e in edges]
    alt = phrases.MAP_ALT.format(
        title=title,
        nodes=count(len(nodes), "device"),
        edges=count(len(edges), "cable"),
        links="; ".join(said),
    )
    return MapPicture(title, nodes, tuple(edges), alt)


def _label(node: str, device: Device | None) -> tuple[str, str]:
    if device is None:
        return shorten(node.lstrip("?").strip() or "not known", LABEL), "not named"
    return shorten(device.name or node, LABEL), shorten(device.line or device.role, LABEL)


def _tone(device: Device | None) -> tuple[str, str]:
    """Documented and seen is plain; what only a document or only the network knows is marked."""
    if device is None or not device.documented:
        return "found", STATES["undocumented"].symbol
    if not device.observed:
        return "drawn", OUTCOMES[Outcome.UNKNOWN].symbol
    return "both", ""


def _differences(ground: Ground, links: Iterable[Link]) -> Iterable[Difference]:
    """What the drawing has wrong, then what it does not have; the note says both sides."""
    order = ("different", "missing", "undocumented", "unknown")
    elsewhere = {end for link in links if link.state == "different" for end in _ports(link)}
    for link in sorted(
        (link for link in links if link.state in order),
        key=lambda link: (order.index(link.state), link.a_device, link.b_device),
    ):
        if link.state == "undocumented" and elsewhere & set(_ports(link)):
            continue  # the other half of a cable that is listed as found elsewhere
        drawn = f"{link.a_device} {link.a_port} – {link.b_device} {link.b_port}"
        is_drawn = link.kind == "documented"
        seen = (
            clip(link.note.partition("seen: ")[2] or link.note, 150)
            if link.note
            else STATES[link.state].word
        )
        yield Difference(
            STATES[link.state],
            listed(dict.fromkeys(_place(ground, end) for end in _ends(link))),
            drawn if is_drawn else "–",
            seen if is_drawn else drawn,
        )


def _ports(link: Link) -> tuple[Pair, Pair]:
    return (link.a_device, link.a_port), (link.b_device, link.b_port)


def _place(ground: Ground, device_id: str) -> str:
    device = ground.facts.device(device_id)
    return device.line if device and device.line else "plant"


def _sentence(links: Iterable[Link], differences: tuple[Difference, ...]) -> str:
    states = Counter(row.mark.symbol for row in differences)
    by_symbol = {STATES[state].symbol: state for state in phrases.MAP_KINDS}
    kinds = [
        phrases.MAP_KINDS[by_symbol[symbol]].format(number=number)
        for symbol, number in states.items()
        if symbol in by_symbol
    ]
    wrong = sum(number for symbol, number in states.items() if symbol in by_symbol)
    parts = [phrases.MAP_SAME if any(_is_same(link) for link in links) else ""]
    if wrong:
        head = phrases.MAP_DIFFERS.format(number=count(wrong, "difference"))
        parts = [head + listed(kinds) + "."]
    unread = states[STATES["unknown"].symbol]
    if unread:
        parts.append(phrases.MAP_UNREAD.format(number=count(unread, "cable")))
    return " ".join(part for part in parts if part)
