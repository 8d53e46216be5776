"""Who was heard talking across a line's border, and which of these pairs no flow list names."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from audit.facts.heard import addresses_of, flow_pairs
from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation
from checks.remembered import once

SUPPORT = {
    "arp",
    "bootp",
    "cdp",
    "dhcp",
    "dns",
    "icmp",
    "icmpv6",
    "igmp",
    "lldp",
    "llmnr",
    "mdns",
    "nbns",
    "ntp",
    "snmp",
    "ssdp",
    "ssh",
    "stp",
    "syslog",
    "telnet",
}
"""Protocols that every network needs: no flow list names them."""
_SUPPORT_PORTS = {22, 23, 53, 67, 68, 69, 123, 137, 138, 161, 162, 514, 546, 547, 1900, 5353, 5355}


def talker_pairs(facts: PlantFacts, line: str) -> dict[frozenset[str], Seen[Conversation]]:
    """Return the pairs of addresses of which exactly one is of the line, each with one witness."""
    own = {ip for device in facts.on_line(line) for ip in device.ips}
    by_ip = _by_ip(facts)
    talks = {number: seen for ip in own for number, seen in by_ip.get(ip, ())}
    pairs: dict[frozenset[str], Seen[Conversation]] = {}
    for number in sorted(talks):
        talk = talks[number].value
        if (talk.src_ip in own) != (talk.dst_ip in own):
            pairs.setdefault(frozenset((talk.src_ip, talk.dst_ip)), talks[number])
    return pairs


@once
def _by_ip(facts: PlantFacts) -> dict[str, list[tuple[int, Seen[Conversation]]]]:
    """Return the conversations that carry data by the address of either end, numbered."""
    found: dict[str, list[tuple[int, Seen[Conversation]]]] = {}
    for number, seen in enumerate(facts.conversations):
        if _carries_data(seen.value):
            for ip in {seen.value.src_ip, seen.value.dst_ip}:
                found.setdefault(ip, []).append((number, seen))
    return found


def unlisted(
    facts: PlantFacts, pairs: dict[frozenset[str], Seen[Conversation]]
) -> list[frozenset[str]]:
    """Return the pairs that no flow of any use case names, sorted."""
    if not pairs:
        return []
    listed = _listed(facts)
    return sorted((pair for pair in pairs if pair not in listed), key=sorted)


@once
def _listed(facts: PlantFacts) -> frozenset[frozenset[str]]:
    ips = addresses_of(facts)
    rows = facts.table(FlowRow)
    return frozenset(pair for row in rows for pair in flow_pairs(ips, row.record))


def _carries_data(talk: Conversation) -> bool:
    if not talk.src_ip or not talk.dst_ip:
        return False
    if talk.protocol.casefold() in SUPPORT or talk.server_port in _SUPPORT_PORTS:
        return False
    return _one_host(talk.src_ip) and _one_host(talk.dst_ip)


@lru_cache(maxsize=100_000)
def _one_host(text: str) -> bool:
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return False
    broadcast = ip.version == 4 and text.endswith(".255")
    return not (ip.is_multicast or ip.is_unspecified or broadcast)
