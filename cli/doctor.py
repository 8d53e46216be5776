"""`plantready doctor`: what works on this computer and what does not, and why."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import platform
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import click

from cli.console import Session, pass_session, table


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at."""

    what: str
    state: str
    """ok, limited, missing."""
    why: str


@click.command("doctor", short_help="What works on this computer, and what does not.")
@pass_session
def command(session: Session) -> None:
    """Look at Python, rights, raw sockets, PDF libraries, solver, key ring, clock; send nothing."""
    items = [
        _python(), _frames(), _ping(), _counting(), _neighbours(), _kept(), _adapters(), _pdf(),
        _module("ortools", "best plans (CP-SAT)", "the plan comes from the list scheduler alone"),
        _module("weasyprint", "PDF", "no PDF; HTML instead"),
        _keyring(), _clock(), _loopback(),
    ]  # fmt: skip
    if session.as_json:
        session.data([asdict(item) for item in items])
        return
    session.out.print(
        table("", ["what", "state", "why"], [[i.what, i.state, i.why] for i in items])
    )


def _python() -> Item:
    version = platform.python_version()
    state = "ok" if sys.version_info >= (3, 11) else "missing"
    return Item("Python", state, f"{version} on {platform.system()} {platform.release()}")


def _frames() -> Item:
    """Whether raw frames may be sent; opening a socket sends nothing."""
    from audit.net.ethernet import why_no_frames

    if why := why_no_frames():
        return Item(
            "raw frames", "limited",
            f"{why}; discovery asks by ICMP and TCP instead and does not see hosts that answer "
            "neither, nor two devices at one address; no PROFINET probe",
        )  # fmt: skip
    return Item("raw frames", "ok", "discovery by ARP, PROFINET probe, listening")


def _ping() -> Item:
    """How who is there can be asked behind a router; nothing is sent."""
    from audit.net.ping import way

    found = {
        "raw": ("ok", "raw socket"),
        "ping": ("ok", "unprivileged ping socket"),
        "interface": ("ok", "Windows' own interface; counted by estimate"),
        "command": ("limited", "only the system's ping command: slower, and counted by estimate"),
    }
    without = "neither a ping socket nor the ping command: behind a router each address costs a SYN"
    return Item("ICMP", *found.get(way(), ("missing", without)))


def _counting() -> Item:
    """Whether the ledger's counts are the system's own."""
    if sys.platform == "linux":
        return Item("packet counts", "ok", "the system counts every segment it sends")
    return Item("packet counts", "limited", "TCP packets in the ledger are estimates here")


def _neighbours() -> Item:
    """Whether the system tells whom it has met, and which segments are its own."""
    from audit.net.neighbours import why_no_neighbours
    from audit.net.routes import routes

    missing = [why] if (why := why_no_neighbours()) else []
    if sys.platform != "linux" and not routes():
        missing.append("no routes are told")
    if missing:
        without = (
            "hardware addresses, IPv6 neighbours or the gateway of a segment stay unknown, and"
            " what needs them too: makers, two devices at one address"
        )
        return Item("neighbours", "limited", f"{'; '.join(missing)}: {without}")
    if sys.platform != "linux":
        return Item(
            "neighbours", "limited",
            "from the system's tables: only who was met lately; listening before a run needs Linux",
        )  # fmt: skip
    return Item("neighbours", "ok", "hardware addresses, IPv6 neighbours and gateway are told")


def _kept() -> Item:
    """Whether connections end gracefully even when a run is killed."""
    from audit.net.keeper import why_no_keeper

    if why := why_no_keeper():
        without = "a run that is killed by force may reset connections; end runs by Ctrl-C or STOP"
        return Item("killed runs", "limited", f"{why}: {without}")
    return Item("killed runs", "ok", "connections end gracefully even then")


def _adapters() -> Item:
    """Which adapters there are to send from and to listen at."""
    from audit.capture.record import adapters

    names = ", ".join(adapters())
    return Item("adapters", "ok" if names else "missing", names or "none")


def _pdf() -> Item:
    from reports.pango import shipped

    if shipped():
        return Item("PDF libraries", "ok", "Pango and HarfBuzz of the package gstreamer-libs")
    wanted = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
    names = {name: ctypes.util.find_library(name) for name in wanted}
    missing = [name for name, found in names.items() if not found]
    if not missing:
        return Item("PDF libraries", "ok", "Pango and HarfBuzz found")
    if os.name == "nt":
        return Item("PDF libraries", "missing", "pip install gstreamer-libs; HTML works without")
    remedy = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    if sys.platform == "darwin":
        remedy = "brew install pango"
    state = "limited" if missing == ["harfbuzz-subset"] else "missing"
    return Item("PDF libraries", state, f"{', '.join(missing)} not found: {remedy}")


def _module(name: str, gives: str, without: str) -> Item:
    found = importlib.util.find_spec(name) is not None
    return Item(name, "ok" if found else "missing", gives if found else without)


def _keyring() -> Item:
    try:
        import keyring

        backend = keyring.get_keyring()
    except Exception as error:  # a broken backend must not end the doctor
        return Item(
            "key ring", "missing", f"{type(error).__name__}; use PLANTREADY_CREDENTIAL_<NAME>"
        )
    if "fail" in type(backend).__module__:
        return Item("key ring", "missing", "none here; use PLANTREADY_CREDENTIAL_<NAME>")
    return Item("key ring", "ok", type(backend).__name__)


def _clock() -> Item:
    now = datetime.now(UTC)
    state = "ok" if now.year >= 2026 else "missing"
    return Item("clock", state, f"{now:%Y-%m-%d %H:%M} UTC; the scope's dates are held against it")


def _loopback() -> Item:
    """Whether the demo can give every device an address of its own."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.30.0.2", 0))
    except OSError:
        return Item(
            "loopback range", "limited", "one loopback address; the demo uses ports instead"
        )
    return Item("loopback range", "ok", "127.0.0.0/8 is local; the demo's devices have addresses")
