"""Traffic to measure with: the mix of the shared captures when it is there, else generated.

The generated mix is tagged and untagged, with many short flows and a few long ones, in the classic
format; it has no identification exchanges, so it says little of the dissectors.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pcap"


def big(folder: Path, copies: int) -> Path:
    """Return a large capture in the folder; made once."""
    target = folder / f"big-{copies}.pcap"
    if target.exists():
        return target
    if (SHARED / "make_big.py").exists():
        script = (SHARED / "make_big.py").resolve()
        captures = {"CAPTURES": str(SHARED / "captures"), "PATH": "/usr/bin:/bin"}
        made = subprocess.run(
            [sys.executable, str(script), str(copies)], cwd=folder, env=captures, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode == 0:
            (folder / "big.pcap").rename(target)
            return target
        print(f"the shared mix could not be made ({made.stderr.strip()[-200:]}): generated instead")
    generate(target, copies * 500_000)
    return target


def generate(target: Path, frames: int, seed: int = 1) -> None:
    """Write made-up traffic: half of it tagged, a third of the flows only one frame long."""
    chance = random.Random(seed)
    time_us, written = 1_700_000_000_000_000, 0
    with target.open("wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        while written < frames:
            burst = bytearray()
            for _ in range(min(1000, frames - written)):
                time_us += 120
                frame = _frame(chance)
                head = struct.pack("<IIII", *divmod(time_us, 10**6), len(frame), len(frame))
                burst += head + frame
                written += 1
            out.write(burst)


def _frame(chance: random.Random) -> bytes:
    low, high = sorted(chance.sample(range(2000), 2))
    macs = struct.pack(">HIHI", 0x001B, 0x1B000000 + high, 0x000E, 0x8C000000 + low)
    vlan = struct.pack(">HH", 0x8100, 10 + low % 40) if low % 2 else b""
    payload = bytes(chance.randrange(20, 120))
    ports = struct.pack(">HH", 49152 + chance.randrange(4000), chance.choice((102, 502, 4840, 443)))
    tcp = ports + struct.pack(">IIBBHHH", chance.getrandbits(32), 0, 0x50, 0x18, 8192, 0, 0)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(payload), 0, 0, 128, 6, 0)
    ip += bytes((10, 20, high >> 8, high & 255, 10, 20, low >> 8, low & 255))
    return macs + vlan + b"\x08\x00" + ip + tcp + payload


def head_of(source: Path, frames: int) -> Path:
    """Return a copy of the first frames: the slow peers get no more."""
    target = source.with_name(f"{source.stem}-first-{frames}.pcap")
    if target.exists():
        return target
    with source.open("rb") as stream:
        data = stream.read(frames * 400 + 24)
    at = 24
    for _ in range(frames):
        if at + 16 > len(data):
            break
        size = 16 + int.from_bytes(data[at + 8 : at + 12], "little")
        if at + size > len(data):
            break
        at += size
    target.write_bytes(data[:at])
    return target
