"""What system commands print, written by hand in their format: no text of a real computer."""

ARP_WINDOWS_ENGLISH = """
Interface: 10.20.30.250 --- 0x6
  Internet Address      Physical Address      Type
  10.20.30.1            00-1b-1b-00-00-01     dynamic
  10.20.30.5            00-1b-1b-00-00-05     dynamic
  10.20.30.255          ff-ff-ff-ff-ff-ff     static
  224.0.0.22            01-00-5e-00-00-16     static
  255.255.255.255       ff-ff-ff-ff-ff-ff     static
"""
ARP_WINDOWS_GERMAN = """
Schnittstelle: 10.20.30.250 --- 0x6
  Internetadresse       Physische Adresse     Typ
  10.20.30.1            00-1b-1b-00-00-01     dynamisch
  10.20.30.5            00-1b-1b-00-00-05     dynamisch
  10.20.30.9            00-00-00-00-00-00     ung\ufffdltig
  10.20.30.255          ff-ff-ff-ff-ff-ff     statisch
  239.255.255.250       01-00-5e-7f-ff-fa     statisch
"""
ARP_WINDOWS_FRENCH = """
Interface\ufffd: 10.20.30.250 --- 0x6
  Adresse Internet      Adresse physique      Type
  10.20.30.1            00-1b-1b-00-00-01     dynamique
  10.20.30.5            00-1b-1b-00-00-05     dynamique
  10.20.30.255          ff-ff-ff-ff-ff-ff     statique
"""
ARP_MACOS = """\
? (10.20.30.1) at 0:1b:1b:0:0:1 on en0 ifscope [ethernet]
plc-l1.plant.example (10.20.30.5) at 0:1b:1b:0:0:5 on en0 ifscope [ethernet]
? (10.20.30.9) at (incomplete) on en0 ifscope [ethernet]
? (10.20.30.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
"""
NEIGH_LINUX = """\
fe80::21b:1bff:fe00:1 dev eth0 lladdr 00:1b:1b:00:00:01 router REACHABLE
fe80::21b:1bff:fe00:5 dev eth0 lladdr 00:1b:1b:00:00:05 STALE
fe80::9 dev eth0 FAILED
fe80::a dev eth0  INCOMPLETE
ff02::1 dev eth0 lladdr 33:33:00:00:00:01 NOARP
"""
NETSH_ENGLISH = """
Interface 6: Ethernet


Internet Address                              Physical Address   Type
--------------------------------------------  -----------------  -----------
fe80::21b:1bff:fe00:1                         00-1b-1b-00-00-01  Reachable (Router)
fe80::21b:1bff:fe00:5                         00-1b-1b-00-00-05  Stale
fe80::9                                       Unreachable        Unreachable
fe80::a                                       00-00-00-00-00-00  Unreachable
ff02::1                                       33-33-00-00-00-01  Permanent
"""
NETSH_GERMAN = """
Schnittstelle 6: Ethernet


Internetadresse                               Physische Adresse  Typ
--------------------------------------------  -----------------  -----------
fe80::21b:1bff:fe00:1                         00-1b-1b-00-00-01  Erreichbar (Router)
fe80::21b:1bff:fe00:5                         00-1b-1b-00-00-05  Abgelaufen
fe80::9                                       Nicht erreichbar   Nicht erreichbar
ff02::1                                       33-33-00-00-00-01  Permanent
"""
NETSH_FRENCH = """
Interface 6\ufffd: Ethernet


Adresse Internet                              Adresse physique   Type
--------------------------------------------  -----------------  -----------
fe80::21b:1bff:fe00:1                         00-1b-1b-00-00-01  Accessible (Routeur)
fe80::21b:1bff:fe00:5                         00-1b-1b-00-00-05  Obsol\ufffdte
fe80::9                                       Inaccessible       Inaccessible
ff02::1                                       33-33-00-00-00-01  Permanent
"""
NDP_MACOS = """\
Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs
fe80::1%lo0                             (incomplete)         lo0 permanent R
fe80::21b:1bff:fe00:1%en0               0:1b:1b:0:0:1        en0 23h59m58s S  R
fe80::21b:1bff:fe00:5%en0               0:1b:1b:0:0:5        en0 5s        R
fe80::9%en0                             (incomplete)         en0 expired   N
ff02::1%en0                             33:33:0:0:0:1        en0 permanent R
"""
ROUTE_ENGLISH = """\
===========================================================================
Interface List
  6...00 1b 1b 00 00 fa ......Ethernet Adapter
  1...........................Software Loopback Interface 1
===========================================================================

IPv4 Route Table
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0       10.20.30.1     10.20.30.250     25
          0.0.0.0          0.0.0.0      172.16.9.1      172.16.9.20      55
       10.20.30.0    255.255.255.0         On-link      10.20.30.250    281
     10.20.30.250  255.255.255.255         On-link      10.20.30.250    281
       10.20.40.0    255.255.255.0       10.20.30.7     10.20.30.250     26
        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331
        224.0.0.0        240.0.0.0         On-link      10.20.30.250    281
  255.255.255.255  255.255.255.255         On-link      10.20.30.250    281
===========================================================================
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
          0.0.0.0          0.0.0.0      10.99.99.1  Default
===========================================================================
"""
ROUTE_GERMAN = (
    ROUTE_ENGLISH.replace("On-link", "Auf Verbindung")
    .replace("Active Routes:", "Aktive Routen:")
    .replace("Persistent Routes:", "St\ufffdndige Routen:")
    .replace("Network Destination        Netmask          Gateway       Interface  Metric",
             "     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik")
    .replace("Default\n", "Standard\n")
)  # fmt: skip
ROUTE_FRENCH = (
    ROUTE_ENGLISH.replace("Active Routes:", "Itin\ufffdraires actifs\ufffd:")
    .replace("Network Destination        Netmask          Gateway       Interface  Metric",
             "Destination r\ufffdseau  Masque r\ufffdseau  Adr. passerelle  Adr. interface  M.")
    .replace("Default\n", "Par d\ufffdfaut\n")
)  # fmt: skip
NETSTAT_MACOS = """\
Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            10.20.30.1         UGScg                 en0
127                127.0.0.1          UCS                   lo0
127.0.0.1          127.0.0.1          UH                    lo0
10.20.30/24        link#6             UCS                   en0      !
10.20.30.1/32      link#6             UCS                   en0      !
10.20.30.1         0:1b:1b:0:0:1      UHLWIir               en0   1170
10.20.40/24        10.20.30.7         UGSc                  en0
224.0.0/4          link#6             UmCS                  en0      !
"""
PINGS_ANSWERED = (
    "Reply from 10.20.30.5: bytes=32 time<1ms TTL=64",
    "Antwort von 10.20.30.5: Bytes=32 Zeit<1ms TTL=64",
    "R\ufffdponse de 10.20.30.5\ufffd: octets=32 temps<1ms TTL=64",
    "64 bytes from 10.20.30.5: icmp_seq=0 ttl=64 time=0.412 ms",
    "64 Bytes von 10.20.30.5: icmp_seq=1 ttl=64 Zeit=0.41 ms",
)
PINGS_UNANSWERED = (
    "Reply from 10.20.30.250: Destination host unreachable.",
    "Antwort von 10.20.30.250: Zielhost nicht erreichbar.",
    "R\ufffdponse de 10.20.30.250\ufffd: Impossible de joindre l\u2019h\ufffdte de destination.",
    "Request timed out.",
    "Zeit\ufffdberschreitung der Anforderung.",
    "D\ufffdlai d\u2019attente de la demande d\ufffdpass\ufffd.",
    "1 packets transmitted, 0 packets received, 100.0% packet loss",
)
