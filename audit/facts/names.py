"""Which texts mean the same: names, ports, vendors, serials in, comparison keys out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address

_PLACEHOLDERS = {
    "",
    "-",
    "--",
    "?",
    "n/a",
    "na",
    "none",
    "(none)",
    "<none>",
    "(null)",
    "null string",
    "(unknown)",
    "<unknown>",
    "no name",
    "noname",
    "not configured",
    "null",
    "unknown",
    "unbekannt",
    "not set",
    "not specified",
    "not available",
    "default",
    "private",
    "<private>",
    "tbd",
    "todo",
    "xxx",
    "to be filled by o.e.m.",
    "default string",
    "system serial number",
    "serial number",
}
_GENERIC_NAMES = {
    "switch",
    "router",
    "localhost",
    "plc",
    "hmi",
    "pc",
    "printer",
    "camera",
    "gateway",
    "server",
    "host",
    "device",
    "system name",
    "sysname",
    "mikrotik",
    "ubnt",
    "openwrt",
    "hostname",
    "linux",
    "ap",
    "bridge",
}
_SHARED_MACS = (
    "00:00:5e:00:01:",  # VRRP for IPv4, RFC 5798 section 7.3
    "00:00:5e:00:02:",  # VRRP for IPv6
    "00:00:0c:07:ac:",  # HSRP version 1
    "00:00:0c:9f:f",  # HSRP version 2
    "00:07:b4:00:",  # GLBP
    "00:05:73:a0:",  # HSRP for IPv6
    "00:09:0f:09:",  # FortiGate clusters
    "02:bf:",  # Windows network load balancing, unicast mode
)
_MAC = re.compile(r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")
_DIGITS = re.compile(r"(\d+)")
_PORT = re.compile(r"^([a-z_-]*)\s*(.*)$")
_PORT_WORDS = (
    ("port-channel", "po"),
    ("portchannel", "po"),
    ("port", ""),
    ("tengig", "te"),
    ("te", "te"),
    ("twentyfive", "twe"),
    ("twe", "twe"),
    ("twogig", "tw"),
    ("fivegig", "fi"),
    ("forty", "fo"),
    ("fo", "fo"),
    ("hundred", "hu"),
    ("hu", "hu"),
    ("gig", "gi"),
    ("gi", "gi"),
    ("fast", "fa"),
    ("fa", "fa"),
    ("ethernet", "eth"),
    ("serial", "se"),
    ("se", "se"),
    ("management", "ma"),
    ("mgmt", "ma"),
    ("loopback", "lo"),
    ("vlan", "vl"),
)


@lru_cache(maxsize=1 << 16)
def is_placeholder(text: str) -> bool:
    """Whether a text only fills a field: `N/A`, `unknown`, zeros, one repeated character."""
    plain = text.strip().casefold()
    return plain in _PLACEHOLDERS or set(plain) <= set("0-. :?x_")


@lru_cache(maxsize=1 << 16)
def said(text: str) -> str:
    """The text without outer blanks; empty when it is a placeholder."""
    return "" if is_placeholder(text) else text.strip()


def name_key(name: str) -> str:
    """What two spellings of one host name share: no domain, no case, no punctuation."""
    text = said(name).casefold()
    if text and not _is_ip(text):
        text = text.split(".", 1)[0] or text
    return re.sub(r"[^0-9a-z\u0080-\uffff]", "", text)


@lru_cache(maxsize=1 << 16)
def merge_name(name: str) -> str:
    """The name as a reason to take two things for one; empty when many devices could bear it."""
    plain = said(name).casefold()
    key = name_key(name)
    generic = (
        not {plain, plain.split(".", 1)[0]}.isdisjoint(_GENERIC_NAMES)
        or len(key) < 2
        or _is_ip(plain)
        or is_mac(plain)
    )
    return "" if generic else key


def serial_key(serial: str) -> str:
    """The serial number's letters and digits; empty when it is too short to name one device."""
    key = re.sub(r"[^0-9a-z]", "", said(serial).casefold())
    return key if len(key) >= 4 and len(set(key)) > 1 and key not in ("1234", "12345678") else ""


def vendor_key(vendor: str) -> str:
    """The first word of a vendor's name, so that `Siemens AG` is `SIEMENS`."""
    words = re.findall(r"[0-9a-z\u0080-\uffff]+", said(vendor).casefold())
    return words[0] if words else ""


def loose_key(text: str) -> str:
    """Letters and digits only, without a leading `v` of a version."""
    return re.sub(r"[^0-9a-z\u0080-\uffff]", "", re.sub(r"^v(?=\d)", "", said(text).casefold()))


@cache
def port_key(port: str) -> str:
    """What the spellings of one port share: `GigabitEthernet0/1`, `Gig 0/1` and `Gi0/1` are one."""
    match = _PORT.match(port.strip().casefold())
    letters, rest = match.groups() if match else ("", port)
    rest = rest.replace(" ", "")
    for word, short in _PORT_WORDS:
        if letters.startswith(word):
            letters = short
            break
    else:
        letters = "" if letters in ("p", "p-") else letters.rstrip("-")
    if letters == "" and rest.isdigit():
        rest = str(int(rest)) if len(rest) < 10 else rest
    return letters + rest


def is_mac(text: str) -> bool:
    """Whether a text is a MAC address, lower case with colons."""
    return bool(_MAC.match(text))


@cache
def is_station(mac: str) -> bool:
    """Whether a MAC can be one device's own: unicast, not zero, of no redundancy group."""
    if not is_mac(mac) or mac == "00:00:00:00:00:00":
        return False
    return not int(mac[:2], 16) & 1 and not mac.startswith(_SHARED_MACS)


def is_made_up(mac: str) -> bool:
    """Whether a MAC was set by software (locally administered): many devices may have the same."""
    return is_mac(mac) and bool(int(mac[:2], 16) & 2)


@cache
def is_own_ip(text: str) -> bool:
    """Whether an address can be one device's own in the plant: no loopback, no group, not zero."""
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    if text == "127.0.0.1" or (ip.version == 6 and ip.is_loopback):
        return False
    return not (ip.is_unspecified or ip.is_multicast or ip.is_link_local or text.endswith(".255"))


@lru_cache(maxsize=1 << 16)
def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1 << 16)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts `Gi0/2` before `Gi0/10`."""
    parts = _DIGITS.split(text)
    return tuple((0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in parts if p)
