"""The sample on a computer with one loopback address: every 127.30.x.y of a copied case becomes
127.0.0.1, and the ports, which are all different, tell the devices apart.
"""

from __future__ import annotations

import re
from pathlib import Path

from inventories.stand_ins.devices import addresses_are_local

TABLES = ("assets.csv", "switches.csv", "flows.csv")
ONLY_ADDRESS = "127.0.0.1"
_ADDRESS = re.compile(r"\b127\.30\.\d{1,3}\.\d{1,3}\b(?!/)")
_FIRST_RULE = re.compile(r"^\[\[allow\]\]", re.MULTILINE)
_RULE = """\
# This computer has one loopback address: all stand-in devices answer there.
[[allow]]
net = "127.0.0.0/24"
classes = ["infra", "server", "controller", "other"]
mode = "active"

"""


def rewrite_addresses(folder: Path, *, one_address: bool | None = None) -> bool:
    """Let the case in `folder` reach the stand-ins where they are; return whether it was changed.

    Parameters
    ----------
    folder
        A copy of the sample case; never the sample itself.
    one_address
        Whether there is only one loopback address; without it, this computer is asked.
    """
    if one_address is None:
        one_address = not addresses_are_local()
    if not one_address:
        return False
    for name in TABLES:
        path = folder / "inventory" / name
        text = path.read_text(encoding="utf-8")
        path.write_text(_ADDRESS.sub(ONLY_ADDRESS, text), encoding="utf-8", newline="\n")
    path = folder / "scope.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(_FIRST_RULE.sub(_RULE + "[[allow]]", text, count=1), encoding="utf-8")
    return True
