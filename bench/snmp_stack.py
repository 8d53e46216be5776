"""A 48-port stack as it answers a full walk, written as .snmprec: every column of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PORTS, VLAN_INTERFACES, VLANS, MACS, PARTS, NEIGHBOURS = 52, 24, 24, 600, 60, 8
INTEGER, TEXT, OID = "2", "4", "6"


def write_stack(path: Path) -> None:
    """Write the recording, sorted."""
    rows = [*_system(), *_interfaces(), *_bridge(), *_neighbours(), *_others()]
    rows.sort(key=lambda row: tuple(int(part) for part in row[0].split(".")))
    path.write_text("".join("|".join(row) + "\n" for row in rows), encoding="ascii")


Row = tuple[str, str, str]


def _system() -> Iterable[Row]:
    yield "1.3.6.1.2.1.1.1.0", TEXT, "ProCurve 6120XG, revision Z.14.31"
    yield "1.3.6.1.2.1.1.2.0", OID, "1.3.6.1.4.1.11.2.3.7.11.107"
    yield "1.3.6.1.2.1.1.3.0", "67", "123456789"
    for number, text in ((4, "maintenance"), (5, "STACK-1"), (6, "hall 1")):
        yield f"1.3.6.1.2.1.1.{number}.0", TEXT, text
    yield "1.3.6.1.2.1.1.7.0", INTEGER, "74"


def _table(entry: str, columns: Iterable[int], indices: Iterable[str], *,
           texts: tuple[int, ...] = (), value: int = 1) -> Iterable[Row]:  # fmt: skip
    places = list(indices)
    for column in columns:
        for place in places:
            kind, told = (TEXT, f"text {place}") if column in texts else (INTEGER, str(value))
            yield f"{entry}.{column}.{place}", kind, told


def _interfaces() -> Iterable[Row]:
    indices = [str(n) for n in range(1, PORTS + VLAN_INTERFACES + 1)]
    own = {3, 6, 8}
    yield from _table("1.3.6.1.2.1.2.2.1", sorted(set(range(1, 23)) - own), indices, texts=(2,))
    yield from _table("1.3.6.1.2.1.31.1.1.1", range(1, 20), indices, texts=(1, 18))
    for number in range(1, PORTS + VLAN_INTERFACES + 1):
        physical = number <= PORTS
        yield f"1.3.6.1.2.1.2.2.1.3.{number}", INTEGER, "6" if physical else "53"
        yield f"1.3.6.1.2.1.2.2.1.6.{number}", "4x", f"00000c0000{number:02x}"
        yield f"1.3.6.1.2.1.2.2.1.8.{number}", INTEGER, str(1 + (number % 2 if physical else 0))
    ports = indices[:PORTS]
    yield from _table("1.3.6.1.2.1.10.7.2.1", (*range(1, 12), 13, 16, 17, 18, 19), ports)
    stack = [f"0.{index}" for index in indices] + [f"{index}.0" for index in indices]
    yield from _table("1.3.6.1.2.1.31.1.2.1", (3,), stack)


def _bridge() -> Iterable[Row]:
    ports = [str(n) for n in range(1, PORTS + 1)]
    vlans = [str(10 * n) for n in range(1, VLANS + 1)]
    macs = [f"0.0.12.{n // 250}.{n % 250}.{n % 200}" for n in range(MACS)]
    yield from _table("1.3.6.1.2.1.17.1.4.1", range(1, 6), ports)
    yield from _table("1.3.6.1.2.1.17.2.15.1", range(1, 11), ports)
    yield from _table("1.3.6.1.2.1.17.4.3.1", (1, 2, 3), macs)
    learned = [f"{10 * (1 + n % VLANS)}.{mac}" for n, mac in enumerate(macs)]
    yield from _table("1.3.6.1.2.1.17.7.1.2.2.1", (2, 3), learned)
    yield from _table("1.3.6.1.2.1.17.7.1.4.2.1", (3, 4, 5, 6, 7), [f"0.{v}" for v in vlans])
    yield from _table("1.3.6.1.2.1.17.7.1.4.3.1", (1, 2, 3, 4, 5), vlans, texts=(1,))
    yield from _table("1.3.6.1.2.1.17.7.1.4.5.1", (1, 2, 3, 4, 5), ports, value=10)


def _neighbours() -> Iterable[Row]:
    ports = [str(n) for n in range(1, PORTS + 1)]
    seen = [f"0.{6 * n}.{n}" for n in range(1, NEIGHBOURS + 1)]
    yield from _table("1.0.8802.1.1.2.1.1.6.1", (2, 3, 4), ports)
    yield from _table("1.0.8802.1.1.2.1.2.6.1", (2,), ports)
    yield from _table("1.0.8802.1.1.2.1.2.7.1", (2, 3, 4, 5, 6, 7), ports)
    yield from _table("1.0.8802.1.1.2.1.3.7.1", (2, 3, 4), ports, texts=(3, 4))
    yield from _table("1.0.8802.1.1.2.1.4.1.1", range(4, 13), seen, texts=(5, 7, 8, 9, 10, 11, 12))


def _others() -> Iterable[Row]:
    parts = [str(n) for n in range(1, PARTS + 1)]
    texts = (2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    yield from _table("1.3.6.1.2.1.47.1.1.1.1", sorted({*range(2, 18)} - {5}), parts, texts=texts)
    for part in parts:
        yield f"1.3.6.1.2.1.47.1.1.1.1.5.{part}", INTEGER, "3" if part == "1" else "10"
    known = [f"53.10.30.0.{n}" for n in range(1, 41)]
    yield from _table("1.3.6.1.2.1.4.22.1", (1, 2, 4), known)
    for address in known:
        number = address.removeprefix("53.")
        yield f"1.3.6.1.2.1.4.22.1.3.{address}", "64", number
    yield from _table("1.3.6.1.2.1.4.20.1", (2,), ["10.30.0.1"])
