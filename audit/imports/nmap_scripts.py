"""What nmap's scripts print of a device: script outputs in, identity clues out.

Source: the `@output` sections of modbus-discover.nse, s7-info.nse, enip-info.nse, bacnet-info.nse,
snmp-info.nse, snmp-sysdescr.nse, omron-info.nse, pcworx-info.nse, fox-info.nse, iec-identify.nse,
knx-gateway-info.nse, smb-os-discovery.nse, nbstat.nse and *-ntlm-info.nse (Nmap 7.x).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Clues:
    """What the scripts say a host is; empty means that none says it."""

    name: str = ""
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    description: str = ""
    os: str = ""
    unread: tuple[str, ...] = ()
    """Scripts of the control world whose output gave nothing."""


def clues_of(outputs: dict[str, str]) -> Clues:
    """Join what the scripts of one host say; the first that says something wins."""
    told: dict[str, str] = {}
    unread: list[str] = []
    for script, reader in _READERS.items():
        if script not in outputs:
            continue
        said = reader(outputs[script])
        if not any(said.values()):
            unread.append(script)
        for name, value in said.items():
            told[name] = told.get(name) or value
    return Clues(
        name=told.get("name", ""),
        vendor=told.get("vendor", ""),
        model=told.get("model", ""),
        firmware=told.get("firmware", ""),
        serial=told.get("serial", ""),
        description=told.get("description", ""),
        os=told.get("os", ""),
        unread=tuple(unread),
    )


def _pairs(text: str) -> dict[str, str]:
    """The `Name: value` lines of an output, names in lower case without blanks."""
    pairs: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and value.strip():
            pairs.setdefault(name.replace(" ", "").casefold(), _clean(value))
    return pairs


def _clean(text: str) -> str:
    kept = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(kept.split())[:MAX_NAME]


def _s7(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    module = pairs.get("module", "")
    version = pairs.get("version", "")
    return {
        "name": pairs.get("systemname", ""),
        "vendor": "Siemens" if module or "siemens" in pairs.get("copyright", "").casefold() else "",
        "model": " ".join(dict.fromkeys(v for v in (module, pairs.get("moduletype", "")) if v)),
        "firmware": version if version.strip("0. ") else "",
        "serial": pairs.get("serialnumber", ""),
        "description": pairs.get("plantidentification", ""),
    }


def _enip(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    vendor = re.sub(r"\s*\(\d+\)$", "", pairs.get("vendor", ""))
    return {
        "vendor": vendor,
        "model": pairs.get("productname", ""),
        "firmware": pairs.get("revision", ""),
        "serial": pairs.get("serialnumber", ""),
        "description": re.sub(r"\s*\(\d+\)$", "", pairs.get("type", "")),
    }


def _modbus(text: str) -> dict[str, str]:
    """`Device identification: Schneider Electric BMX P34 2000 v2.60`: vendor, model, revision."""
    told = _pairs(text).get("deviceidentification", "")
    match = re.match(r"^(.*?)\s+[vV]?(\d+(?:\.\d+)+)$", told)
    body, version = (match.group(1), match.group(2)) if match else (told, "")
    vendor = next((v for v in _TWO_WORD_VENDORS if body.casefold().startswith(v.casefold())), "")
    vendor = vendor or body.partition(" ")[0]
    return {
        "vendor": vendor,
        "model": body[len(vendor) :].strip(),
        "firmware": version,
        "description": told,
    }


_TWO_WORD_VENDORS = (
    "Schneider Electric",
    "Phoenix Contact",
    "Allen-Bradley",
    "Rockwell Automation",
)


def _bacnet(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    return {
        "name": pairs.get("objectname", ""),
        "vendor": re.sub(r"\s*\(\d+\)$", "", pairs.get("vendorname", "")),
        "model": pairs.get("modelname", ""),
        "firmware": pairs.get("firmware", ""),
        "description": pairs.get("description", ""),
    }


def _snmp(text: str) -> dict[str, str]:
    """Of snmp-info only the enterprise: the engine id is no serial number."""
    enterprise = _pairs(text).get("enterprise", "")
    return {"vendor": "" if enterprise in ("net-snmp", "unknown") else enterprise}


def _sysdescr(text: str) -> dict[str, str]:
    first = text.strip().splitlines()[:1]
    return {"description": _clean(first[0]) if first else ""}


def _omron(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    model = pairs.get("controllermodel", "")
    return {"vendor": "Omron" if model else "", "model": model,
            "firmware": pairs.get("controllerversion", "")}  # fmt: skip


def _pcworx(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    return {
        "vendor": "Phoenix Contact" if pairs.get("plctype") or pairs.get("modelnumber") else "",
        "model": " ".join(v for k in ("plctype", "modelnumber") if (v := pairs.get(k, ""))),
        "firmware": pairs.get("firmwareversion", ""),
    }


def _fox(text: str) -> dict[str, str]:
    """A Niagara station; `appVersion` is that of the framework on the host."""
    pairs = {key.replace(".", ""): value for key, value in _pairs(text).items()}
    version = pairs.get("appversion", "")
    return {
        "name": pairs.get("hostname", "") or pairs.get("stationname", ""),
        "vendor": "Tridium" if version or pairs.get("foxversion") else "",
        "model": " ".join(v for k in ("appname", "hostid") if (v := pairs.get(k, ""))),
        "firmware": version,
        "os": " ".join(v for k in ("osname", "osversion") if (v := pairs.get(k, ""))),
    }


def _iec104(text: str) -> dict[str, str]:
    asdu = _pairs(text).get("asduaddress", "")
    return {"description": f"IEC 60870-5-104 ASDU address {asdu}" if asdu else ""}


def _knx(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    name = pairs.get("devicefriendlyname", "")
    return {"model": name, "serial": pairs.get("knxserial", ""),
            "description": "KNX gateway" if name else ""}  # fmt: skip


def _smb_os(text: str) -> dict[str, str]:
    pairs = _pairs(text)
    name = re.sub(r"\\x00.*$", "", pairs.get("fqdn", "") or pairs.get("computername", ""))
    return {"os": pairs.get("os", ""), "name": name}


def _nbstat(text: str) -> dict[str, str]:
    """`NetBIOS name: HMI-L1, NetBIOS user: <unknown>, NetBIOS MAC: 00:0c:…`."""
    match = re.search(r"NetBIOS name:\s*([^,\s<]+)", text)
    return {"name": _clean(match.group(1)) if match else ""}


def _ntlm(text: str) -> dict[str, str]:
    """Windows names itself before a login; `Product_Version` is its build."""
    pairs = _pairs(text)
    name = pairs.get("dns_computer_name", "") or pairs.get("netbios_computer_name", "")
    build = pairs.get("product_version", "")
    return {"name": name, "os": f"Windows {build}" if re.match(r"^\d+\.\d+", build) else ""}


_READERS: dict[str, Callable[[str], dict[str, str]]] = {
    "s7-info": _s7,
    "enip-info": _enip,
    "modbus-discover": _modbus,
    "bacnet-info": _bacnet,
    "snmp-info": _snmp,
    "snmp-sysdescr": _sysdescr,
    "omron-info": _omron,
    "pcworx-info": _pcworx,
    "fox-info": _fox,
    "iec-identify": _iec104,
    "knx-gateway-info": _knx,
    "smb-os-discovery": _smb_os,
    "nbstat": _nbstat,
    "rdp-ntlm-info": _ntlm,
    "http-ntlm-info": _ntlm,
    "ms-sql-ntlm-info": _ntlm,
    "telnet-ntlm-info": _ntlm,
}
