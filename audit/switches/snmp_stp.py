"""Spanning tree: BRIDGE-MIB and RSTP-MIB rows in, one record a tree out.

dot1dStpVersion (RFC 4318) tells stp from rstp and mstp. Where an agent has none, Cisco's own mode
counts; else a tree is `stp`.
"""

from __future__ import annotations

import re
from collections import Counter

from audit.payloads import StpState
from audit.switches import mibs
from audit.switches.rows import Answer, Rows
from audit.switches.snmp_ports import Ports, mac_of
from audit.switches.words import mac_bytes, mac_text

BLOCKING = 2
"""dot1dStpPortState: 1 disabled, 2 blocking, 3 listening, 4 learning, 5 forwarding, 6 broken."""
_VERSIONS = {0: "stp", 2: "rstp", 3: "mstp"}
_CISCO_MODES = {1: "pvst", 2: "mstp", 4: "mstp", 5: "rpvst"}


def spanning_tree_of(answer: Answer, ports: Ports) -> list[StpState]:
    """Return the common tree and one for each VLAN context that runs one; none without a root."""
    mode = _CISCO_MODES.get(answer.rows.number(mibs.CISCO_STP_MODE) or 0, "")
    trees = [(0, answer.rows), *sorted(answer.contexts.items())]
    found = [state for vlan, rows in trees if (state := _tree(vlan, rows, ports, mode))]
    if len(found) > 1 and found[0].instance == 0:
        return found[1:]  # one bridge a VLAN: the plain context repeats VLAN 1
    return found


def _tree(instance: int, rows: Rows, ports: Ports, mode: str) -> StpState | None:
    root = bridge_mac(rows.octet_string(mibs.STP_ROOT))
    if not root:
        return None
    own = rows.ints(mibs.BASE_PORT_IF)
    states = rows.ints(mibs.STP_PORT_STATE)
    blocked = [ports.of_bridge(n, own)[0] for n, state in states.items() if state == BLOCKING]
    bridge = mac_of(rows.octet_string(mibs.BRIDGE_ADDRESS)) or _own_bridge(rows)
    return StpState(
        instance,
        root,
        _protocol(rows, mode),
        tuple(blocked),
        bridge=bridge,
        priority=rows.number(mibs.STP_PRIORITY),
        root_port=_root_port(rows, ports, own),
        root_cost=rows.number(mibs.STP_ROOT_COST),
        topology_changes=rows.number(mibs.STP_CHANGES),
    )


def bridge_mac(octets: bytes) -> str:
    """Read a BridgeId: two octets and a MAC address, or the text of it that some agents answer
    (`32768/18:e8:29:ba:73:be`, `8000001e081042d2`).
    """
    if len(octets) <= 8:
        return mac_bytes(octets[-6:])
    text = octets.decode("ascii", "replace").strip()
    bare = text[4:] if re.fullmatch(r"[0-9A-Fa-f]{16}", text) else text.rpartition("/")[2]
    found = mac_text(bare)
    return "" if found == "00:00:00:00:00:00" else found


def _protocol(rows: Rows, mode: str) -> str:
    version = rows.number(mibs.STP_VERSION)
    if mode:
        return mode
    return _VERSIONS.get(version, "stp") if version is not None else "stp"


def _root_port(rows: Rows, ports: Ports, own: dict[int, int]) -> str:
    """The port towards the root; 0 on the root itself. Some agents answer a port identifier, whose
    low 12 bits are the port (IEEE 802.1D-2004 section 17.3.2).
    """
    number = rows.number(mibs.STP_ROOT_PORT) or 0
    known = set(rows.ints(mibs.STP_PORT_STATE)) | set(own) | set(ports.by_bridge)
    if number > 4095 and number not in known:
        number &= 0xFFF
    return ports.of_bridge(number, own)[0]


def _own_bridge(rows: Rows) -> str:
    """The bridge that all ports call designated, where dot1dBaseBridgeAddress is mute."""
    bridges = Counter(
        mac
        for value in rows.octets(mibs.STP_PORT_BRIDGE).values()
        if len(value) == 8 and (mac := mac_bytes(value[2:]))
    )
    return bridges.most_common(1)[0][0] if len(bridges) == 1 else ""
