"""The shapes of observation values about devices and traffic: frozen records in, JSON out, and
back.
"""

from audit.payloads.device import (
    Identity,
    Login,
    Management,
    Reach,
    Service,
    UaEndpoint,
)
from audit.payloads.observe import ATTRIBUTES, observe, payload_of
from audit.payloads.switch import (
    ArpEntry,
    FdbEntry,
    Interface,
    LinkLoad,
    Module,
    Neighbour,
    PoeBudget,
    StpState,
    TableRead,
    TableState,
    Vlan,
)
from audit.payloads.traffic import (
    Conversation,
    Coverage,
)

__all__ = [
    "ATTRIBUTES",
    "ArpEntry",
    "Conversation",
    "Coverage",
    "FdbEntry",
    "Identity",
    "Interface",
    "LinkLoad",
    "Login",
    "Management",
    "Module",
    "Neighbour",
    "PoeBudget",
    "Reach",
    "Service",
    "StpState",
    "TableRead",
    "TableState",
    "UaEndpoint",
    "Vlan",
    "observe",
    "payload_of",
]
