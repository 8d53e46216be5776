"""OPC UA logs: which endpoints servers offered, with which policies and tokens.

Source: CISA's ICSNPP parser for OPC UA Binary (record types in its types.zeek); security modes and
token types: OPC 10000-4, MessageSecurityMode and UserTokenType.
"""

from __future__ import annotations

from collections import defaultdict

from audit.imports.zeek.control import ENDS, PLAIN, asked, message
from audit.imports.zeek.net import MAX_ENDPOINTS, Kind, Net, Take, address, clean, is_host, said
from audit.payloads import UaEndpoint

_MODES = {"0": "Invalid", "1": "None", "2": "Sign", "3": "SignAndEncrypt"}
_TOKENS = {"0": "Anonymous", "1": "UserName", "2": "Certificate", "3": "IssuedToken"}
MAX_LINKS = 20_000


def binary(net: Net) -> Take:
    """Every message: who uses which server."""

    def take(ts: str, orig: str, resp: str, port: str, is_orig: str, name: str) -> None:
        answer = is_orig == "F" and said(name).endswith("Response")
        talk = message(net, (ts, orig, resp, port), "tcp", "opcua", answer=answer)
        plain = said(name)
        if plain.endswith("Request"):
            service = plain.removesuffix("Request")
            asked(talk, reads=service in ("Read", "HistoryRead", "Browse", "Publish"),
                  writes=service in ("Write", "HistoryUpdate", "Call"))  # fmt: skip

    return take


def endpoints(net: Net) -> Take:
    """Endpoint descriptions, as GetEndpoints and CreateSession answer them."""

    def take(
        ts: str, orig: str, resp: str, port: str, url: str, other_url: str, application: str,
        product: str, mode: str, policy: str,
    ) -> None:  # fmt: skip
        message(net, (ts, orig, resp, port), "tcp", "opcua", answer=True)
        where = said(url) or said(other_url)
        name = said(policy).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        if not is_host(resp) or not name or len(net.endpoints) >= MAX_ENDPOINTS:
            return
        found = UaEndpoint(
            clean(where), clean(name, 64), _MODES.get(mode, clean(mode, 16)),
            application_uri=clean(application), product_uri=clean(product),
        )  # fmt: skip
        net.endpoints[address(resp), found] = None
        server = net.server(resp, port, "tcp", "opcua")
        server.product = server.product or clean(product)
        server.word(f"application {said(application)}" if said(application) else "")

    return take


def tokens(net: Net) -> Take:
    """How users may identify themselves; the log does not say at which of a server's endpoints.

    The link between the two logs is an id that stands in both files, and each file is read by
    itself: so the kinds of tokens are noted with the server.
    """
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)

    def take(ts: str, orig: str, resp: str, port: str, kind: str) -> None:
        message(net, (ts, orig, resp, port), "tcp", "opcua", answer=True)
        if is_host(resp) and kind in _TOKENS and len(kinds) < MAX_LINKS:
            kinds[address(resp), port].add(_TOKENS[kind])

    def finish() -> None:
        for (ip, port), own in kinds.items():
            net.server(ip, port, "tcp", "opcua").word(f"tokens {', '.join(sorted(own))}")

    net.finish.append(finish)
    return take


def channel(net: Net) -> Take:
    """Secure channels that were opened: the mode that is really used."""

    def take(ts: str, orig: str, resp: str, port: str, is_orig: str, mode: str) -> None:
        message(net, (ts, orig, resp, port), "tcp", "opcua", answer=is_orig == "F")
        if is_host(resp) and mode in _MODES:
            net.server(resp, port, "tcp", "opcua").word(f"channel {_MODES[mode]}")

    return take


def session(net: Net) -> Take:
    """Any other of its logs: who uses which server."""

    def take(ts: str, orig: str, resp: str, port: str, is_orig: str) -> None:
        message(net, (ts, orig, resp, port), "tcp", "opcua", answer=is_orig == "F")

    return take


_ENDPOINT = (
    *PLAIN, "endpoint_uri", "endpoint_url", "application_uri", "product_uri",
    "message_security_mode", "security_policy_uri",
)  # fmt: skip
_TOKEN = (*PLAIN, "user_token_type")
_PREFIXES = ("opcua_binary", "opcua-binary")
_LOGS = {
    "": Kind((*ENDS, "identifier_str"), binary),
    "get_endpoints_description": Kind(_ENDPOINT, endpoints),
    "create_session_endpoints": Kind(_ENDPOINT, endpoints),
    "get_endpoints_user_token": Kind(_TOKEN, tokens),
    "create_session_user_token": Kind(_TOKEN, tokens),
    "opensecure_channel": Kind((*ENDS, "message_security_mode"), channel),
    "get_endpoints": Kind(ENDS, session),
    "create_session": Kind(ENDS, session),
    "activate_session": Kind(ENDS, session),
    "browse": Kind(ENDS, session),
    "read": Kind(ENDS, session),
    "write": Kind(ENDS, session),
    "create_subscription": Kind(ENDS, session),
}
KINDS = {
    f"{prefix}_{name}".rstrip("_"): kind for prefix in _PREFIXES for name, kind in _LOGS.items()
}
"""The parser writes names with `_`, its documentation with `-`."""
