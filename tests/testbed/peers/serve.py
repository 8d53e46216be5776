"""Serve devices on other people's libraries: `serve.py KIND PLACE...`, a process each.

A PLACE is `ADDRESS:PORT`, or `NAMESPACE/ADDRESS:PORT` to serve inside a network namespace. The
library is loaded once and the process forks for each place, so that ten devices cost the memory and
the start of one.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLONE_NEWNET = 0x40000000
Serve = Callable[[str, int], None]


def enter(namespace: str) -> None:
    """Move this process into a network namespace; os.setns is there from Python 3.12 only."""
    handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(handle, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    os.close(handle)


def load(name: str) -> Any:
    """Import a library that says nothing of its types."""
    return importlib.import_module(name)


def pymodbus() -> Serve:
    server, simulator = load("pymodbus.server"), load("pymodbus.simulator")
    identity = load("pymodbus").ModbusDeviceIdentification(
        info_name={
            "VendorName": "Peer Works", "ProductCode": "PW-340", "MajorMinorRevision": "2.5",
            "ProductName": "Line controller", "ModelName": "PW-340-E",
        }
    )  # fmt: skip

    async def serve(address: str, port: int) -> None:
        registers = simulator.DataType.REGISTERS
        values = simulator.SimData(0, values=[7] * 64, datatype=registers)
        device = simulator.SimDevice(id=1, simdata=[values])
        listener = server.ModbusTcpServer(device, identity=identity, address=(address, port))
        await listener.serve_forever()

    return lambda address, port: asyncio.run(serve(address, port))


def umodbus() -> Serve:
    from socketserver import TCPServer

    library = load("umodbus.server.tcp")

    def value(slave_id: int, function_code: int, address: int) -> int:
        return 5

    def serve(address: str, port: int) -> None:
        TCPServer.allow_reuse_address = True
        server = library.get_server(TCPServer, (address, port), library.RequestHandler)
        server.route(slave_ids=[1], function_codes=[3, 4], addresses=list(range(64)))(value)
        server.serve_forever()

    return serve


def modbus_tk() -> Serve:
    library, defines = load("modbus_tk.modbus_tcp"), load("modbus_tk.defines")

    def serve(address: str, port: int) -> None:
        server = library.TcpServer(port=port, address=address)
        server.start()
        server.add_slave(1).add_block("0", defines.HOLDING_REGISTERS, 0, 64)
        signal.pause()

    return serve


def snap7() -> Serve:
    library = load("snap7.server")

    def serve(address: str, port: int) -> None:
        server = library.Server()
        server.start_to(address, port)
        signal.pause()

    return serve


def asyncua() -> Serve:
    library = load("asyncua")

    async def serve(address: str, port: int) -> None:
        server = library.Server()
        await server.init()
        server.set_endpoint(f"opc.tcp://{address}:{port}/peer/")
        server.set_server_name("Peer Works press")
        server.set_security_policy([library.ua.SecurityPolicyType.NoSecurity])
        async with server:
            await asyncio.sleep(86_400)

    return lambda address, port: asyncio.run(serve(address, port))


def cpppo() -> Serve:
    library = load("cpppo.server.enip.main")

    def serve(address: str, port: int) -> None:
        sys.exit(library.main(argv=["-a", f"{address}:{port}", "SPEED=INT[10]"]))

    return serve


def bacpypes3() -> Serve:
    library, words = load("bacpypes3.app"), load("bacpypes3.argparse")

    async def serve(address: str, port: int) -> None:
        number = int(address.rpartition(".")[2])
        said = ["--address", f"{address}/24:{port}", "--name", f"Air handler {number}"]
        said += ["--instance", str(4000 + number)]
        device = library.Application.from_args(words.SimpleArgumentParser().parse_args(said))
        try:
            await asyncio.sleep(86_400)
        finally:
            device.close()

    return lambda address, port: asyncio.run(serve(address, port))


def c104() -> Serve:
    library = load("c104")

    def serve(address: str, port: int) -> None:
        server = library.Server(ip=address, port=port)
        station = server.add_station(common_address=47)
        station.add_point(io_address=11, type=library.Type.M_ME_NC_1).value = 12.5
        server.start()
        signal.pause()

    return serve


KINDS: dict[str, Callable[[], Serve]] = {
    "pymodbus": pymodbus, "umodbus": umodbus, "modbus_tk": modbus_tk, "snap7": snap7,
    "asyncua": asyncua, "cpppo": cpppo, "bacpypes3": bacpypes3, "c104": c104,
}  # fmt: skip


def main(kind: str, places: list[str]) -> None:
    """Load the library, fork for each place, wait for all."""
    logging.disable(logging.WARNING)
    serve = KINDS[kind]()
    children = [_fork(serve, place) for place in places]

    def end(*_: object) -> None:
        for child in children:
            os.kill(child, signal.SIGKILL)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    for child in children:
        os.waitpid(child, 0)
        print(f"{kind}: the device of process {child} has ended", file=sys.stderr, flush=True)


def _fork(serve: Serve, place: str) -> int:
    child = os.fork()
    if child:
        return child
    namespace, _, where = place.rpartition("/")
    if namespace:
        enter(namespace)
    address, _, port = where.rpartition(":")
    try:
        serve(address, int(port))
    finally:
        os._exit(1)


if __name__ == "__main__":
    # The libraries must not be shadowed by files beside this one.
    sys.path[:] = [entry for entry in sys.path if Path(entry) != Path(__file__).parent]
    main(sys.argv[1], sys.argv[2:])
