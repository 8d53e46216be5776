"""The inventory's words for protocols lead to the probe that asks in them."""

from __future__ import annotations

import pytest

from audit.probes import ALL
from audit.probes.names import probe_for

NOT_A_PROTOCOL_OF_CONTROLLERS = {"tcp", "snmp", "ssh", "opcua_session"}


@pytest.mark.parametrize(
    ("said", "probe"),
    [
        ("OPC UA", "opcua"),
        ("opc-ua", "opcua"),
        ("Modbus TCP", "modbus"),
        ("S7comm", "s7"),
        ("EtherNet/IP", "enip"),
        ("PROFINET", "pndcp"),
        ("BACnet/IP", "bacnet"),
        ("FINS", "fins"),
        ("SLMP", "slmp"),
        ("ADS", "ads"),
        ("CODESYS V3", "codesys"),
        ("IEC 60870-5-104", "iec104"),
        ("DNP3", "dnp3"),
        ("HART-IP", "hartip"),
        ("DH+", ""),
        ("Modbus RTU", ""),
        ("", ""),
    ],
)
def test_a_protocol_as_people_write_it_names_its_probe(said: str, probe: str) -> None:
    assert probe_for(said) == probe


def test_every_probe_for_controllers_can_be_named() -> None:
    named = {probe.name for probe in ALL} - NOT_A_PROTOCOL_OF_CONTROLLERS
    assert {probe_for(name) for name in named} == named
