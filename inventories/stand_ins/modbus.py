"""A Modbus TCP device with identification: pymodbus' server. `python -m
inventories.stand_ins.modbus`.
"""

from __future__ import annotations

import argparse
import importlib
import json
from typing import Any

from inventories.stand_ins.life import run


async def serve(address: str, port: int, identity: dict[str, str]) -> None:
    """Serve 16 holding registers and the identification until the process ends."""
    server: Any = importlib.import_module("pymodbus.server")
    simulator: Any = importlib.import_module("pymodbus.simulator")
    device: Any = importlib.import_module("pymodbus.pdu.device")
    data = simulator.SimData(0, count=16, values=0, datatype=simulator.DataType.REGISTERS)
    await server.StartAsyncTcpServer(
        simulator.SimDevice(0, simdata=[data]),
        identity=device.ModbusDeviceIdentification(info_name=identity),
        address=(address, port),
    )


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--identity", default="{}")
    given = parser.parse_args()
    run(serve(given.address, given.port, json.loads(given.identity)))


if __name__ == "__main__":
    main()
