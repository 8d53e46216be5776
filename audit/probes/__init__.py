"""Ask the live network. One folder a protocol; a new one adds its line to ALL."""

from audit.net.target import Probe
from audit.probes.ads import PROBE as ADS
from audit.probes.bacnet import PROBE as BACNET
from audit.probes.codesys import PROBE as CODESYS
from audit.probes.dnp3 import PROBE as DNP3
from audit.probes.dns import PROBE as DNS
from audit.probes.enip import PROBE as ENIP
from audit.probes.fins import PROBE as FINS
from audit.probes.hartip import PROBE as HARTIP
from audit.probes.http import PROBE as HTTP
from audit.probes.iec104 import PROBE as IEC104
from audit.probes.modbus import PROBE as MODBUS
from audit.probes.mqtt import PROBE as MQTT
from audit.probes.ntp import PROBE as NTP
from audit.probes.opcua import PROBE as OPCUA
from audit.probes.opcua_session import PROBE as OPCUA_SESSION
from audit.probes.pndcp import PROBE as PNDCP
from audit.probes.rdp import PROBE as RDP
from audit.probes.s7 import PROBE as S7
from audit.probes.slmp import PROBE as SLMP
from audit.probes.smb import PROBE as SMB
from audit.probes.snmp import PROBE as SNMP
from audit.probes.ssh import PROBE as SSH
from audit.probes.syslog import PROBE as SYSLOG
from audit.probes.tcp import PROBE as TCP
from audit.probes.tls import PROBE as TLS

ALL: tuple[Probe, ...] = (
    TCP,
    SNMP,
    SSH,
    MODBUS,
    OPCUA,
    OPCUA_SESSION,
    S7,
    ENIP,
    PNDCP,
    BACNET,
    FINS,
    SLMP,
    ADS,
    CODESYS,
    IEC104,
    DNP3,
    HARTIP,
    MQTT,
    HTTP,
    TLS,
    SMB,
    RDP,
    NTP,
    DNS,
    SYSLOG,
)
