"""Which probe asks in a protocol: the inventory's words in, a probe's name out."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, ...]] = {
    "modbus": ("modbus", "modbus tcp", "modbustcp", "modbus/tcp"),
    "opcua": ("opc ua", "opcua", "opc unified architecture"),
    "s7": ("s7", "s7comm", "s7 communication", "s7 protocol", "iso on tcp", "profinet s7"),
    "enip": ("ethernet/ip", "ethernetip", "enip", "cip", "ethernet ip"),
    "pndcp": (
        "profinet",
        "profinet io",
        "profinet dcp",
        "profinet rt",
        "profinet irt",
        "pn io",
        "pndcp",
    ),
    "bacnet": ("bacnet", "bacnet/ip", "bacnet ip"),
    "fins": ("fins", "omron fins", "fins tcp", "fins udp", "fins/tcp", "fins/udp"),
    "slmp": ("slmp", "melsec", "mc protocol", "mc 3e", "melsec mc", "cc link ie slmp"),
    "ads": ("ads", "beckhoff ads", "twincat ads", "ads/ams", "ams/tcp", "twincat"),
    "codesys": ("codesys", "codesys v2", "codesys v3", "codesys 2", "codesys 3"),
    "iec104": ("iec 104", "iec104", "iec 60870 5 104", "iec 60870"),
    "dnp3": ("dnp3", "dnp 3", "dnp3 tcp", "ieee 1815"),
    "mqtt": ("mqtt", "mqtt 3", "mqtt 5", "sparkplug", "sparkplug b"),
    "http": ("http", "web", "rest"),
    "tls": ("https", "tls", "mqtts", "mqtt over tls"),
    "smb": ("smb", "cifs", "windows share"),
    "rdp": ("rdp", "remote desktop"),
    "ntp": ("ntp", "sntp"),
    "dns": ("dns",),
    "syslog": ("syslog", "syslog udp", "syslog/udp"),
    "hartip": ("hart ip", "hartip", "hart/ip"),
}
_PROBES = {word: probe for probe, words in _WORDS.items() for word in words}


def probe_for(protocol: str) -> str:
    """Return the name of the probe for a protocol as the inventory calls it (`S7`, `EtherNet/IP`,
    `PROFINET`, `OPC UA`, …); empty when none asks in it.
    """
    spoken = " ".join(protocol.casefold().replace("-", " ").replace("_", " ").split())
    return _PROBES.get(spoken, "")
