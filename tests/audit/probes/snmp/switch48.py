"""Objects of an ordinary 48-port switch."""

from audit.switches.mibs import IF_DESCR, IF_NAME, IF_OPER, SYS_DESCR, SYS_NAME, SYS_OBJECT_ID, Oid
from audit.switches.rows import Value

PORTS = 48


def values() -> dict[Oid, Value]:
    """System group and ports, with the MAC table of one VLAN."""
    found: dict[Oid, Value] = {
        SYS_DESCR: b"ECS4610-24F",
        SYS_OBJECT_ID: (1, 3, 6, 1, 4, 1, 259, 10, 1, 5),
        SYS_NAME: b"SW-1",
    }
    for port in range(1, PORTS + 1):
        found[(*IF_DESCR, port)] = f"Ethernet Port {port}".encode()
        found[(*IF_OPER, port)] = 1 + port % 2
        found[(*IF_NAME, port)] = f"Eth{port}".encode()
    return found
