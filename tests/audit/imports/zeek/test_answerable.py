"""Which facts and which checks Zeek logs make known."""

from __future__ import annotations

from pathlib import Path

from tests.audit.imports.answers import gained, imported, plant
from tests.audit.imports.zeek.logs import SIDES, conn, connection, message, packed, table

MACS = ("orig_l2_addr", "resp_l2_addr")
HMI, PLC = "00:0c:29:aa:bb:cc", "00:1b:1b:01:02:03"
WEEK = conn(
    *(connection(hours=h / 2, more=(HMI, PLC), there=100, back=90) for h in range(2 * 24 * 8)),
    connection("10.1.0.77", hours=3, port=44818, service="enip", more=("00:0c:29:00:00:77", PLC)),
    fields=MACS,
)
"""Eight days in which the panel asks the controller, and a stranger once."""


def test_a_week_of_connections_answers_what_a_capture_would(tmp_path: Path) -> None:
    found = gained(tmp_path, {"conn.log.gz": packed(WEEK)})
    assert {"SEC-07 on L1", "SEC-02 on L1", "DAT-01 on L1", "PLC-10 on L1"} <= found


def test_a_stranger_in_the_log_is_an_undocumented_device(tmp_path: Path) -> None:
    facts = imported(tmp_path, plant(tmp_path), {"conn.log.gz": packed(WEEK)})
    stranger = next(d for d in facts.devices if "10.1.0.77" in d.ips)
    assert (stranger.documented, stranger.line) == (False, "L1")
    plc = facts.device("PLC-L1")
    assert plc is not None
    assert {s.value.port for s in facts.services if s.device_id == "PLC-L1"} == {502, 44818}


def test_hourly_logs_of_one_sensor_count_as_one_listening(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"conn.2026-03-{1 + h // 24:02d}-{h % 24:02d}.log.gz": packed(
            conn(connection(hours=h + 0.02, duration=3540, more=(HMI, PLC)), fields=MACS)
        )
        for h in range(24 * 8)
    }
    facts = imported(tmp_path, plant(tmp_path), files)
    longest = max(c.value.seconds or 0.0 for c in facts.coverage)
    assert longest > 7 * 86400


def test_endpoints_in_a_log_answer_the_question_of_policies(tmp_path: Path) -> None:
    fields = (*SIDES, "endpoint_uri", "message_security_mode", "security_policy_uri")
    row = message("10.1.0.5", "10.1.0.9", 4840, "opc.tcp://10.1.0.9:4840", 1,
                  "http://opcfoundation.org/UA/SecurityPolicy#None", to=False)  # fmt: skip
    log = table("opcua_binary_get_endpoints_description", fields, [row])
    assert "PLC-08 on L1" in gained(tmp_path, {"opcua_endpoints.log": log})


def test_an_identity_in_a_log_is_a_fact_about_the_documented_controller(tmp_path: Path) -> None:
    fields = (*SIDES, "socket_address", "vendor_name", "product_name", "revision", "serial_number")
    row = message("10.1.0.5", "10.1.0.9", 44818, "10.1.0.9", "Rockwell Automation", "1769-L32E",
                  "20.12", "0x00c0ffee", to=False)  # fmt: skip
    text = table("cip_identity", fields, [row])
    facts = imported(tmp_path, plant(tmp_path), {"cip_identity.log": text})
    plc = facts.device("PLC-L1")
    assert plc is not None
    assert (plc.vendor, plc.model, plc.firmware) == ("Rockwell Automation", "1769-L32E", "20.12")
