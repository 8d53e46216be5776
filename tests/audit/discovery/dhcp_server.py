"""A small DHCP server for tests: it offers one address to whoever asks, and notes what it was
asked. Words: own address, address to offer, file for the kinds of messages that came.
"""

import socket
import sys

OWN, OFFERED, LOG = sys.argv[1:]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
    ear.bind(("", 67))
    while True:
        asked, _ = ear.recvfrom(2048)
        with open(LOG, "a", encoding="utf-8") as log:  # noqa: PTH123  # needs nothing imported
            log.write(f"{asked[242]}\n")
        head = b"\x02" + asked[1:12] + bytes(4) + socket.inet_aton(OFFERED) + bytes(8)
        options = b"\x35\x01\x02\x36\x04" + socket.inet_aton(OWN) + b"\x03\x04"
        options += socket.inet_aton(OWN) + b"\xff"
        ear.sendto(head + asked[28:236] + asked[236:240] + options, ("255.255.255.255", 68))
