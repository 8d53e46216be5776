"""What an ordinary service says by itself: SSH, FTP, Telnet, SMTP, VNC greet whoever connects; a
web server is asked for the head of its first page. No login, no option is answered.
"""

from __future__ import annotations

from audit.net.dialer import Dialer
from audit.net.scope import PORTS
from audit.net.target import Target
from audit.payloads import Service, observe
from audit.probes.device import reach_of, source_of
from audit.probes.tcp.read import heard
from audit.probes.tcp.wire import SPEAK_FIRST, greeting
from audit.records import Observation, Status

PACKETS, BYTES = 6, 400
WEB = {80: "http", 8080: "http", 8000: "http"}
_ASK = b"HEAD / HTTP/1.0\r\n\r\n"
_USUAL = {
    **SPEAK_FIRST, 443: "https", 445: "smb", 3389: "rdp", 1883: "mqtt", 8883: "mqtts", 53: "dns",
    139: "netbios",
}  # fmt: skip
_WAIT_S = 1.0


async def ask(dialer: Dialer, target: Target, port: int) -> list[Observation]:
    """Return service and reach; raises AttemptError when nobody is there."""
    async with dialer.lease(target, port, "tcp", PORTS, packets=PACKETS) as lease:
        channel = await lease.open_channel()
        if port in WEB:
            await channel.send(_ASK)
        found = greeting(await heard(channel, _WAIT_S))
    guessed = found.protocol or WEB.get(port) or _USUAL.get(port, "")
    key, source = f"tcp {target.address}:{port}", source_of(target, port)
    detail = "" if found.protocol else "open; it says nothing that is understood"
    service = Service(target.plant_ip, port, "tcp", guessed, product=found.product, detail=detail)
    vantage = dialer.vantage
    return [
        observe(key, service, source, method="tcp"),
        reach_of(target, port, Status.OK, method="tcp", vantage=vantage),
    ]
