"""What a function or service does to the controller that it is asked of: read, write, or neither.

Control counts as writing: start and stop, reset, download, a called method. Opening and closing
connections and sessions is neither. A service that only its class explains, and whose class nobody
published, is neither.

Sources: MODBUS Application Protocol V1.1b3; Siemens' list of S7 functions; ODVA, CIP Networks
Library volume 1, appendix A, and the connection manager's and file object's own services; Rockwell
Automation, 1756-PM020 and 1770-6.5.16; OPC 10000-4.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit.capture.cip_codes import MANAGER, PCCC

MODBUS, S7, CIP, OPCUA = 1, 2, 3, 4

MODBUS_READS = frozenset({1, 2, 3, 4, 7, 8, 11, 12, 17, 20, 23, 24, 43})
MODBUS_WRITES = frozenset({5, 6, 15, 16, 21, 22, 23})
"""Function 23 does both."""
S7_READS, S7_WRITES = frozenset({0x04}), frozenset({0x05, 0x1A, 0x1B, 0x1C, 0x28, 0x29})
"""Read variable; write variable, download (three steps), PLC control, PLC stop."""
CIP_READS = frozenset({0x01, 0x03, 0x0E, 0x11, 0x18, 0x4C, 0x52, 0x55})
"""Get attributes (all, list, single), find next instance, get member; read tag, in fragments too,
list of tags.
"""
CIP_WRITES = frozenset({0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0D, 0x10, 0x15, 0x16, 0x19,
                        0x1A, 0x1B, 0x4D, 0x4E, 0x53})  # fmt: skip
"""Set attributes (all, list, single), reset, start, stop, create, delete, apply, restore, save,
members set, inserted and removed; write tag, read-modify-write, write tag in fragments.
"""
_FIRST_OF_CLASS = 0x4B
"""Services from here up mean what the object's class says."""
FILE, MODBUS_OBJECT, STORAGE = 0x37, 0x44, 0xA1
_NEVER = frozenset[int]()
CLASS_READS = {
    MANAGER: _NEVER,
    FILE: frozenset({0x4B, 0x4F}),
    MODBUS_OBJECT: frozenset({0x4B, 0x4C, 0x4D, 0x4E}),
    STORAGE: _NEVER,
}
CLASS_WRITES = {
    MANAGER: _NEVER,
    FILE: frozenset({0x4C, 0x50, 0x51}),
    MODBUS_OBJECT: frozenset({0x4F, 0x50}),
    STORAGE: frozenset({0x4B, 0x4D}),
}
"""Connections; files up and down; registers by Modbus' names; a new firmware."""
PCCC_READS = frozenset({0x01, 0x04, 0x06, 0x09, 0x17, 0x29, 0x53, 0x68, 0xA1, 0xA2, 0xA7})
"""Words, files, physical addresses, sections, all of it, typed; protected typed reads."""
PCCC_WRITES = frozenset({0x00, 0x02, 0x03, 0x05, 0x07, 0x08, 0x0A, 0x18, 0x26, 0x3A, 0x41, 0x50,
                         0x57, 0x5E, 0x67, 0x79, 0x80, 0x8F, 0xA9, 0xAA, 0xAB, 0xAF})  # fmt: skip
"""The same written; shutdown, restart, forces, memory, mode and port settings."""
OPCUA_READS = frozenset({527, 533, 554, 615, 621, 631, 664, 826, 832})
"""Browse (next, paths), query (next), read, history read, publish and republish: the values of a
subscription.
"""
OPCUA_WRITES = frozenset({488, 494, 500, 506, 673, 700, 712})
"""Nodes and references added and deleted, write, history update, call."""
_PLAIN = {
    MODBUS: (MODBUS_READS, MODBUS_WRITES),
    S7: (S7_READS, S7_WRITES),
    OPCUA: (OPCUA_READS, OPCUA_WRITES),
}


def reads_and_writes(codes: Iterable[tuple[tuple[int, int], int]]) -> tuple[int, int]:
    """Sum ((protocol, code), times) to reads and writes; what does both counts twice."""
    reads = writes = 0
    for (protocol, code), count in codes:
        read, write = does(protocol, code)
        reads += count * read
        writes += count * write
    return reads, writes


def does(protocol: int, code: int) -> tuple[bool, bool]:
    """Say whether a function reads and whether it writes."""
    if protocol == CIP:
        return _cip(code)
    reads, writes = _PLAIN[protocol]
    return code in reads, code in writes


def _cip(code: int) -> tuple[bool, bool]:
    service, object_class = code & 0xFF, code >> 8
    if code & 0xFF00 == PCCC:
        return service in PCCC_READS, service in PCCC_WRITES
    if service < _FIRST_OF_CLASS:
        return service in CIP_READS, service in CIP_WRITES
    reads = CLASS_READS.get(object_class, CIP_READS)
    return service in reads, service in CLASS_WRITES.get(object_class, CIP_WRITES)
