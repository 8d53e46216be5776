"""What a machine says of itself, from all its clues: one word for each attribute, the best first.

Of several sources the one that a person set up on purpose comes first: a name in LLDP or PROFINET
before one that a computer made up. The others are kept where their protocol's service is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.capture.clue import Clue
from audit.switches.vendor_patterns import words_of

_NAMES = (
    ("lldp", "name"), ("cdp", "name"), ("snmp", "name"), ("pn-dcp", "station"),
    ("lldp", "station"), ("dhcp", "name"), ("ntlm", "name"), ("nbns", "name"), ("browser", "name"),
    ("nbdgm", "name"), ("mdns", "name"), ("llmnr", "name"), ("bacnet", "name"), ("s7comm", "name"),
    ("goose", "station"), ("synchrophasor", "station"), ("opcua", "application"),
    ("codesys", "name"),
)  # fmt: skip
_MODELS = (
    ("cip", "model"), ("s7comm", "model"), ("modbus", "model"), ("modbus", "product"),
    ("pn-dcp", "model"), ("bacnet", "model"), ("fins", "model"), ("cdp", "model"),
    ("lldp", "model"), ("mdns", "model"), ("cip", "module"), ("modbus", "model-name"),
    ("codesys", "model"), ("hart-ip", "model"),
)  # fmt: skip
_TEXTS = {
    "vendor": (("modbus", "vendor"), ("bacnet", "vendor"), ("lldp", "vendor"), ("mdns", "vendor"),
               ("codesys", "vendor"), ("hart-ip", "vendor")),
    "firmware": (("s7comm", "firmware"), ("modbus", "firmware"), ("bacnet", "firmware"),
                 ("fins", "firmware"), ("lldp", "firmware"), ("lldp", "software"),
                 ("codesys", "firmware"), ("hart-ip", "firmware")),
    "serial": (("s7comm", "serial"), ("lldp", "serial"), ("codesys", "serial"),
               ("hart-ip", "serial")),
    "os": (("browser", "os"), ("codesys", "os")),
    "description": (("lldp", "description"), ("cdp", "description"), ("snmp", "description"),
                    ("browser", "comment"), ("s7comm", "cpu"), ("s7comm", "module")),
}  # fmt: skip
_DESCRIBED = ("firmware", "serial")
_BRIDGES = frozenset({"bridge", "repeater"})


@dataclass(slots=True)
class Said:
    """The clues about one device, by protocol and by what they say, in the order of hearing."""

    by: dict[tuple[str, str], list[Clue]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], list[Clue]](list)
    )

    def add(self, clue: Clue) -> None:
        """Take a clue in."""
        self.by[clue.protocol, clue.what].append(clue)

    def first(self, choices: Iterable[tuple[str, str]]) -> str:
        """The value of the best source that says anything; empty when none does."""
        for choice in choices:
            if choice in self.by:
                return self.by[choice][0].value
        return ""

    @property
    def name(self) -> str:
        """What the machine is called."""
        return self.first(_NAMES)

    @property
    def model(self) -> str:
        """What it is, as its maker calls it."""
        return self.first(_MODELS) or self._described("model")

    def _described(self, word: str) -> str:
        """A word that the maker's description of itself holds, read by the switches' rules."""
        described = self.first(_TEXTS["description"])
        return words_of(described).get(word, "") if described else ""

    def text(self, attribute: str) -> str:
        """vendor, firmware, serial, os or description."""
        for protocol, what in (("cip", "model"), ("cip", "module")):
            for clue in self.by.get((protocol, what), ()):
                if value := dict(clue.more).get(attribute):
                    return value
        said = self.first(_TEXTS[attribute])
        return said or (self._described(attribute) if attribute in _DESCRIBED else "")

    @property
    def role(self) -> str:
        """What it is for, where it says so without doubt; else left to the facts."""
        if roles := self.by.get(("cdp", "role")):
            return roles[0].value if roles[0].value != "bridge" else ""
        for clue in self.by.get(("lldp", "capabilities"), ()):
            words = set(clue.value.split())
            if "wlan" in words:
                return "AP"
            if words & _BRIDGES and "station" not in words:
                return "switch"
        profinet = self.first((("pn-dcp", "profinet-role"),))
        if "controller" in profinet:
            return "controller"
        if "IO device" in profinet and "multidevice" not in profinet:
            return "IO"
        kinds = {dict(c.more).get("device_type") for c in self.by.get(("cip", "model"), ())}
        if "14" in kinds:
            return "controller"
        return "controller" if ("s7comm", "model") in self.by and self._is_plc() else ""

    def _is_plc(self) -> bool:
        return self.by["s7comm", "model"][0].value.replace(" ", "").startswith(("6ES7", "6AG1"))

    def words(self, protocol: str) -> tuple[str, ...]:
        """Everything a protocol says, `what: value`, each once: for the service's particulars."""
        found: dict[str, None] = {}
        for (own, what), clues in self.by.items():
            if own != protocol or what in _STRUCTURE:
                continue
            for clue in clues[:20]:
                more = ", ".join(f"{key} {value}" for key, value in clue.more)
                found[f"{what}: {clue.value}" + (f" ({more})" if more else "")] = None
        return tuple(found)


_STRUCTURE = frozenset({
    "server", "client", "ip", "mac", "mac-of-ip", "port", "role", "capabilities", "root",
    "virtual", "dhcp-server", "asks-for", "login", "unit", "known-as",
})  # fmt: skip
