"""Says frames again and again at eth0. Words: a file with one frame in hexadecimal a line."""

import pathlib
import socket
import sys
import time

FRAMES = [bytes.fromhex(line) for line in pathlib.Path(sys.argv[1]).read_text().split()]
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as mouth:
    mouth.bind(("eth0", 0))
    while True:
        for frame in FRAMES:
            mouth.send(frame)
        time.sleep(0.3)
