"""Who a device is, from what its agent answered: system group, ENTITY-MIB, vendors' scalars, LLDP.

Rules
-----
1. A word of the entity table comes from the chassis: by class, else the part contained in nothing.
2. Model: the vendor's own scalar, else the entity table, else the description; vendors in
   `DESCRIBED` keep an order number in the entity table and the name people use in the description.
3. Firmware: the vendor's own scalar, else the description, else the entity table's software, else
   the standard's object; the entity table's firmware comes last: it is often the boot loader's.
4. A serial number with a blank or a colon is a label, not a number.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from audit.payloads import Identity, Module
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Rows, Value, text_of
from audit.switches.snmp_ports import mac_of
from audit.switches.vendor_systems import system_of
from audit.switches.vendors import (
    SCALARS,
    STANDARD,
    VendorScalar,
    enterprise_of,
    vendor_of,
    words_of,
)
from audit.switches.words import MAX_TEXT, ip_text, mac_bytes, mac_text

MODULE, POWER, FAN, CHASSIS, STACK = 9, 6, 7, 3, 11
KINDS = {3: "chassis", 6: "power-supply", 7: "fan", 9: "module", 10: "port", 11: "stack"}
"""PhysicalClass, RFC 6933."""
DESCRIBED = {0, 11, 674, 1916, 2011, 2272, 4413, 10002, 10456, 25506, 41112}
"""Enterprises whose description holds the better model name."""
ENTITY_NAMED = {47196, 9}
"""Enterprises whose chassis description is the model name where the model is an order number."""
BOOT_S = 600
"""A configuration change this soon after the start is the start itself."""
MAX_MODULES = 1000
_NOTHING = re.compile(
    r"(?i)(?:n/?a|none|unknown|(?:vc)?stack(?: member)?|not (?:available|set|specified)|"
    r"-+|0+|x+|\"+)?"
)
_ORDER_NUMBER = re.compile(r"J[A-Z0-9]\d{3}A|[RSJ]\d[A-Z]\d{2}A|JL\d{3}A|[JR]\w\d{2,3}[A-Z]")
"""HPE and Aruba: J9775A, JL679A, R8S90A."""


def identity_of(rows: Rows, time: datetime, name: str = "") -> Identity:
    """Say who the device is.

    Parameters
    ----------
    time : datetime
        When it answered, UTC: dates that the agent counts from its uptime need it.
    name : str
        Used where the agent has no name.
    """
    object_id = rows.values.get(mibs.SYS_OBJECT_ID)
    object_id = object_id if isinstance(object_id, tuple) else ()
    description = rows.text(mibs.SYS_DESCR, MAX_TEXT).strip('" ')
    entity, scalars = _entity(rows), _scalars(rows, object_id)
    standard = _found(rows, STANDARD, object_id)
    said = scalars.get("description", "")
    words = words_of(said) | {k: v for k, v in words_of(description).items() if v}
    words |= {k: v for k, v in words_of(said).items() if k == "firmware" and v}
    running = {"firmware": entity.get("software", "")}
    maker = entity.get("vendor", "")
    enterprise = enterprise_of(object_id)
    model = written_out(_model(enterprise, entity, scalars, words, standard))
    return Identity(
        name=rows.text(mibs.SYS_NAME) or rows.text(mibs.LLDP_LOC_NAME) or name,
        role="switch" if len(rows.column(mibs.BASE_PORT_IF)) > 1 else "",
        vendor=vendor_of(object_id, description, maker) or maker,
        model=model,
        firmware=_first("firmware", scalars, words, running, standard, entity),
        serial=_first("serial", scalars, entity, words, standard),
        article=_article(model, entity, scalars, words),
        os=system_of(object_id, f"{description} {said}".strip()),
        description=description or said,
        macs=_macs(rows),
        ips=_ips(rows),
        object_id=".".join(map(str, object_id)),
        uptime_s=_uptime_s(rows),
        last_changed=_last_changed(rows, time),
    )


def _first(word: str, *sources: dict[str, str]) -> str:
    return next((source[word] for source in sources if source.get(word)), "")


def _model(
    enterprise: int,
    entity: dict[str, str],
    scalars: dict[str, str],
    words: dict[str, str],
    standard: dict[str, str],
) -> str:
    named = entity.get("described", "")
    if enterprise in ENTITY_NAMED and _ORDER_NUMBER.fullmatch(entity.get("model", "")) and named:
        return named
    if enterprise in DESCRIBED and len(words.get("model", "")) > 4:
        return words["model"]
    return _first("model", scalars, entity, words, standard) or named


def written_out(model: str) -> str:
    """Write the vendor's abbreviation as people do: `FGT_60F` is a FortiGate 60F."""
    for pattern, name in _ABBREVIATED:
        if match := re.fullmatch(pattern, model):
            return f"{name} {match[1]}"
    return model


_ABBREVIATED = (
    (r"FGT_?(\w+)", "FortiGate"),
    (r"FWF_?(\w+)", "FortiWiFi"),
    (r"FGR_?(\w+)", "FortiGate Rugged"),
)


def _article(
    model: str, entity: dict[str, str], scalars: dict[str, str], words: dict[str, str]
) -> str:
    """The order number, where it is another word than the model."""
    number = entity.get("model", "")
    number = number if _ORDER_NUMBER.fullmatch(number) else ""
    number = _first("article", scalars, words) or number
    return number if number != model else ""


def _chassis(rows: Rows) -> list[int]:
    classes, parents = rows.ints(mibs.ENTITY_CLASS), rows.ints(mibs.ENTITY_PARENT)
    found = [index for index, kind in classes.items() if kind == CHASSIS]
    found += [index for index, kind in classes.items() if kind == STACK]
    found += [index for index, parent in parents.items() if parent == 0]
    if not found:  # an agent without classes: its first part
        found = sorted(rows.texts(mibs.ENTITY_MODEL) or rows.texts(mibs.ENTITY_SERIAL))[:1]
    return list(dict.fromkeys(found))


def _entity(rows: Rows) -> dict[str, str]:
    columns = {
        "model": rows.texts(mibs.ENTITY_MODEL),
        "serial": rows.texts(mibs.ENTITY_SERIAL),
        "software": rows.texts(mibs.ENTITY_SOFTWARE),
        "firmware": rows.texts(mibs.ENTITY_FIRMWARE),
        "vendor": rows.texts(mibs.ENTITY_MAKER),
        "described": rows.texts(mibs.ENTITY_DESCR),
    }
    found: dict[str, str] = {}
    for index in _chassis(rows):
        for word, column in columns.items():
            text = column.get(index, "")
            if is_word(text) and not (word == "serial" and re.search(r"[:\s]", text)):
                found.setdefault(word, text)
    modules = [i for i, kind in rows.ints(mibs.ENTITY_CLASS).items() if kind == MODULE]
    for index in modules:  # software runs on a module of a chassis
        if is_word(text := columns["software"].get(index, "")):
            found.setdefault("software", text)
    return found


def is_word(text: str) -> bool:
    """Whether a cell says something: not empty, not `N/A`, not zeros only."""
    return not _NOTHING.fullmatch(text.strip())


def _scalars(rows: Rows, object_id: Oid) -> dict[str, str]:
    """The vendor's own objects; any vendor's where sysObjectID names none."""
    enterprise = enterprise_of(object_id)
    own = tuple(s for s in SCALARS if s.enterprise == enterprise or not enterprise)
    return _found(rows, own, object_id)


def _found(rows: Rows, scalars: tuple[VendorScalar, ...], object_id: Oid) -> dict[str, str]:
    found: dict[str, str] = {}
    for scalar in scalars:
        for value in _values(rows, scalar, object_id):
            if isinstance(value, bytes) and is_word(text := text_of(value).split(" | ")[0]):
                found.setdefault(scalar.field, text)
    return found


def _values(rows: Rows, scalar: VendorScalar, object_id: Oid) -> list[Value | None]:
    """The object itself; below sysObjectID, or below the family that sysObjectID is a member of."""
    bases: list[Oid] = [object_id, object_id[:-1]] if scalar.below_object_id else [()]
    found: list[Value | None] = []
    for where in (base + scalar.where for base in bases):
        found += rows.column(where).values() if scalar.column else [rows.values.get(where)]
    return found


def modules_of(rows: Rows) -> list[Module]:
    """Return the parts with a model or a serial number, in the order of the entity table."""
    kinds, names = rows.ints(mibs.ENTITY_CLASS), rows.texts(mibs.ENTITY_NAME)
    models, serials = rows.texts(mibs.ENTITY_MODEL), rows.texts(mibs.ENTITY_SERIAL)
    described = rows.texts(mibs.ENTITY_DESCR)
    firmware = rows.texts(mibs.ENTITY_FIRMWARE) | rows.texts(mibs.ENTITY_SOFTWARE)
    found: list[Module] = []
    for index in sorted({*models, *serials}):
        model, serial = models.get(index, ""), serials.get(index, "")
        if is_word(model) or is_word(serial):
            found.append(
                Module(
                    names.get(index) or described.get(index) or f"part {index}",
                    KINDS.get(kinds.get(index, 0), ""),
                    model if is_word(model) else "",
                    serial if is_word(serial) else "",
                    firmware.get(index, ""),
                    described.get(index, ""),
                )
            )
    return found[:MAX_MODULES]


def _macs(rows: Rows) -> tuple[str, ...]:
    chassis = rows.octet_string(mibs.LLDP_LOC_CHASSIS)
    own = mac_bytes(chassis) or mac_text(text_of(chassis))
    bridge = mac_of(rows.octet_string(mibs.BRIDGE_ADDRESS))
    return tuple(dict.fromkeys(mac for mac in (bridge, own) if mac))


def _ips(rows: Rows) -> tuple[str, ...]:
    indices = [i for i in rows.column(mibs.IP_ADDRESS) if len(i) == 4]
    indices += [i[2:] for i in rows.column(mibs.IP_ADDRESS_IF) if i[:2] == (1, 4) and len(i) == 6]
    found = dict.fromkeys(ip_text(".".join(map(str, i))) for i in indices)
    return tuple(ip for ip in found if ip and not ip.startswith("127."))


def _uptime_s(rows: Rows) -> int | None:
    ticks, engine = rows.number(mibs.SYS_UPTIME), rows.number(mibs.ENGINE_TIME)
    if ticks is None:
        return engine
    return max(ticks // 100, engine or 0)


def _last_changed(rows: Rows, time: datetime) -> str:
    """The ISO date of the last configuration change, where it happened after the last start."""
    changed, now = rows.number(mibs.CONFIG_CHANGED), rows.number(mibs.SYS_UPTIME)
    if changed is None or now is None or changed > now or changed < BOOT_S * 100:
        return ""
    return (time - timedelta(seconds=(now - changed) / 100)).date().isoformat()
