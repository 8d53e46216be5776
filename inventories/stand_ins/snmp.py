"""A switch's SNMP agent: pysnmp's command responder over a .snmprec recording, read-only.
`python -m inventories.stand_ins.snmp`.

A recording NAME@VLAN.snmprec beside it answers in that VLAN's context: as community@VLAN, and for
v3 in context vlan-VLAN.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
from bisect import bisect_right
from pathlib import Path
from typing import Any

from audit.imports.snmp_text import parse_snmprec
from audit.switches.mibs import Oid
from audit.switches.rows import Value
from inventories.stand_ins.life import run

SECRETS = "PLANTREADY_STAND_IN"
"""Environment variable with the credential, so that none is in the list of processes."""


class Recording:
    """Sorted objects with GET and GETNEXT, as pysnmp's applications ask an instrumentation."""

    def __init__(self, path: Path) -> None:
        self._rfc1902: Any = importlib.import_module("pysnmp.proto.rfc1902")
        self._rfc1905: Any = importlib.import_module("pysnmp.proto.rfc1905")
        self._values = parse_snmprec(path.read_bytes()).values
        self._tags = _tags(path)
        self._oids = sorted(self._values)

    def read_variables(self, *objects: Any, **_: Any) -> list[Any]:
        """GET."""
        return [(name, self._value(tuple(name))) for name, _ in objects]

    def read_next_variables(self, *objects: Any, **_: Any) -> list[Any]:
        """GETNEXT."""
        return [self._next(name) for name, _ in objects]

    def write_variables(self, *objects: Any, **_: Any) -> list[Any]:
        """Nothing can be set."""
        error: Any = importlib.import_module("pysnmp.smi.error")
        raise error.NotWritableError(idx=0, name=objects[0][0])

    def _next(self, name: Any) -> Any:
        place = bisect_right(self._oids, tuple(name))
        if place == len(self._oids):
            return name, self._rfc1905.endOfMibView
        oid = self._oids[place]
        return self._rfc1902.ObjectName(oid), self._value(oid)

    def _value(self, oid: Oid) -> Any:
        if oid not in self._values:
            return self._rfc1905.noSuchInstance
        return self._typed(self._tags.get(oid, 4), self._values[oid])

    def _typed(self, tag: int, value: Value) -> Any:
        types = {
            2: "Integer32", 4: "OctetString", 6: "ObjectIdentifier", 64: "IpAddress",
            65: "Counter32", 66: "Gauge32", 67: "TimeTicks", 68: "Opaque", 70: "Counter64",
        }  # fmt: skip
        return getattr(self._rfc1902, types[tag])(value)


def _tags(path: Path) -> dict[Oid, int]:
    found: dict[Oid, int] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"\.?([\d.]+)\|(\d+)", line)
        if match:
            found[tuple(int(part) for part in match[1].split("."))] = int(match[2])
    return found


async def serve(address: str, port: int, data: Path, secrets: dict[str, str]) -> None:
    """Answer until the process ends."""
    engine: Any = importlib.import_module("pysnmp.entity.engine").SnmpEngine()
    config: Any = importlib.import_module("pysnmp.entity.config")
    udp: Any = importlib.import_module("pysnmp.carrier.asyncio.dgram.udp")
    responder: Any = importlib.import_module("pysnmp.entity.rfc3413.cmdrsp")
    contexts: Any = importlib.import_module("pysnmp.entity.rfc3413.context").SnmpContext(engine)
    config.add_transport(
        engine, udp.DOMAIN_NAME, udp.UdpAsyncioTransport().open_server_mode((address, port))
    )
    contexts.unregister_context_name(b"")
    contexts.register_context_name(b"", Recording(data))
    vlans = _vlan_files(data)
    for vlan, path in vlans.items():
        contexts.register_context_name(f"vlan-{vlan}".encode(), Recording(path))
    _admit(config, engine, secrets, vlans)
    for application in ("GetCommandResponder", "NextCommandResponder", "BulkCommandResponder"):
        getattr(responder, application)(engine, contexts)
    engine.transport_dispatcher.job_started(1)
    await importlib.import_module("asyncio").Event().wait()


def _vlan_files(data: Path) -> dict[int, Path]:
    own = re.compile(rf"{re.escape(data.stem)}@(\d+)\.snmprec$")
    return {int(m[1]): p for p in data.parent.iterdir() if (m := own.match(p.name))}


def _admit(config: Any, engine: Any, secrets: dict[str, str], vlans: dict[int, Path]) -> None:
    """Let a community, or a v3 user, read everything below iso(1)."""
    everything = (1,)
    if community := secrets.get("community"):
        for vlan in (0, *vlans):
            area = f"area-{vlan}"
            name = f"{community}@{vlan}" if vlan else community
            context = f"vlan-{vlan}".encode() if vlan else b""
            config.add_v1_system(engine, area, name, contextName=context)
            config.add_vacm_user(engine, 2, area, "noAuthNoPriv", everything, (), (), context)
    if user := secrets.get("user"):
        auth_kind, _, auth = secrets.get("auth", "").partition(":")
        priv_kind, _, priv = secrets.get("priv", "").partition(":")
        auth_type, priv_type = _auth_kinds(config)[auth_kind], _priv_kinds(config)[priv_kind]
        config.add_v3_user(engine, user, auth_type, auth or None, priv_type, priv or None)
        level = "authPriv" if priv else "authNoPriv" if auth else "noAuthNoPriv"
        for vlan in (0, *vlans):
            context = f"vlan-{vlan}".encode() if vlan else b""
            config.add_vacm_user(engine, 3, user, level, everything, (), (), context)


def _auth_kinds(config: Any) -> dict[str, Any]:
    return {
        "": config.USM_AUTH_NONE,
        "MD5": config.USM_AUTH_HMAC96_MD5,
        "SHA": config.USM_AUTH_HMAC96_SHA,
        "SHA256": config.USM_AUTH_HMAC192_SHA256,
        "SHA512": config.USM_AUTH_HMAC384_SHA512,
    }


def _priv_kinds(config: Any) -> dict[str, Any]:
    return {
        "": config.USM_PRIV_NONE,
        "DES": config.USM_PRIV_CBC56_DES,
        "AES": config.USM_PRIV_CFB128_AES,
        "AES256": config.USM_PRIV_CFB256_AES,
    }


def main() -> None:
    """Read the arguments and serve; secrets come in the environment or as arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    for name in ("community", "user", "auth", "priv"):
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args()
    parts = [p.partition("=") for p in os.environ.get(SECRETS, "").split(";") if p]
    secrets = {name: value for name, _, value in parts}
    own = {name: getattr(given, name) for name in ("community", "user", "auth", "priv")}
    secrets |= {name: value for name, value in own.items() if value}
    run(serve(given.address, given.port, given.data, secrets))


if __name__ == "__main__":
    main()
