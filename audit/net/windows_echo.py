"""ICMP echo through Windows' own interface (IcmpSendEcho of iphlpapi.dll): one packet a call, its
time to live told with the answer, and no administrator is needed.
"""

from __future__ import annotations

import ctypes
import socket
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

_NO_FRAGMENTS = 2
"""IP_FLAG_DF (ipexport.h)."""
_TTL = 64
_SUCCESS, _TIMED_OUT = 0, 11010
"""IP_SUCCESS, IP_REQ_TIMED_OUT (ipexport.h)."""
_ROOM_FOR_ERROR = 8 + 16
"""What an ICMP error takes (icmpapi.h: 8), and the status block that the call writes behind it."""
_NOBODY = ctypes.c_void_p(-1).value


@dataclass(frozen=True, slots=True)
class Echo:
    """An answer: seconds until it came, and its time to live."""

    seconds: float
    ttl: int


class _Options(ctypes.Structure):
    """IP_OPTION_INFORMATION."""

    _fields_ = (
        ("ttl", ctypes.c_ubyte), ("tos", ctypes.c_ubyte), ("flags", ctypes.c_ubyte),
        ("size", ctypes.c_ubyte), ("data", ctypes.c_void_p),
    )  # fmt: skip


class _Reply(ctypes.Structure):
    """ICMP_ECHO_REPLY."""

    _fields_ = (
        ("address", ctypes.c_uint32), ("status", ctypes.c_uint32),
        ("milliseconds", ctypes.c_uint32), ("size", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16), ("data", ctypes.c_void_p), ("options", _Options),
    )  # fmt: skip


def usable() -> bool:
    """Whether this system has the interface."""
    return sys.platform == "win32" and _interface() is not None


def echo(address: str, payload: bytes, wait_s: float, *, unbroken: bool = False) -> Echo | None:
    """Send one echo request to an IPv4 address and wait for its answer; None: nobody answered.

    Parameters
    ----------
    unbroken : bool
        Let no router break the packet up; None then also means that it was too large.

    Raises
    ------
    OSError
        The interface is not here, or it sent nothing.
    """
    api = _interface()
    if api is None:
        raise OSError("this system has no IcmpSendEcho")
    handle = api.IcmpCreateFile()
    if handle in (None, _NOBODY):
        raise OSError("Windows gives no handle for ICMP")
    try:
        return _sent(api, handle, address, payload, wait_s, unbroken=unbroken)
    finally:
        api.IcmpCloseHandle(handle)


def _sent(
    api: Any, handle: int, address: str, payload: bytes, wait_s: float, *, unbroken: bool
) -> Echo | None:
    options = _Options(ttl=_TTL, flags=_NO_FRAGMENTS if unbroken else 0)
    room = ctypes.create_string_buffer(
        ctypes.sizeof(_Reply) + max(len(payload), 8) + _ROOM_FOR_ERROR
    )
    number = int.from_bytes(socket.inet_aton(address), sys.byteorder)
    began = time.perf_counter()
    replies = api.IcmpSendEcho(
        handle, number, payload, len(payload), ctypes.byref(options), room, len(room),
        int(wait_s * 1000),
    )  # fmt: skip
    seconds = time.perf_counter() - began
    reply = _Reply.from_buffer_copy(room)
    if not replies or reply.status != _SUCCESS or reply.address != number:
        return None
    return Echo(seconds, reply.options.ttl)


@cache
def _interface() -> Any:
    if sys.platform != "win32":
        return None
    try:
        api: Any = ctypes.WinDLL("iphlpapi")
        api.IcmpCreateFile.restype = ctypes.c_void_p
        api.IcmpCloseHandle.argtypes = (ctypes.c_void_p,)
        api.IcmpSendEcho.argtypes = (
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint16, ctypes.c_void_p,
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32,
        )  # fmt: skip
        api.IcmpSendEcho.restype = ctypes.c_uint32
    except (OSError, AttributeError):
        return None
    return api
