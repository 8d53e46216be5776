"""runZero exports: assets and services, lists and lines; written after its API description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports import runzero
from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.registry import detect
from audit.payloads import Identity, Service, payload_of
from tests.audit.imports.answers import gained, imported, plant
from tests.audit.imports.files import raw, remarks

ASSET: dict[str, Any] = {
    "id": "a1", "addresses": ["10.1.0.9", "fe80::1"], "addresses_extra": [], "alive": True,
    "detected_by": "arp", "first_seen": 1772300000, "last_seen": 1772323200, "hw": "Siemens S7",
    "hw_product": "CPU 1516-3", "hw_vendor": "Siemens", "hw_version": "2.9.4", "lowest_ttl": 64,
    "macs": ["00:1b:1b:01:02:03"], "names": ["PLC-L1.PLANT.EXAMPLE", "PLC-L1"],
    "newest_mac": "00:1b:1b:01:02:03", "newest_mac_vendor": "Siemens AG", "os": "Siemens",
    "os_version": "", "service_count_tcp": 3, "service_ports_tcp": ["102", "443", "4840"],
    "service_ports_udp": ["161"], "type": "PLC",
    "services": {
        "10.1.0.9/102/tcp/s7comm": {"protocol": "s7comm"},
        "10.1.0.9/443/tcp": {"protocol": "tls\thttp", "html.title": "CPU 1516", "tls.cn": "plc"},
    },
}  # fmt: skip
SERVICE = {
    "service_address": "10.1.0.44", "service_port": "22", "service_transport": "tcp",
    "service_protocol": ["ssh"], "names": ["CAM-7"], "macs": ["00:1b:1b:01:02:44"],
    "service_data": {"banner": "SSH-2.0-x password: Tr1cky", "service.product": "OpenSSH",
                     "service.version": "7.4"},
    "detected_by": "arp", "asset_id": "a2", "last_seen": 1772323201,
}  # fmt: skip


def _of(found: Imported, attribute: str, record: type[Any]) -> list[Any]:
    return [payload_of(o, record) for o in found.observations if o.attribute == attribute]


SHAPES = {
    "list": json.dumps([ASSET, SERVICE]),
    "indented": json.dumps([ASSET, SERVICE], indent=2),
    "lines": f"{json.dumps(ASSET)}\n{json.dumps(SERVICE)}\n",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_assets_and_services_are_hosts_with_ports(text: str) -> None:
    file = raw("export.jsonl", text)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "runzero"
    found = importer.read(file)
    assert (found.used, remarks(found)) == (2, "")
    plc, camera = _of(found, "identity", Identity)
    assert (plc.name, plc.vendor, plc.model) == ("PLC-L1", "Siemens", "CPU 1516-3")
    assert (plc.firmware, plc.macs, plc.ips) == (
        "2.9.4", ("00:1b:1b:01:02:03",), ("10.1.0.9", "fe80::1")
    )  # fmt: skip
    assert (camera.name, camera.ips) == ("CAM-7", ("10.1.0.44",))
    services = {(s.port, s.transport): s for s in _of(found, "service", Service)}
    assert set(services) == {
        (102, "tcp"), (443, "tcp"), (4840, "tcp"), (161, "udp"), (22, "tcp")
    }  # fmt: skip
    assert services[102, "tcp"].protocol == "s7comm"
    assert services[443, "tcp"].protocol == "http"
    assert services[443, "tcp"].detail == "title CPU 1516; certificate of plc"
    assert services[22, "tcp"].product == "OpenSSH 7.4"
    assert "Tr1cky" not in str(services[22, "tcp"])


def test_an_asset_that_no_longer_answers_is_no_evidence() -> None:
    found = runzero.read(raw("x.json", json.dumps([ASSET | {"alive": False}, SERVICE])))
    assert [i.name for i in _of(found, "identity", Identity)] == ["CAM-7"]


def test_what_is_neither_is_left_out_and_told() -> None:
    text = SHAPES["lines"] + '{"type":"config","ts":1}\nnoise\n'
    found = runzero.read(raw("x.json", text))
    assert (found.used, remarks(found).count("neither an asset nor")) == (2, 2)
    with pytest.raises(UnreadableFileError, match="JSON or JSONL"):
        runzero.read(raw("x.json", '{"a": 1}'))


def test_assets_are_facts_about_documented_devices(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    known = gained(tmp_path / "a", {"export.json": SHAPES["list"]})
    assert {"NET-01 on L1", "PLC-01 on L1", "PLC-10 on L1"} <= known
    facts = imported(tmp_path, plant(tmp_path), {"export.json": SHAPES["list"]})
    plc = facts.device("PLC-L1")
    assert plc is not None
    assert (plc.vendor, plc.firmware) == ("Siemens", "2.9.4")
    assert any("10.1.0.44" in d.ips and not d.documented for d in facts.devices)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner,
                                                                max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted({**ASSET, **SERVICE})), _VALUES, max_size=8))
def test_any_values_in_an_export_are_taken_or_told(values: dict[str, object]) -> None:
    for text in (json.dumps([ASSET | values, SERVICE | values]), json.dumps(values)):
        try:
            runzero.read(raw("x.json", text))
        except UnreadableFileError as error:
            assert "x.json" in str(error)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_remedy(data: bytes) -> None:
    runzero.sniff(raw("x.json", data))
    with pytest.raises(UnreadableFileError, match="export the inventory"):
        runzero.read(raw("x.json", data))
