"""One port while its lines are being read: each dialect's words in, an interface record out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.payloads import Interface
from audit.switches.words import clean, is_vlan, vlan_list

EVERY = frozenset(range(1, 4095))


@dataclass(slots=True)
class Port:
    """Mutable while it is being read."""

    name: str
    alias: str = ""
    mode: str = ""
    access: int | None = None
    native: int | None = None
    tagged: set[int] = field(default_factory=set[int])
    untagged: set[int] = field(default_factory=set[int])
    allowed: frozenset[int] | None = None
    """What a trunk's list says; None: there was no list."""
    admin_up: bool | None = True
    speed_mbps: float | None = None
    duplex: str = ""
    channel: str = ""
    voice: int | None = None
    layer_3: bool = False

    def allow(self, words: str, *, closed: bool) -> bool:
        """Apply one line of a list of allowed VLANs; false when it is no such list."""
        words = words.strip().casefold()
        if words in ("all", "any", "1-4094", "none"):
            self.allowed = frozenset() if words == "none" else EVERY
            return True
        verb, _, rest = words.partition(" ")
        named = numbers(rest if verb in ("add", "remove", "except") else words)
        if named is None:
            return False
        # Comware and VRP trunks carry VLAN 1 until it is taken away.
        before = frozenset({1}) if self.allowed is None and closed else self.allowed
        if verb == "remove":
            self.allowed = (EVERY if before is None else before) - named
        elif verb == "except":
            self.allowed = EVERY - named
        elif verb == "add" or closed:
            self.allowed = (before or frozenset()) | named
        else:
            self.allowed = named
        return True

    def member(self, vlans: Iterable[int], *, tagged: bool) -> None:
        """Carry these VLANs."""
        (self.tagged if tagged else self.untagged).update(vlans)

    def record(self, *, closed_trunks: bool) -> tuple[Interface, bool]:
        """Return the port, and whether it is a trunk that carries every VLAN there is."""
        mode, native = self.mode, self.native
        tagged = self.tagged | set(self.allowed or ())
        if self.layer_3 and not mode and not tagged and not self.untagged:
            mode = "routed"
        if not mode:
            mode = "trunk" if tagged or self.allowed is not None else ""
            mode = mode or ("access" if self.access or self.untagged or native else "")
        access = None
        opened = False
        if mode == "trunk":
            bare = self.allowed is None and not self.tagged
            opened = (bare and not closed_trunks) or self.allowed == EVERY
            native = native or min(self.untagged, default=None)
            if closed_trunks and native is None and 1 in (self.allowed or ()):
                native = 1
        elif mode == "access":
            access = self.access or min(self.untagged, default=None) or native or 1
            native, tagged = None, set[int]()
        vlans = () if opened else tuple(sorted(v for v in tagged if v != native and is_vlan(v)))
        return (
            Interface(
                self.name, alias=self.alias, mode=mode, access_vlan=access, native_vlan=native,
                tagged_vlans=vlans, admin_up=self.admin_up, speed_mbps=self.speed_mbps,
                duplex=self.duplex, channel=self.channel, voice_vlan=self.voice,
            ),
            opened,
        )  # fmt: skip


def numbers(text: str) -> frozenset[int] | None:
    """Read `1 10 to 20`, `1,10-20`, `10 20` as VLAN ids; None when it is no such list."""
    joined = re.sub(r"\s+to\s+", "-", text.strip().strip("[]"))
    found = vlan_list(re.sub(r"\s*,\s*|\s+", ",", joined.strip().strip(",")))
    return frozenset(found) if found is not None else None


_MODES = {
    "access": "access", "trunk": "trunk", "tagged": "trunk", "hybrid": "hybrid",
    "general": "hybrid", "dot1q-tunnel": "", "native-untagged": "trunk",
}  # fmt: skip
_NATIVE = (
    r"(?:switchport trunk native vlan|port trunk pvid vlan|port hybrid pvid vlan|vlan trunk native|"
    r"vlan pvid|switchport (?:general |hybrid )?pvid|switchport (?:hybrid |general )?native vlan|"
    r"dual-mode|pvid)"
)
_ALLOWED = (
    r"(?:switchport trunk allowed vlan|vlan trunk allowed|port trunk (?:permit|allow-pass) vlan|"
    r"switchport trunk (?:fixed )?vlan)"
)
_LISTED = (
    r"(?:switchport (?:general |"
    r"hybrid )?allowed vlan (?:add )?(?P<a>[\d,\- ]+?) (?P<af>(?:un)?tagged)|"
    r"port hybrid vlan (?P<b>[\d,\- to]+?) (?P<bf>(?:un)?tagged)|"
    r"port hybrid (?P<cf>(?:un)?tagged) vlan (?P<c>[\d,\- to]+)|"
    r"switchport hybrid fixed vlan add (?P<df>(?:un)?tag)\w* (?P<d>[\d,\- ]+)|"
    r"switchport vlan mapping (?P<ef>x)(?P<e>x))$"
)


def apply(port: Port, line: str, *, closed: bool) -> bool:
    """Apply one line of a port's block; false when the line is about VLANs and not understood."""
    if match := re.match(r"(?:description|name|port-name|alias)\s+(.+)", line):
        port.alias = port.alias or clean(match[1].strip("\"'"))
    elif re.fullmatch(r"shutdown|disable|no enable|admin-?state disable", line):
        port.admin_up = False
    elif match := re.match(
        r"(?:switchport mode|port link-type|switchport link-type)\s+(\S+)", line
    ):
        port.mode = _MODES.get(match[1], "")
        if port.mode == "hybrid":
            port.mode = ""
    elif match := re.match(r"(?:switchport access vlan|port access vlan|port default vlan|"
                           r"vlan access)"
                           r"\s+(\d+)", line):  # fmt: skip
        port.access = int(match[1])
    elif match := re.match(rf"{_NATIVE}\s+(\d+)", line):
        port.native = int(match[1])
    elif match := re.match(rf"undo {_ALLOWED}\s+(.+)", line):
        return port.allow(f"remove {match[1]}", closed=closed)
    elif match := re.match(rf"{_ALLOWED}\s+(.+)", line):
        return port.allow(match[1], closed=closed)
    elif match := re.match(_LISTED, line):
        flag = next(match[f"{k}f"] for k in "abcde" if match[f"{k}f"])
        listed = numbers(next(match[k] for k in "abcde" if match[k]))
        port.member(listed or (), tagged=flag.startswith("tag"))
    elif match := re.match(
        r"vlan (participation include|tagging|participation exclude)\s+(.+)", line
    ):
        _participation(port, match[1], numbers(match[2]) or frozenset())
    elif match := re.match(r"(?:channel-group|port link-aggregation group|eth-trunk|lag|"
                           r"port-channel|addport)\s+(\d+)", line):  # fmt: skip
        port.channel = match[1]
    elif match := re.match(r"(?:switchport )?voice[- ]vlan (\d+)", line):
        port.voice = int(match[1])
    elif re.match(r"no switchport$|ip address |routing$|undo portswitch|ipv4 address", line):
        port.layer_3 = True
    elif match := re.match(r"(?:speed|link speed) (\d+)(?:[ -](full|half))?", line):
        port.speed_mbps, port.duplex = float(match[1]), match[2] or port.duplex
    elif match := re.match(r"duplex (full|half)", line):
        port.duplex = match[1]
    else:
        return not re.match(r"(?:no |undo )?(?:switchport (?:trunk|access|general|hybrid|allowed)|"
                            r"port (?:trunk|hybrid|access) |vlan )\S* \d", line)  # fmt: skip
    return True


def _participation(port: Port, verb: str, vlans: frozenset[int]) -> None:
    """FASTPATH and HiOS: a member is untagged until `vlan tagging` says otherwise."""
    if verb == "tagging":
        port.tagged |= vlans
        port.untagged -= vlans
    elif verb.endswith("include"):
        port.untagged |= vlans - port.tagged
    else:
        port.untagged -= vlans
        port.tagged -= vlans
