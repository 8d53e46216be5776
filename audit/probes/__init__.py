"""Ask the live network. One folder a protocol; a new one adds its line to ALL."""

from audit.net.target import Probe
from audit.probes.modbus import PROBE as MODBUS
from audit.probes.opcua import PROBE as OPCUA
from audit.probes.snmp import PROBE as SNMP
from audit.probes.ssh import PROBE as SSH
from audit.probes.tcp import PROBE as TCP

ALL: tuple[Probe, ...] = (TCP, SNMP, SSH, MODBUS, OPCUA)
