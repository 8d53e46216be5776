"""Which logs are read, and how a log without a header is recognised: by its fields, or its name."""

from __future__ import annotations

import re

from audit.imports.zeek import conn, control, hosts, opcua
from audit.imports.zeek.net import Kind

KINDS: dict[str, Kind] = {**conn.KINDS, **hosts.KINDS, **control.KINDS, **opcua.KINDS}
"""By Zeek's name of the log (`#path`, `_path`)."""


_TELLING: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (log, frozenset(fields.split()))
    for log, fields in (
        ("conn", "id.orig_h proto conn_state"),
        ("dhcp", "mac msg_types"),
        ("dhcp", "mac assigned_addr"),
        ("dns", "id.orig_h trans_id rejected"),
        ("dns", "id.orig_h query qtype_name"),
        ("ntp", "id.orig_h stratum mode"),
        ("software", "host software_type"),
        ("known_services", "host port_num port_proto"),
        ("known_devices", "mac dhcp_host_name"),
        ("modbus_read_device_identification", "id.orig_h conformity_level"),
        ("modbus_read_write_multiple_registers", "id.orig_h read_start_address"),
        ("modbus_mask_write_register", "id.orig_h and_mask or_mask"),
        ("modbus_detailed", "id.orig_h func unit"),
        ("modbus", "id.orig_h func"),
        ("cip_identity", "socket_address product_name"),
        ("cip_io", "id.orig_h io_data"),
        ("cip", "id.orig_h cip_service"),
        ("enip", "id.orig_h enip_command"),
        ("s7comm_upload_download", "id.orig_h function_status session_id"),
        ("s7comm_read_szl", "id.orig_h szl_id"),
        ("s7comm_known_devices", "automation_system_name module_name"),
        ("s7comm", "id.orig_h rosctr_name pdu_reference"),
        ("cotp", "id.orig_h pdu_code pdu_name"),
        ("bacnet_discovery", "id.orig_h pdu_service range"),
        ("bacnet_discovery", "id.orig_h pdu_service vendor"),
        ("bacnet_property", "id.orig_h pdu_service property"),
        ("bacnet_device_control", "id.orig_h pdu_service device_state"),
        ("bacnet", "id.orig_h bvlc_function"),
        ("profinet_io_cm", "id.orig_h rpc_version packet_type"),
        ("profinet", "id.orig_h slot_number subslot_number"),
        ("opcua_binary_get_endpoints_description", "endpoint_description_link_id endpoint_uri"),
        ("opcua_binary_create_session_endpoints", "endpoint_link_id security_policy_uri"),
        ("opcua_binary_get_endpoints_user_token", "user_token_link_id user_token_type"),
        ("opcua_binary_opensecure_channel", "id.orig_h sec_token_request_type"),
        ("opcua_binary", "id.orig_h opcua_link_id msg_type"),
        ("ssl", "id.orig_h established resumed"),
        ("ssl", "id.orig_h version cipher"),
    )
)
"""Log → fields that no other log has together; in the order of asking."""


def dotted(name: str) -> str:
    """A column's name as Zeek writes it; some installations join `id` with another sign."""
    match = _JOINED.match(name)
    return f"{match[1] or match[3]}.{match[2] or match[4]}" if match else name


_JOINED = re.compile(r"^(id)[_$:-](orig_[hp]|resp_[hp])$|^(version)[_$:-](m\w+)$")


def kind_of_fields(names: set[str]) -> str:
    """The log that has such fields; empty when none is known."""
    for log, telling in _TELLING:
        if telling <= names:
            return log
    plain = names - {"_path", "_system_name", "_write_ts", "_node"}
    if plain == {"ts", "host"}:
        return "known_hosts"
    if plain == {"ts", "mac"}:
        return "known_devices"
    return ""


def kind_of_name(base: str) -> str:
    """The log that a file is named after: `conn.log`, `conn.2026-03-01-14-00-00.log.gz`."""
    match = re.match(r"^([a-z0-9_-]{2,64})(?:[._][0-9T:._-]+)?(?:\.|$)", base.casefold())
    name = match[1] if match else ""
    return name if name in KINDS else name.rstrip("_-") if name.rstrip("_-") in KINDS else ""
