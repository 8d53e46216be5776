"""What a configuration of any dialect says about how the switch is managed.

Only what a line says outright; what is on by default differs between dialects and releases, so that
a protocol that is not named is not known to be off.
"""

from __future__ import annotations

import re
from dataclasses import replace

from audit.switches.config_record import Config
from audit.switches.words import clean, ip_text

_OPENS: tuple[tuple[str, str], ...] = (
    ("telnet", r"(?:ip )?telnet(?:-?server| server)? enable|ip telnet server|(?:enable|"
               r"feature|service) "
               r"telnet|protocol inbound (?:telnet|all)|transport input (?:all|telnet)|"
               r"set system services telnet|services \{[^}]*?\btelnet|lineconfig.*telnet|"
               r"management telnet|set allowaccess .*\btelnet|ip ?service (?:telnet|all)|"
               r"telnet server v4|telnet-server$"),
    ("ssh", r"(?:ip )?ssh(?:2)?(?: server)?(?: enable| version| filetransfer)|ip ssh$|"
            r"stelnet (?:ipv4 )?server "
            r"enable|(?:enable|feature) ssh2?|protocol inbound (?:ssh|all)|transport input .*ssh|"
            r"set system services ssh|services \{[^}]*?\bssh|ip ?service ssh|crypto key generate "
            r"ssh|set allowaccess .*\bssh|management ssh|ssh server vrf"),
    ("http", r"(?:ip )?http (?:server(?: enable)?|enable)$|web-management(?: plaintext)?$|"
             r"enable web http$|set system services web-management http(?: |$)|"
             r"set allowaccess .*\bhttp\b|ip ?service http$|network protocol none\b|"
             r"management http$"),
    ("https", r"(?:ip )?http(?:s)? (?:secure-server|server enable)$|ip https (?:server|enable)|"
              r"web-management (?:ssl|management-url)|enable web https|https-server vrf|"
              r"set system services web-management https|set allowaccess .*\bhttps\b"),
    ("snmpv1", r".*snmp\S* (?:add |map |server )?community\b"),
    ("snmpv2c", r".*snmp\S* (?:add |map |server )?community\b"),
    ("snmpv3", r"(?:snmp-server (?:user|group \S+ v3)|snmpv3 (?:user|enable)|snmp-agent usm-user|"
               r"configure snmpv3 add user|set snmp v3|snmp user)"),
)  # fmt: skip
_NTP = re.compile(
    r"(?m)^\s*(?:configure |set (?:system )?|/system )?s?ntp(?:-service)?(?: client)?(?: unicast)?"
    r"[ -](?:server|unicast-server|peer)(?:s? address=?| primary| secondary| priority \d+|"
    r" unicast)*"
    r"[ =]+[\"']?([\w.:-]+)"
)
_LOG = re.compile(
    r"(?m)^\s*(?:configure |set system )?(?:logging|syslog|info-center)(?: add| remote)?"
    r"(?: host| server| loghost)?(?: inet| ipv4| vrf \S+)? +[\"']?(\d{1,3}(?:\.\d{1,3}){3})"
)
_NAME = re.compile(
    r"(?mi)^\s*(?:hostname|sysname|switchname|system name|snmp-server name|snmp sysname|prompt|"
    r"set system host-name|host-name|configure snmp sysname|set hostname|system hostname|"
    r"/system identity\s+set name=)[ =]*[\"']?([\w][\w.\- ]{0,62}?)[\"']?;?\s*$"
)
_VERSION = re.compile(
    r"(?mi)^(?:!?\s*(?:software )?version|set version|# ?software version|# .*by routeros)\s+"
    r"[\"']?v?(\d[\w.()/-]*)"
)
_DEFAULT = re.compile(
    r"(?mi)community(?:-map)?\s+(?:\S+\s+){0,2}?[\"']?(?:public|private|\[default-community\])\b|"
    r"\[default-community\]"
)


def manage(config: Config, text: str) -> None:
    """Add name, version and management to a configuration that a dialect's reader read."""
    if not config.hostname and (name := _NAME.search(text)):
        config.hostname = clean(name[1])
    if not config.version and (version := _VERSION.search(text)):
        config.version = clean(version[1])
    lines = [line.strip() for line in text.splitlines()]
    spoken = {
        protocol for protocol, pattern in _OPENS if any(re.match(pattern, line) for line in lines)
    }
    communities = "snmpv2c" in spoken or re.search(r"(?m)^\s*community \S+ \{", text)
    igmp = re.search(
        r"(?m)^\s*(no |undo |disable )?(?:ip |enable )?igmp[- ]snooping\b(?! vlan)", text
    )
    aaa = re.search(r"(?m)^\s*(?:aaa (?:new-model|authentication)|(?:radius|"
                    r"tacacs)\S* (?:server|host|"
                    r"scheme)|set system (?:radius|tacplus)-server|"
                    r"configure radius)", text)  # fmt: skip
    config.management = replace(
        config.management,
        protocols=tuple(sorted(spoken | set(config.management.protocols))),
        default_community=bool(_DEFAULT.search(text)) if communities else None,
        igmp_snooping=not igmp[1] if igmp else None,
        aaa=True if aaa else None,
        complete=False,
    )
    servers(config, text)


def servers(config: Config, text: str) -> None:
    """Add the time and log servers."""
    times = dict.fromkeys(clean(m[1]) for m in _NTP.finditer(text))
    logs = dict.fromkeys(ip for m in _LOG.finditer(text) if (ip := ip_text(m[1])))
    config.management = replace(
        config.management, ntp_servers=tuple(times)[:16], log_hosts=tuple(logs)[:16]
    )
