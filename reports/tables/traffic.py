"""Tables of what captures show: conversations, how well they are carried, what was heard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.facts.heard import devices_heard, flows_heard, listed_macs, talkers
from audit.facts.model import PlantFacts
from reports.tables.table import Column, Kind, Needs, Table

_Rows = Iterator[tuple[Any, ...]]


def _columns(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names)


def _conversations(facts: PlantFacts) -> _Rows:
    for row in facts.conversations:
        c = row.value
        yield (
            *(c.src_mac, c.src_ip, c.dst_mac, c.dst_ip, c.vlan, c.protocol, c.server_port),
            *(c.packets, c.bytes, c.first_seen, c.last_seen, c.reads, c.writes),
        )


def _quality(facts: PlantFacts) -> _Rows:
    for row in facts.conversations:
        c = row.value
        if c.repeated is not None or c.cycle_ms is not None:
            yield (
                *(c.src_mac, c.src_ip, c.dst_mac, c.dst_ip, c.protocol, c.server_port),
                *(c.payloads, c.repeated, c.zero_windows, c.cycle_ms, c.jitter_ms),
            )


def _coverage(facts: PlantFacts) -> _Rows:
    devices = devices_heard(facts.devices, listed_macs(facts), talkers(facts))
    flows = flows_heard(facts)
    shares = (len(devices.known), len(devices.heard), len(flows.known), len(flows.heard))
    silent = f"required flows not heard: {', '.join(flows.missing[:20])}" if flows.missing else ""
    for row in facts.coverage:
        c = row.value
        capture = c.what == "capture"
        detail = "; ".join(word for word in (c.detail, silent if capture else "") if word)
        yield (
            *(row.method, c.what, c.start or None, c.end or None, c.seconds, c.silent_seconds),
            *(c.packets, c.senders, c.broadcast_peak, c.broadcast_mean, c.multicast_peak),
            *(c.multicast_mean, c.mirror, detail, *(shares if capture else (None,) * 4)),
        )


CONVERSATIONS = Table(
    "conversations",
    "Traffic from one end to another as captures show it.",
    (
        *_columns(Kind.TEXT, "src_mac", "src_ip", "dst_mac", "dst_ip"),
        *_columns(Kind.WHOLE, "vlan"),
        *_columns(Kind.TEXT, "protocol"),
        *_columns(Kind.WHOLE, "server_port", "packets", "bytes"),
        Column("first_seen", Kind.MOMENT),
        Column("last_seen", Kind.MOMENT),
        *_columns(Kind.WHOLE, "reads", "writes"),
    ),
    Needs.FACTS,
    _conversations,
)
QUALITY = Table(
    "quality",
    "How well a conversation is carried: segments sent again, closed windows, cycle and jitter.",
    (
        *_columns(Kind.TEXT, "src_mac", "src_ip", "dst_mac", "dst_ip", "protocol"),
        *_columns(Kind.WHOLE, "server_port", "payloads", "repeated", "zero_windows"),
        *_columns(Kind.NUMBER, "cycle_ms", "jitter_ms"),
    ),
    Needs.FACTS,
    _quality,
)
COVERAGE = Table(
    "coverage",
    "What a source covered: the ground on which it stands that something was not seen. What was"
    " heard of known devices and required flows is told of all captures together.",
    (
        *_columns(Kind.TEXT, "method", "what"),
        *_columns(Kind.MOMENT, "start", "end"),
        *_columns(Kind.NUMBER, "seconds"),
        *_columns(Kind.WHOLE, "silent_seconds", "packets", "senders", "broadcast_peak"),
        *_columns(Kind.NUMBER, "broadcast_mean"),
        *_columns(Kind.WHOLE, "multicast_peak"),
        *_columns(Kind.NUMBER, "multicast_mean"),
        *_columns(Kind.TEXT, "mirror", "detail"),
        *_columns(Kind.WHOLE, "known_devices", "known_heard", "required_flows", "flows_heard"),
    ),
    Needs.FACTS,
    _coverage,
)
ALL = (CONVERSATIONS, QUALITY, COVERAGE)
