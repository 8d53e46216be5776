"""What an ordinary service says by itself: SSH, FTP, Telnet, SMTP, VNC greet whoever connects; a
web server is asked for the head of its first page. No login, no option is answered.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from audit.net.dialer import AttemptError, Dialer
from audit.net.scope import PORTS
from audit.net.target import Target
from audit.payloads import Service, observe
from audit.probes.device import clean, reach_of, source_of
from audit.records import Observation, Status

MOST = 512
PACKETS, BYTES = 6, 400
WEB = {80: "http", 8080: "http", 8000: "http"}
_ASK = b"HEAD / HTTP/1.0\r\n\r\n"
_USUAL = {
    21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 443: "https", 445: "smb", 3389: "rdp",
    5900: "vnc", 1883: "mqtt", 8883: "mqtts", 53: "dns", 139: "netbios",
}  # fmt: skip
_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Greeting:
    """What was recognised; empty fields: it did not say."""

    protocol: str = ""
    product: str = ""


def read(data: bytes) -> Greeting:
    """Recognise a service by its first bytes."""
    text = data[:MOST].decode("latin-1")
    if text.startswith("SSH-"):
        return Greeting("ssh", clean(text.split("\n", 1)[0]))
    if text.startswith("HTTP/"):
        server = re.search(r"^server:[ \t]*([^\r\n]*)", text, re.IGNORECASE | re.MULTILINE)
        return Greeting("http", clean(server.group(1)) if server else "")
    if text.startswith("RFB "):
        return Greeting("vnc", clean(text.split("\n", 1)[0]))
    if text.startswith("220") and text[3:4] in " -":
        first = clean(text[4:].split("\n", 1)[0])
        return Greeting("smtp" if "smtp" in text.casefold() else "ftp", first)
    if data[:1] == b"\xff" and len(data) >= 3 and 0xFB <= data[1] <= 0xFE:
        return Greeting("telnet")
    return Greeting()


async def ask(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    """Return service and reach; raises AttemptError when nobody is there."""
    async with dialer.lease(target, port, "tcp", PORTS, packets=PACKETS) as lease:
        channel = await lease.open_channel()
        data = b""
        try:
            if port in WEB:
                await channel.send(_ASK)
            async with asyncio.timeout(_WAIT_S):
                data = await channel.receive(MOST)
        except TimeoutError:
            pass
        except AttemptError as error:
            if error.status is not Status.TIMEOUT:
                raise
    found = read(data)
    guessed = found.protocol or WEB.get(port) or _USUAL.get(port, "")
    key, source = f"tcp {target.address}:{port}", source_of(target, port)
    detail = "" if found.protocol else "open; it says nothing that is understood"
    service = Service(target.plant_ip, port, "tcp", guessed, product=found.product, detail=detail)
    vantage = dialer.vantage
    return [
        observe(key, service, source, method="tcp"),
        reach_of(target, port, Status.OK, method="tcp", vantage=vantage),
    ]
