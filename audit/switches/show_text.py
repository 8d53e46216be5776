"""Show outputs that have no template: blocks of text in, payload records out.

Each reader looks at what a text says, not at which platform it is from; nothing found means that
the text is not its kind, and the templates are asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.payloads import Interface, PoeBudget, StpState
from audit.switches.words import mac_text, vlan_list

_STP_KINDS = {"ieee": "stp", "rstp": "rstp", "mstp": "mstp"}
_MAC = r"([0-9a-fA-F]{1,4}(?:[.:-][0-9a-fA-F]{1,4}){2,5}|[0-9a-fA-F]{6}-[0-9a-fA-F]{6})"


def read(subject: str, text: str) -> list[object]:
    """Return what the text says about the subject; empty where no reader knows the text."""
    for reader in _READERS.get(subject, ()):
        if found := reader(text):
            return found
    return []


def cisco_trees(text: str) -> list[StpState]:
    """Read `show spanning-tree` in Cisco's layout: root, protocol, blocked ports per instance."""
    found: list[StpState] = []
    head = r"(?:VLAN|MSTI?|Bridge group|Spanning tree instance|###### MST) ?(\d+)"
    for part in re.split(rf"(?m)^(?=\s*{head}\b)", text):
        match = re.match(rf"\s*{head}", part)
        if not match or "Root ID" not in part:
            continue
        protocol = re.search(r"enabled protocol (\w+)", part)
        word = protocol[1].casefold() if protocol else ""
        root, bridge = _cisco_bridge(part, "Root ID"), _cisco_bridge(part, "Bridge ID")
        blocked = re.findall(r"(?m)^\s*(\S+)\s+(?:Altn|Back|Root|Desg)\s+BLK\b", part)
        port = re.search(r"(?m)^\s+Port\s+\d+ \(([^)\n]+)\)", part)
        rooted = port[1] if port else _rooted(part)
        cost = re.search(r"(?m)^\s+Cost\s+(\d+)", part)
        priority = re.search(r"Bridge ID\s+Priority\s+(\d+)", part)
        found.append(
            StpState(
                int(match[1]), root, _STP_KINDS.get(word, word), tuple(blocked), bridge,
                int(priority[1]) if priority else None, rooted, int(cost[1]) if cost else None,
            )
        )  # fmt: skip
    return found


def _cisco_bridge(part: str, which: str) -> str:
    match = re.search(rf"{which}(?:(?!Bridge ID).)*?Address\s+{_MAC}", part, re.DOTALL)
    return mac_text(match[1]) if match else ""


def _rooted(part: str) -> str:
    row = re.search(r"(?m)^\s*(\S+)\s+Root\s+FWD\b", part)
    return row[1] if row else ""


def other_trees(text: str) -> list[StpState]:
    """Read a tree that names its root on one line: ProCurve, Comware, EXOS, FASTPATH, HiOS."""
    root = re.search(
        rf"(?im)^.*?(?:(?:cist|cst)?\s*root\s*(?:bridge|mac|/erpc|id)?[\w /()]*?)\s*[:.]+\s*"
        rf"(?:(\d+)[/.: -])?{_MAC}",
        text,
    )
    if not root:
        return []
    own = re.search(
        rf"(?im)^.*?(?:switch mac address|cist bridge|bridge\s*(?:id|identifier|mac[\w ]*))\s*[:.]+"
        rf"\s*(?:(\d+)[/.: -])?{_MAC}",
        text,
    )
    kind = re.search(r"(?i)(mstp|rstp|rapid.?pvst|pvst|stp)[ -]*(?:operation|mode|version|enabled)|"
                     r"(?:version|mode|protocol)\W+(mstp|rstp|pvst|stp|"
                     r"802\.1[dws])", text)  # fmt: skip
    word = next((g for g in kind.groups() if g), "").casefold() if kind else ""
    word = {"802.1d": "stp", "802.1w": "rstp", "802.1s": "mstp"}.get(word, word)
    port = re.search(r"(?im)^\s*(?:cst |cist )?root port(?: ?id)?\s*[:.]+\s*([\w/.-]+)", text)
    changes = re.search(r"(?im)topology change(?:s|s? count)?\s*[:.]+\s*(\d+)", text)
    blocked = re.findall(
        r"(?im)^\s*([A-Z]*\d[\w/.:-]*)\s.*\b(?:Blocking|Discarding|BLK|DISCARDING)\b", text
    )
    return [
        StpState(
            0,
            mac_text(root[2]),
            word.replace(" ", "").replace("-", ""),
            tuple(dict.fromkeys(blocked)),
            mac_text(own[2]) if own else "",
            int(own[1]) if own and own[1] else None,
            port[1] if port and port[1] != "0" else "",
            topology_changes=int(changes[1]) if changes else None,
        )
    ]


def trunks(text: str) -> list[Interface]:
    """Read `show interfaces trunk` of IOS, NX-OS and EOS: native VLAN and carried VLANs."""
    native: dict[str, int] = {}
    lists: dict[str, dict[str, tuple[int, ...]]] = {}
    section, last = "", ""
    for line in text.splitlines():
        if re.match(r"Port\s", line):
            section, last = line[4:].strip().casefold(), ""
            continue
        words = line.split()
        if len(words) == 1 and line.startswith(" ") and last:  # a long list goes on
            words = [last, words[0]]
        if len(words) < 2 or line.startswith("-"):
            continue
        last = words[0]
        if section.startswith(("mode", "native")):
            numbers = [w for w in words[1:] if w.isdigit()]
            if numbers and ("trunking" in words or "trnk-bndl" in words):
                native[words[0]] = int(numbers[-1] if section.startswith("mode") else numbers[0])
        elif section.startswith(("vlans allowed", "vlans active")):
            named = vlan_list(words[1].strip(",")) or ()
            carried = lists.setdefault(section[:16], {})
            carried[words[0]] = (*carried.get(words[0], ()), *named)
    best = lists.get("vlans allowed an") or lists.get("vlans allowed on") or {}
    return [
        Interface(
            port,
            mode="trunk",
            native_vlan=vlan,
            tagged_vlans=tuple(v for v in best.get(port, ()) if v != vlan),
        )
        for port, vlan in native.items()
    ]


def power(text: str) -> list[object]:
    """Read the supply's budget of `show power inline`, and each port's watts."""
    found: list[object] = []
    for number, match in enumerate(
        re.finditer(r"Available:\s*([\d.]+)\s*\(w\)\s+Used:\s*([\d.]+)\s*\(w\)", text), start=1
    ):
        found.append(PoeBudget(number, float(match[1]), float(match[2])))
    for match in re.finditer(r"(?m)^(\d{1,2})\s+(\d+\.\d+)\s+(\d+\.\d+)\s+\d+\.\d+\s*$", text):
        found += [PoeBudget(int(match[1]), float(match[2]), float(match[3]))]
    if not found:
        return []
    ports = re.finditer(
        r"(?m)^([A-Z][a-zA-Z]{1,2}\d[\d/]*)\s+(?:auto|static|off|never|on)\s+(\S+)\s+(?:(\d+\.\d+)|n/a)",
        text,
    )
    found += [Interface(m[1], poe_watts=float(m[3]) if m[3] else None) for m in ports]
    return found


_READERS: dict[str, tuple[Callable[[str], list[object]], ...]] = {
    "spanning-tree": (lambda text: [*cisco_trees(text)], lambda text: [*other_trees(text)]),
    "interfaces trunk": (lambda text: [*trunks(text)],),
    "poe": (power,),
}
