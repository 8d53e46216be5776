"""Logs of control protocols: reads, writes, and what devices say they are."""

from __future__ import annotations

import pytest

from audit.payloads import Conversation, Identity, Service, UaEndpoint
from tests.audit.imports.zeek.logs import ENDS, SIDES, START, message, payloads, read, table

PLC, PC = "10.1.0.9", "10.1.0.5"


def _talk(text: str, name: str = "x.log") -> Conversation:
    """Return the conversation that carries requests."""
    (talk,) = [
        t for t in payloads(read(text, name), "conversation", Conversation) if t.dst_ip == PLC
    ]
    return talk


def test_modbus_requests_are_reads_and_writes() -> None:
    names = ("READ_HOLDING_REGISTERS", "READ_COILS", "WRITE_SINGLE_COIL",
             "READ_WRITE_MULTIPLE_REGISTERS", "ENCAP_INTERFACE_TRANSPORT")  # fmt: skip
    ends = (START, "C1", PC, 50000, PLC, 502)
    text = table("modbus", (*ENDS, "func", "exception"), [(*ends, n, "-") for n in names])
    talk = _talk(text)
    assert (talk.protocol, talk.server_port, talk.packets) == ("modbus", 502, 5)
    assert (talk.reads, talk.writes) == (3, 2)
    detailed = table(
        "modbus_detailed", (*ENDS, "tid", "unit", "func", "request_values"),
        [(*ends, 1, 4, n, "-") for n in names],
    )  # fmt: skip
    assert (_talk(detailed).reads, _talk(detailed).writes) == (3, 2)
    words = next(s.detail for s in payloads(read(detailed), "service", Service) if s.ip == PLC)
    assert "function READ_COILS" in words
    assert "unit 4" in words


def test_answers_are_not_counted_as_requests() -> None:
    fields = (*SIDES, "tid", "func", "request_response", "address", "and_mask", "or_mask")
    name = "MASK_WRITE_REGISTER"
    rows = [
        message(PC, PLC, 502, 1, name, "REQUEST", 1, 2, 3),
        message(PC, PLC, 502, 1, name, "RESPONSE", 1, 2, 3, to=False),
    ]
    talk = _talk(table("modbus_mask_write_register", fields, rows))
    assert (talk.reads, talk.writes, talk.packets) == (0, 1, 1)


def test_modbus_device_identification_names_the_device() -> None:
    fields = (*SIDES, "func", "request_response", "conformity_level", "object_id_code",
              "object_id", "object_value")  # fmt: skip
    objects = (("0x00", "VendorName", "Schneider Electric"), ("0x01", "ProductCode", "BMX P34"),
               ("0x02", "MajorMinorRevision", "v2.60"))  # fmt: skip
    rows = [message(PC, PLC, 502, "X", "RESPONSE", "1", *o, to=False) for o in objects]
    found = read(table("modbus_read_device_identification", fields, rows))
    plc = next(i for i in payloads(found, "identity", Identity) if PLC in i.ips)
    assert (plc.vendor, plc.model, plc.firmware) == ("Schneider Electric", "BMX P34", "v2.60")


def test_s7_jobs_are_reads_and_writes_and_downloads_are_writes() -> None:
    fields: tuple[str, ...] = (
        *SIDES,
        "rosctr_code",
        "rosctr_name",
        "function_code",
        "function_name",
    )
    rows = [
        message(PC, PLC, 102, 1, "Job-Request", "0x04", "Read Variable"),
        message(PC, PLC, 102, 3, "ACK-Data", "0x04", "Read Variable", to=False),
        message(PC, PLC, 102, 1, "Job-Request", "0x05", "Write Variable"),
        message(PC, PLC, 102, 1, "Job-Request", "0x29", "PLC Stop"),
    ]
    talk = _talk(table("s7comm", fields, rows))
    assert (talk.protocol, talk.reads, talk.writes) == ("s7comm", 1, 2)
    fields = (*SIDES, "rosctr", "function_name", "function_status", "session_id", "block_type")
    rows = [message(PC, PLC, 102, "Job-Request", "Request Download", "0x00", 0, "Data Block")]
    found = read(table("s7comm_upload_download", fields, rows))
    service = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert service.detail == "Request Download Data Block by 10.1.0.5"
    assert payloads(found, "conversation", Conversation)[0].writes == 1


def test_state_lists_and_known_devices_describe_a_controller() -> None:
    fields: tuple[str, ...] = (*SIDES, "method", "szl_id", "szl_id_name")
    rows = [message(PC, PLC, 102, "Request", "0x0011", "Module identification")]
    found = read(table("s7comm_read_szl", fields, rows))
    assert "state list Module identification" in payloads(found, "service", Service)[0].detail
    fields = (*SIDES, "automation_system_name", "module_name", "plant_name", "module_serial")
    row = message(PC, PLC, 102, "PLC_L3", "CPU 315-2 PN/DP", "(empty)", "S C-C2UR28922012")
    found = read(table("s7comm_known_devices", fields, [row]))
    plc = next(i for i in payloads(found, "identity", Identity) if PLC in i.ips)
    assert (plc.name, plc.vendor, plc.model) == ("PLC_L3", "Siemens", "CPU 315-2 PN/DP")
    assert plc.serial == "S C-C2UR28922012"


def test_a_cip_identity_is_the_device_that_it_names() -> None:
    fields = (*SIDES, "encapsulation_version", "socket_address", "socket_port", "vendor_id",
              "vendor_name", "device_type_id", "device_type_name", "product_code", "revision",
              "device_status", "serial_number", "product_name", "device_state")  # fmt: skip
    row = message(PC, PLC, 44818, 1, PLC, 44818, 1, "Rockwell Automation", 14,
                  "Programmable Logic Controller", 54, "20.12", "0x0030", "0x00524d8e",
                  "1769-L32E", "0x03", to=False)  # fmt: skip
    found = read(table("cip_identity", fields, [row]))
    plc = next(i for i in payloads(found, "identity", Identity) if PLC in i.ips)
    assert (plc.vendor, plc.model) == ("Rockwell Automation", "1769-L32E")
    assert (plc.firmware, plc.serial) == ("20.12", "0x00524d8e")
    service = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (service.ip, service.port, service.product) == (PLC, 44818, "1769-L32E")


def test_cip_services_read_or_write() -> None:
    fields = (*SIDES, "direction", "cip_service_code", "cip_service")
    names = ("Get Attribute List", "Set Attribute Single", "Multiple Service Packet", "Write Tag")
    rows = [message(PC, PLC, 44818, "request", "0x03", name) for name in names]
    talk = _talk(table("cip", fields, rows))
    assert (talk.protocol, talk.reads, talk.writes) == ("enip", 1, 2)


def test_bacnet_devices_name_themselves() -> None:
    fields: tuple[str, ...] = (
        *SIDES, "pdu_service", "object_type", "instance_number", "vendor", "range", "object_name"
    )  # fmt: skip
    rows = [message(PLC, "10.1.0.255", 47808, "i-am", "device", 108, "Siemens", "-", "-"),
            message(PC, "10.1.0.255", 47808, "who-is", "-", "-", "-", "1-9", "-")]  # fmt: skip
    found = read(table("bacnet_discovery", fields, rows))
    (device,) = payloads(found, "identity", Identity)
    assert (device.ips, device.vendor) == ((PLC,), "Siemens")
    assert device.description == "BACnet device 108"
    fields = (*SIDES, "pdu_service", "object_type", "instance_number", "property", "value")
    rows = [
        message(PC, PLC, 47808, "read-property-request", "device", 1, "model-name", "-"),
        message(PC, PLC, 47808, "read-property-ack", "device", 1, "model-name", "PXC", to=False),
        message(PC, PLC, 47808, "write-property-request", "analog-output", 1, "present-value", 5),
    ]
    found = read(table("bacnet_property", fields, rows))
    assert next(i for i in payloads(found, "identity", Identity) if PLC in i.ips).model == "PXC"
    talk = next(t for t in payloads(found, "conversation", Conversation) if t.dst_ip == PLC)
    assert (talk.reads, talk.writes) == (1, 1)


def test_profinet_connections_lead_from_controller_to_device() -> None:
    fields = (*SIDES[:6], "source_h", "source_p", "destination_h", "destination_p", "proto",
              "rpc_version", "packet_type", "operation_num")  # fmt: skip
    there = (START, "C1", PC, 49155, PLC, 34964, PC, 49155, PLC, 34964, "udp", 4)
    back = (START, "C2", PLC, 49152, PC, 49155, PLC, 49152, PC, 49155, "udp", 4)
    rows = [(*there, "Request", "Connect"), (*back, "Response", "Connect")]
    found = read(table("profinet_io_cm", fields, rows))
    service = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (service.ip, service.port, service.protocol) == (PLC, 34964, "profinet-cm")
    assert service.detail == "operation Connect"


def test_opc_ua_endpoints_are_read_with_policy_and_mode() -> None:
    fields: tuple[str, ...] = (
        *SIDES, "endpoint_description_link_id", "endpoint_uri", "application_uri", "product_uri",
        "message_security_mode", "security_policy_uri",
    )  # fmt: skip
    policy = "http://opcfoundation.org/UA/SecurityPolicy#"
    rows = [
        message(PC, PLC, 4840, "E1", f"opc.tcp://{PLC}:4840", "urn:a", "urn:p", mode,
                f"{policy}{name}", to=False)
        for mode, name in (("1", "None"), ("3", "Basic256Sha256"))
    ]  # fmt: skip
    found = read(table("opcua_binary_get_endpoints_description", fields, rows))
    assert payloads(found, "endpoint", UaEndpoint) == [
        UaEndpoint(f"opc.tcp://{PLC}:4840", name, mode, application_uri="urn:a",
                   product_uri="urn:p")
        for name, mode in (("None", "None"), ("Basic256Sha256", "SignAndEncrypt"))
    ]  # fmt: skip
    fields = (*SIDES, "user_token_link_id", "user_token_policy_id", "user_token_type")
    rows = [message(PC, PLC, 4840, "T1", "p", kind, to=False) for kind in (0, 1)]
    found = read(table("opcua_binary_get_endpoints_user_token", fields, rows))
    assert payloads(found, "service", Service)[0].detail == "tokens Anonymous, UserName"


def test_opc_ua_services_read_or_write() -> None:
    fields = (*SIDES, "opcua_link_id", "msg_type", "identifier_str")
    names = ("ReadRequest", "WriteRequest", "ReadResponse", "CreateSessionRequest")
    rows = [message(PC, PLC, 4840, "l", "MSG", name, to=name.endswith("Request")) for name in names]
    talk = _talk(table("opcua_binary", fields, rows))
    assert (talk.protocol, talk.reads, talk.writes, talk.packets) == ("opcua", 1, 1, 3)


@pytest.mark.parametrize(
    ("log", "protocol", "port"),
    [("enip", "enip", 44818), ("cotp", "iso-tsap", 102), ("s7comm_plus", "s7plus", 102),
     ("opcua_binary_browse", "opcua", 4840), ("dnp3", "dnp3", 20000)],
)  # fmt: skip
def test_other_logs_tell_who_uses_which_server(log: str, protocol: str, port: int) -> None:
    rows = [message(PC, PLC, port), message(PC, PLC, port, to=False)]
    found = read(table(log, SIDES, rows))
    server = next(s for s in payloads(found, "service", Service) if s.role == "server")
    assert (server.ip, server.port, server.protocol) == (PLC, port, protocol)
    assert {t.packets for t in payloads(found, "conversation", Conversation)} == {1}


def test_known_modbus_servers_are_servers() -> None:
    rows = [(START, PLC, "Known::MODBUS_SLAVE"), (START, PC, "Known::MODBUS_MASTER")]
    found = read(table("known_modbus", ("ts", "host", "device_type"), rows))
    assert [(s.ip, s.protocol) for s in payloads(found, "service", Service)] == [(PLC, "modbus")]
    assert {i.ips for i in payloads(found, "identity", Identity)} == {(PLC,), (PC,)}
