"""Brokers on a line's data path that let strangers in: told beside the answers of the checks that
they concern, none of whose limits they touch.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts, Seen
from audit.payloads import Service
from checks.ground import listed
from checks.needed import flows_of
from checks.records import Answer, Asked, Outcome
from checks.remembered import devices_by_ip
from checks.spoken import serving

_LETS_IN = "anonymous connections are accepted"


def open_brokers(facts: PlantFacts, line: str, use_case: str) -> dict[str, Seen[Service]]:
    """Return the brokers at which flows of the line end or change hands, and that took an anonymous
    connection: name → what was answered.
    """
    found: dict[str, Seen[Service]] = {}
    for flow in flows_of(facts, line, use_case):
        row = flow.record
        devices = [facts.device(name) for name in (row.dest, row.code_host) if name]
        devices += devices_by_ip(facts).get(row.dest_ip, ())
        for device in devices:
            for seen in serving(facts, device) if device else ():
                if device and seen.value.protocol == "mqtt" and _LETS_IN in seen.value.detail:
                    found[device.device_id] = seen
    return dict(sorted(found.items()))


def telling_of_brokers(asked: Asked, got: Answer) -> Answer:
    """Return the answer with the brokers that let strangers in named, and their evidence."""
    found = open_brokers(asked.facts, asked.line, asked.use_case)
    if not found or got.outcome is Outcome.NA:
        return got
    sentence = f"{got.sentence}; without a password {listed(found)} lets anybody read and publish"
    evidence = {*got.evidence, *(seen.evidence for seen in found.values())}
    return replace(got, sentence=sentence, evidence=tuple(sorted(evidence)))
