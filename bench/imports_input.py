"""Inputs for `bench.imports`, always the same: a connection log, a scan, and what a plant hands
over.
"""

from __future__ import annotations

import random
from pathlib import Path

START = 1_772_323_200.0
_FIELDS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes"
    " conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts"
    " resp_ip_bytes tunnel_parents"
)
_SERVERS = (
    ("tcp", 502, "modbus"), ("tcp", 102, "cotp,s7comm"), ("tcp", 44818, "enip"),
    ("tcp", 4840, "opcua_binary"), ("tcp", 443, "ssl"), ("udp", 53, "dns"),
    ("tcp", 445, "gssapi,smb,ntlm"), ("tcp", 8081, "-"),
)  # fmt: skip


def conn_log(path: Path, megabytes: float, *, seed: int = 7, start: float = START) -> int:
    """Write a conn.log of about that size; the number of its rows."""
    dice = random.Random(seed)
    header = (
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
        "#path\tconn\n#fields\t" + "\t".join(_FIELDS.split()) + "\n"
    )
    size, rows, time = len(header), 0, start
    with path.open("w", encoding="ascii") as file:
        file.write(header)
        while size < megabytes * 1_000_000:
            time += dice.random() * 3
            line = _row(dice, rows, time)
            file.write(line)
            size, rows = size + len(line), rows + 1
    return rows


def _row(dice: random.Random, number: int, time: float) -> str:
    client = dice.randrange(400)
    server = (client * 7 + dice.randrange(6) * 11) % 80  # every client has its six servers
    proto, port, service = _SERVERS[server % len(_SERVERS)]
    words = (
        f"{time:.6f}", f"C{number:08x}Zk", f"10.1.{client // 250}.{client % 250 + 1}",
        dice.randrange(49152, 65535), f"10.1.2.{server + 1}", port, proto, service,
        f"{dice.random() * 5:.6f}", dice.randrange(2000), dice.randrange(9000), "SF", "T", "T", 0,
        "ShADadFf", dice.randrange(3, 40), dice.randrange(200, 9000), dice.randrange(3, 40),
        dice.randrange(200, 9000), "-",
    )  # fmt: skip
    return "\t".join(map(str, words)) + "\n"


def scan(path: Path, hosts: int, ports: int = 20) -> None:
    """Write an nmap XML: every other port open, with a script's output."""
    with path.open("w", encoding="ascii") as file:
        file.write('<?xml version="1.0"?>\n<nmaprun scanner="nmap" args="nmap -sV 10.0.0.0/16"'
                   ' start="1772323200">\n')  # fmt: skip
        for host in range(hosts):
            file.write(_host(host, ports))
        file.write('<runstats><finished time="1772330000"/></runstats></nmaprun>\n')


def _host(number: int, ports: int) -> str:
    ip, mac = f"10.0.{number // 256}.{number % 256}", f"{number // 256:02X}:{number % 256:02X}"
    shown = "".join(
        f'<port protocol="tcp" portid="{port}"><state state="{"open" if port % 2 else "closed"}"'
        ' reason="x"/><service name="http" product="Panel" version="1.2" method="probed"/>'
        + ('<script id="http-title" output="HMI"/>' if port % 2 else "")
        + "</port>"
        for port in range(20, 20 + ports)
    )
    return (
        f'<host><status state="up"/><address addr="{ip}" addrtype="ipv4"/>'
        f'<address addr="00:1B:1B:00:{mac}" addrtype="mac" vendor="Siemens"/><hostnames>'
        f'<hostname name="h{number}.plant.example" type="PTR"/></hostnames>'
        f"<ports>{shown}</ports></host>\n"
    )


def handed_over(folder: Path, assets: int = 500, ports: int = 2000, megabytes: float = 50) -> None:
    """Write a list of assets, switches with so many ports, and logs in ten parts."""
    folder.mkdir(parents=True, exist_ok=True)
    _assets(folder / "assets.csv", assets)
    for switch in range((ports + 47) // 48):
        _switch(folder / f"SW-{switch + 1}.txt", switch, min(48, ports - switch * 48))
    for part in range(10):
        begin = START + part * 60_000
        conn_log(folder / f"conn.{part:02d}.log", megabytes / 10, seed=part, start=begin)


def _assets(path: Path, count: int) -> None:
    lines = ["asset_id,line,role,vendor,model,ip,mac"]
    for number in range(count):
        role = ("controller", "HMI", "IO", "drive")[number % 4]
        lines.append(
            f"A-{number:03d},L{number % 10 + 1},{role},Siemens,M{number % 7},"
            f"10.1.{number // 250}.{number % 250 + 1},00:1b:1b:00:{number // 256:02x}:"
            f"{number % 256:02x}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def _switch(path: Path, number: int, ports: int) -> None:
    name = f"SW-{number + 1}"
    lines = [f"{name}#show interfaces status", "",
             "Port      Name               Status       Vlan       Duplex  Speed Type"]  # fmt: skip
    lines += [f"Gi1/0/{p:<3}                     connected    {10 + p % 5:<10} a-full  a-1000 "
              "10/100/1000BaseTX" for p in range(1, ports + 1)]  # fmt: skip
    lines += [f"{name}#show mac address-table", "Vlan    Mac Address       Type        Ports",
              "----    -----------       --------    -----"]  # fmt: skip
    for port in range(1, ports + 1):
        asset = (number * 48 + port) % 500
        lines.append(f"{10 + port % 5:4d}    001b.1b00.{asset // 256:02x}{asset % 256:02x}    "
                     f"DYNAMIC     Gi1/0/{port}")  # fmt: skip
    path.write_text("\n".join([*lines, f"{name}#", ""]), encoding="ascii")
