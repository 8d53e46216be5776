"""Lines of saved SNMP answers in, OIDs with typed values out.

Sources: snmpsim's data file format (`oid|tag|value`, tag numbers of ASN.1 and RFC 2578), and
net-snmp's snmpcmd(1) output with `-On`: `.oid = TYPE: value`, a string may go on over lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from audit.switches.mibs import Oid, oid
from audit.switches.rows import Value

MAX_OBJECTS = 2_000_000
MAX_OCTETS = 65_535
MAX_ARCS = 128
"""RFC 2578 section 3.5: an OID has at most 128 sub-identifiers."""
_INTEGERS = (2, 65, 66, 67, 70)
_STRINGS = (4, 68)


@dataclass(slots=True)
class Parsed:
    """What a file holds."""

    values: dict[Oid, Value] = field(default_factory=dict[Oid, Value])
    bad: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """Line number and why it was not understood, without the line's text."""
    gaps: dict[Oid, str] = field(default_factory=dict[Oid, str])
    """Column → why it may not be complete."""

    def keep(self, number: int, dotted: str, value: Value | None) -> None:
        """Take one object, the first value when a file repeats it."""
        try:
            where = oid(dotted)
        except ValueError:
            self.bad.append((number, "no OID at the start of the line"))
            return
        if value is None:
            self.bad.append((number, "a value that does not fit its type"))
            self.gaps[where[:-1]] = "a row was not understood"
        elif len(where) > MAX_ARCS or len(self.values) >= MAX_OBJECTS:
            self.bad.append((number, "longer than an OID may be, or too many objects"))
        else:
            self.values.setdefault(where, value)


def parse_snmprec(data: bytes) -> Parsed:
    """Parse `oid|tag|value` lines."""
    found = Parsed()
    for number, line in enumerate(data.split(b"\n"), start=1):
        line = line.rstrip(b"\r")
        if not line.strip() or line.startswith(b"#"):
            continue
        parts = line.split(b"|", 2)
        if len(parts) != 3:
            found.bad.append((number, "not of the form oid|tag|value"))
            continue
        tag = parts[1].decode("ascii", "replace")
        if not _is_nothing(tag):
            found.keep(number, parts[0].decode("ascii", "replace"), recorded(tag, parts[2]))
    return found


def _is_nothing(tag: str) -> bool:
    """NULL, and the exceptions of RFC 3416: the agent had no such object."""
    return tag.rstrip("x") in ("5", "128", "129", "130")


def recorded(tag: str, text: bytes) -> Value | None:
    """Read a value by its tag; None when it does not fit.

    `x` after the tag means hexadecimal, `e` a text with escapes.
    """
    match = re.fullmatch(r"(\d+)([xe]?)(:.*)?", tag)
    if not match:
        return None
    kind, written = int(match[1]), match[2]
    text = _initial(text) if match[3] else text
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind in _STRINGS:
            return _octets(text, written)[:MAX_OCTETS]
        if kind == 6:
            return oid(text.decode("ascii"))
        if kind == 64:
            return _hex(text)[:4] if written == "x" else IPv4Address(text.decode("ascii")).packed
    except ValueError:
        return None
    return None


def _octets(text: bytes, written: str) -> bytes:
    if written == "x":
        return unbroken(_hex(text))
    return _ESCAPED.sub(_unescaped, text) if written == "e" else text


_ESCAPED = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes.fromhex(match[1].decode("ascii"))
    return _CONTROLS.get(match[2], match[2])


def _hex(text: bytes) -> bytes:
    return bytes.fromhex(text.decode("ascii"))


_BROKEN_AT = 16
"""net-snmp prints this many octets a line."""
_MORE_LINES = re.compile(rb"\n[0-9A-Fa-f\s]*")


def unbroken(octets: bytes) -> bytes:
    """Repair an octet string that a recorder took from printed lines.

    Some recorders kept the line break after 16 octets, and the digits of the lines after it as
    text; and the quotes around a text that was printed over lines.
    """
    rest = octets[_BROKEN_AT:]
    if len(rest) > 2 and rest[:1] == b"\n" and _MORE_LINES.fullmatch(rest):
        digits = re.findall(rb"[0-9A-Fa-f]{2}", rest)  # a last digit that was cut off is dropped
        return octets[:_BROKEN_AT] + bytes.fromhex(b"".join(digits).decode("ascii"))
    if len(octets) > 2 and octets[:1] == b'"' and octets[-2:] == b'\n"':
        return octets[1:-2]
    return octets


def _initial(text: bytes) -> bytes:
    """The first value of an object that snmpsim varies: `2:numeric|initial=5,rate=1`."""
    parts = [part.partition(b"=") for part in text.split(b",")]
    options = {name: value for name, _, value in parts}
    return next((options[n] for n in (b"initial", b"value", b"min") if n in options), b"")


_LINE = re.compile(r"^(?:\.|iso\.|\.iso\.)(?P<oid>[\d.]+) = (?P<value>.*)$", re.DOTALL)
_NO_OBJECT = ("No Such Object", "No Such Instance", "No more variables", "NULL")
_CUT = re.compile(r"^(Timeout|Error in packet|Error: OID not increasing)", re.IGNORECASE)


def parse_walk(data: bytes) -> Parsed:
    """Parse what net-snmp prints; `iso.` at the start stands for `.1.`."""
    found = Parsed()
    last: Oid = ()
    for number, text in _statements(data):
        match = _LINE.match(text)
        if _CUT.match(text):
            found.gaps[last[:-1]] = "the walk stopped here with an error"
            found.bad.append((number, "the walk stopped here with an error"))
        elif not match:
            found.bad.append((number, "not of the form .oid = TYPE: value"))
        elif not match["value"].startswith(_NO_OBJECT):
            dotted = (
                match["oid"]
                if text.startswith(".") and "iso" not in text[:5]
                else (f"1.{match['oid']}")
            )
            found.keep(number, dotted, printed(match["value"]))
            last = next(reversed(found.values), ())
    return found


def _statements(data: bytes) -> Iterator[tuple[int, str]]:
    """Join the lines of strings and hexadecimal values that go on."""
    start, held = 0, ""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        begins = line.startswith((".1.", ".0.", ".2.", "iso.", ".iso.")) and " = " in line
        if begins or _CUT.match(line):
            if held:
                yield start, held
            start, held = number, line
        elif held and len(held) < MAX_OCTETS * 4:
            held += f"\n{line}"
        elif line.strip() and not line.startswith("#"):
            yield number, line
    if held:
        yield start, held


_WRONG_TYPE = re.compile(r"^Wrong Type \(should be [^)]*\): ")
"""net-snmp's remark where an agent's type is not the MIB's; the value follows as usual."""


def printed(text: str) -> Value | None:
    """Read `TYPE: value`; None when it does not fit."""
    if text.strip() == '""':
        return b""
    text = _WRONG_TYPE.sub("", text)
    kind, _, value = text.partition(": ")
    kind, value = kind.strip().rstrip(":"), value.strip()
    try:
        return _READERS[kind](value) if kind in _READERS else None
    except ValueError:
        return None


def _number(text: str) -> int:
    """`6`, `up(1)`, `(4711) 0:00:47.11`, `1000 bits per second`."""
    match = re.search(r"\((-?\d+)\)", text) or re.match(r"-?\d+", text)
    if not match:
        raise ValueError(text)
    return int(match[match.lastindex or 0])


def _string(text: str) -> bytes:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return re.sub(r'\\(["\\])', r"\1", text).encode()[:MAX_OCTETS]


def _hex_string(text: str) -> bytes:
    digits = re.match(r"[0-9A-Fa-f\s]*", text)
    return bytes.fromhex("".join(digits[0].split()) if digits else "")[:MAX_OCTETS]


def _object_id(text: str) -> Oid:
    return oid(re.sub(r"^\.?iso\.", "1.", text))


def _mac(text: str) -> bytes:
    return bytes(int(part, 16) for part in text.split(":"))


_READERS: dict[str, Callable[[str], Value]] = {
    "INTEGER": _number,
    "Integer32": _number,
    "Gauge32": _number,
    "Unsigned32": _number,
    "Counter32": _number,
    "Counter64": _number,
    "Timeticks": _number,
    "STRING": _string,
    "Hex-STRING": _hex_string,
    "BITS": _hex_string,
    "OID": _object_id,
    "IpAddress": lambda text: IPv4Address(text).packed,
    "Network Address": _mac,
    "Opaque": lambda _: b"",
}
