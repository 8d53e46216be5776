"""Devices of other people, started inside namespaces; `.ci/peers` installs them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tests.testbed.namespaces import Namespace, run
from tests.testbed.plant import Plant, wait_for_port
from tests.testbed.plant import listens as is_open

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[2] / ".peers"
PORTS = {
    "pymodbus": 502, "umodbus": 502, "modbus_tk": 502, "libmodbus": 502, "modbus_serial": 502,
    "jsmodbus": 502, "snap7": 102, "asyncua": 4840, "node_opcua": 4840, "cpppo": 44818,
    "bacpypes3": 47808, "c104": 2404, "mosquitto": 1883, "sshd": 22, "nginx": 80, "chronyd": 123,
    "vsftpd": 21, "snmpd": 161,
}  # fmt: skip
UDP = ("bacpypes3", "chronyd", "snmpd")
_FORKING = ("pymodbus", "umodbus", "modbus_tk", "snap7", "asyncua", "cpppo", "bacpypes3", "c104")
_NODE = {
    "modbus_serial": "modbus_serial.js", "jsmodbus": "modbus_jsmodbus.js",
    "node_opcua": "opcua_node.js",
}  # fmt: skip
_SNMP_VIEW = """agentaddress udp:{address}:161
rocommunity public
sysName {name}
sysDescr Peer Works managed switch PW-8, firmware 3.1
sysLocation hall 3, cabinet 2
"""


def missing() -> str:
    """Return what `.ci/peers` has to install first; empty when all is there."""
    there = (INSTALLED / "installed").exists() and (INSTALLED / "libmodbus_server").exists()
    return "" if there else "the peers are not installed (run .ci/peers)"


def start(plant: Plant, kind: str, hosts: Sequence[Namespace], *, wait: bool = True) -> None:
    """Start one device of a kind in each of these namespaces, on its standard port."""
    if kind in _FORKING:
        port = PORTS[kind]
        places = [f"{host.full_name}/{host.address}:{port}" for host in hosts]
        python = str(INSTALLED / "venv" / "bin" / "python")
        words = [python, str(HERE / "serve.py"), kind, *places]
        plant.spaces.start(plant.wires, *words, log=plant.log(kind))
    for host in hosts:
        if kind in _NODE:
            _start_node(plant, kind, host)
        elif kind not in _FORKING:
            _SINGLE[kind](plant, host)
    if wait:
        wait_for(kind, hosts)


def wait_for(kind: str, hosts: Sequence[Namespace]) -> None:
    """Wait until each of them listens."""
    for host in hosts:
        wait_for_port(host, PORTS[kind], udp=kind in UDP)


def listens(host: Namespace, kind: str) -> bool:
    """Return whether it is still there."""
    return is_open(host, PORTS[kind], udp=kind in UDP)


def start_canary(plant: Plant, host: Namespace, ports: Sequence[int]) -> None:
    """Start one jsmodbus server that listens on all of these ports and ends with any reset."""
    words = ["node", str(HERE / _NODE["jsmodbus"]), host.address, *map(str, ports)]
    env = {"NODE_PATH": str(INSTALLED / "node_modules")}
    plant.spaces.start(host, *words, log=plant.log(host.name), env=env)
    for port in ports:
        wait_for_port(host, port)


def _start_node(plant: Plant, kind: str, host: Namespace) -> None:
    words = ["node", str(HERE / _NODE[kind]), host.address, str(PORTS[kind])]
    if kind == "node_opcua":
        words.append(str(plant.folder / f"{host.name}-keys"))
    env = {"NODE_PATH": str(INSTALLED / "node_modules")}
    plant.spaces.start(host, *words, log=plant.log(host.name), env=env)


def _libmodbus(plant: Plant, host: Namespace) -> None:
    server = str(INSTALLED / "libmodbus_server")
    plant.spaces.start(host, server, host.address, "502", log=plant.log(host.name))


def _sshd(plant: Plant, host: Namespace) -> None:
    key = plant.folder / "sshd-key"
    if not key.exists():
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    settings = ["ListenAddress=" + host.address, f"HostKey={key}", "PidFile=none", "UsePAM=no"]
    Path("/run/sshd").mkdir(exist_ok=True)
    options = [word for setting in settings for word in ("-o", setting)]
    words = ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", *options]
    plant.spaces.start(host, *words, log=plant.log(host.name))


def _nginx(plant: Plant, host: Namespace) -> None:
    folder = plant.folder / f"{host.name}-web"
    folder.mkdir()
    # nginx drops to another user, who must be able to read the page.
    (folder / "index.html").write_text(f"<title>Web page of {host.name}</title>\n")
    settings = folder / "nginx.conf"
    settings.write_text(
        f"daemon off; user root; master_process off; pid {folder}/pid; error_log stderr;\n"
        "events {}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen {host.address}:80; root {folder}; }} }}\n"
    )
    words = ["nginx", "-p", str(folder), "-c", str(settings), "-e", "stderr"]
    plant.spaces.start(host, *words, log=plant.log(host.name))


def start_tls(plant: Plant, host: Namespace) -> None:
    """Start a web server with a certificate of its own, on port 443."""
    from tests.audit.probes.services.test_services import certificate

    folder = plant.folder / f"{host.name}-tls"
    folder.mkdir()
    certificate(folder)
    settings = folder / "nginx.conf"
    settings.write_text(
        f"daemon off; user root; master_process off; pid {folder}/pid; error_log stderr;\n"
        "events {}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen {host.address}:443 ssl; ssl_certificate {folder}/cert.pem;\n"
        f"ssl_certificate_key {folder}/key.pem; root {folder}; }} }}\n"
    )
    words = ["nginx", "-p", str(folder), "-c", str(settings), "-e", "stderr"]
    plant.spaces.start(host, *words, log=plant.log(host.name))


def _mosquitto(plant: Plant, host: Namespace) -> None:
    settings = plant.folder / f"{host.name}.conf"
    settings.write_text(f"listener 1883 {host.address}\nallow_anonymous true\nuser root\n")
    plant.spaces.start(host, "mosquitto", "-c", str(settings), log=plant.log(host.name))


def _chronyd(plant: Plant, host: Namespace) -> None:
    """A clock that serves the time and never sets this computer's (-x)."""
    settings = plant.folder / f"{host.name}.conf"
    settings.write_text(
        f"allow all\nlocal stratum 6\nbindaddress {host.address}\ncmdport 0\n"
        f"pidfile {plant.folder}/{host.name}.pid\nbindcmdaddress /\n"
    )
    words = ["chronyd", "-d", "-x", "-U", "-u", "root", "-f", str(settings)]
    plant.spaces.start(host, *words, log=plant.log(host.name))


def _vsftpd(plant: Plant, host: Namespace) -> None:
    settings = plant.folder / f"{host.name}.conf"
    settings.write_text(
        f"listen=YES\nlisten_address={host.address}\nanonymous_enable=NO\nlocal_enable=YES\nbackground=NO\n"
        "secure_chroot_dir=/var/run\nftpd_banner=Peer Works file store 2.0\n"
    )
    plant.spaces.start(host, "vsftpd", str(settings), log=plant.log(host.name))


def _snmpd(plant: Plant, host: Namespace) -> None:
    """An agent with LLDP beside it: lldpd fills the LLDP-MIB by AgentX."""
    folder = plant.folder / f"{host.name}-agent"
    (folder / "state").mkdir(parents=True)  # apart: snmpd overwrites a file of its own name there
    agentx = "tcp:127.0.0.1:705"
    text = _SNMP_VIEW.format(address=host.address, name=host.name)
    (folder / "snmpd.conf").write_text(text + f"master agentx\nagentXSocket {agentx}\n")
    env = {"SNMP_PERSISTENT_DIR": str(folder / "state")}
    words = ["snmpd", "-f", "-Lo", "-C", "-c", str(folder / "snmpd.conf")]
    words += ["-p", str(folder / "pid")]
    plant.spaces.start(host, *words, log=plant.log(host.name), env=env)
    wait_for_port(host, 161, udp=True)
    # lldpcli runs as another user, who may not look into a private folder.
    socket = f"/run/{host.full_name}.lldp"
    plant.spaces.at_end(lambda: Path(socket).unlink(missing_ok=True))
    words = ["lldpd", "-d", "-u", socket, "-x", "-X", agentx, "-S", "Peer Works PW-8"]
    plant.spaces.start(host, *words, "-I", "eth*,p*", log=plant.log(f"{host.name}-lldp"))
    _lldp(socket, host)


def _lldp(socket: str, host: Namespace) -> None:
    """lldpd speaks with this computer's name unless it is told another."""
    for _ in range(50):
        if Path(socket).exists():
            break
        time.sleep(0.1)
    for words in (
        ("system", "hostname", host.name), ("system", "chassisid", host.mac),
        ("lldp", "tx-interval", "2"), ("lldp", "portidsubtype", "ifname"),
    ):  # fmt: skip
        run("lldpcli", "-u", socket, "configure", *words)


_SINGLE = {
    "libmodbus": _libmodbus, "sshd": _sshd, "nginx": _nginx, "mosquitto": _mosquitto,
    "chronyd": _chronyd, "vsftpd": _vsftpd, "snmpd": _snmpd,
}  # fmt: skip
