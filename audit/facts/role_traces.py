"""What traces devices of a class leave: words, ports, object ids and makers, as data."""

from __future__ import annotations

MODELS: tuple[tuple[str, str], ...] = (
    ("HMI", r"panelview|simatic hmi|comfort panel|\bk?tp ?\d{3,4}\b|\bmtp ?\d{3,4}\b|magelis"),
    ("drive", r"sinamics|powerflex|altivar|\batv ?\d|micromaster|\bacs ?\d{3}|lenze i5|movidrive"),
    ("IO", r"\bet ?200|\bim ?15\d|versamax|point ?i/?o|\b1734-|\b1794-|axioline|\bfen20|\bbl20"),
    ("robot", r"\bkrc ?\d|\birc5|omnicore|r-30i[ab]|\bur(?:3|5|10|16|20)e?\b(?= robot)"),
    (
        "controller",
        r"\bcpu ?\d{3,4}|\bs7-(?:1200|1500|300|400)|\b6es7 ?[23]1\d|\b1756-l|\b1769-l|\b1747-l|"
        r"\b1766-l|slc ?5/|micrologix|(?:control|compact)logix|\bm340|\bm580|\bm221|\bm241|modicon|"
        r"\bcx\d{4}|\b750-8\d\d|pfc[12]00|\bcj[12]m|\bnx1p|\bnj\d{3}|\bfx[35]u|\baxc f ",
    ),
    ("phone", r"\bip ?phone|\bcp-\d{4}|\bsep[0-9a-f]{12}\b|polycom|yealink|\bsnom|voip"),
    (
        "printer",
        r"laserjet|officejet|designjet|pagewide|jetdirect|imagerunner|\bbizhub|workcentre|"
        r"versalink|aficio|ecosys|taskalfa|\bzt\d{3}\b|\bzd\d{3}\b|\bgk420|\bprinter\b",
    ),
    ("camera", r"\baxis [mpqv]\d|network camera|ip camera|\bipcam|in-sight|\bds-2cd|\bipc-h"),
    ("UPS", r"smart-?ups|symmetra|\bups (?:network|snmp)|powerware|galaxy vs|\bsnmp web card"),
    ("firewall", r"fortigate|palo alto|\bpa-\d{3}|sonicwall|\basa ?55|firepower|\bmguard"),
    ("AP", r"\bair-[cl]?ap|\bc91\d\dax|scalance w|\buap-|\baironet|\baccess point\b"),
    ("switch", r"scalance x|catalyst|\bws-c\d|\bie-\d{4}|\bie[1-9]000|stratix|procurve|\beds-\d"),
    (
        "router",
        r"\bcisco ?(?:8\d\d|1[89]\d\d|2[689]\d\d|3[89]\d\d)\b|\bisr ?\d|\basr ?\d|routerboard",
    ),
    ("server", r"vmware esx|proxmox|windows server|proliant|poweredge|synology|\bqnap"),
    ("building", r"bacnet|desigo|\bpxc\d|niagara|\bjace|tridium|\bsauter|\bknx"),
)
"""Role, pattern on a model or on what a device says of itself, lower case."""
NAMES: tuple[tuple[str, str], ...] = (
    ("remote access", r"\bewon|secomea|sitemanager|tosibox|\bmguard|\bixrouter|\bmbnet\b"),
    ("AP", r"\btl-w[ar]\d|\bunifi-ap|\buap-|access-?point"),
    ("printer", r"drucker|printer|imprimante|impresora|stampante|laserjet|^npi[0-9a-f]{6}$"
                r"|^brn[0-9a-f]{12}$|^brw[0-9a-f]{12}$|^zbr\d|^lxk|^krm|^xrx[0-9a-f]{8,}"),
    ("camera", r"kamera|camera|caméra|^axis-[0-9a-f]{12}|webcam"),
    ("robot", r"robot"),
    ("drive", r"umrichter|antrieb|inverter"),
    ("controller", r"steuerung|automate"),
    ("phone", r"telefon|^sep[0-9a-f]{12}$|ip-?phone"),
    ("firewall", r"firewall"),
    ("safety", r"sicherheit|safety"),
    ("building", r"klima|lüftung|heizung|hvac|bacnet"),
)  # fmt: skip
"""Role, pattern on a name, lower case: what makers preset and what plants call things."""
TOKENS: dict[str, frozenset[str]] = {
    "controller": frozenset({"plc", "sps", "pac", "plcs"}),
    "HMI": frozenset({"hmi", "ihm", "panel", "op", "tp"}) - {"op", "tp"},
    "IO": frozenset({"rio", "et", "io"}) - {"et", "io"},
    "drive": frozenset({"drv", "vfd", "vsd", "fu", "drive"}),
    "robot": frozenset({"rob", "kuka", "cobot"}),
    "camera": frozenset({"cam", "kam", "cctv", "cams"}),
    "printer": frozenset({"prn", "prt", "drk", "printer"}),
    "phone": frozenset({"phone", "voip"}),
    "AP": frozenset({"ap", "wap", "wlan"}),
    "switch": frozenset({"sw", "swt", "switch"}),
    "server": frozenset({"srv", "server", "esx", "esxi", "nas", "nvr"}),
    "office": frozenset({"pc", "nb", "laptop", "notebook", "desktop", "buero", "office"}),
    "router": frozenset({"rtr", "router"}),
    "firewall": frozenset({"fw", "fgt", "asa"}),
    "UPS": frozenset({"ups", "usv"}),
    "gateway": frozenset({"gw", "gateway"}),
    "engineering": frozenset({"ews", "pg"}),
    "building": frozenset({"glt", "bms", "hlk"}),
    "safety": frozenset({"fcpu", "safety"}),
    "sensor": frozenset({"rfid", "sensor"}),
}
"""Role → whole words of a name."""
VENDORS: tuple[tuple[str, str], ...] = (
    (
        "printer",
        r"\b(brother|lexmark|kyocera|ricoh|xerox|konica|zebra technologies|oki data|"
        r"seiko epson|sato|toshiba tec|citizen systems|cab produkttechnik|canon)\b",
    ),
    (
        "camera",
        r"\b(axis communications|hikvision|dahua|mobotix|vivotek|hanwha|basler|cognex|bosch "
        r"security|geovision|allied vision)\b",
    ),
    ("remote access", r"\b(ewon|secomea|tosibox|ixon|mb connect line)\b"),
    ("phone", r"\b(polycom|yealink|snom|grandstream|mitel|unify|gigaset|innovaphone)\b"),
    ("robot", r"\b(kuka|fanuc robot\w*|universal robots|staubli|stäubli|franka)\b"),
    ("UPS", r"\b(american power conversion|mge ups|liebert|socomec|riello)\b"),
    ("sensor", r"\b(sick|ifm electronic|keyence|pepperl|leuze|balluff|baumer)\b"),
    ("drive", r"\b(sew.?eurodrive|lenze|danfoss drives|nord drivesystems|keb automation)\b"),
    ("building", r"\b(sauter|belimo|kieback|delta controls|tridium|reliable controls|distech)\b"),
    ("AP", r"\b(ruckus|aerohive|mist systems|meru)\b"),
)
"""Role, pattern on the maker that an address block is registered to: makers of one class only."""
PORTS: tuple[tuple[str, str, frozenset[int], frozenset[str]], ...] = (
    ("printer", "B", frozenset({515, 9100}), frozenset({"jetdirect", "printer", "pdl-datastream"})),
    ("printer", "C", frozenset({631}), frozenset({"ipp"})),
    ("camera", "B", frozenset({554}), frozenset({"rtsp"})),
    ("building", "B", frozenset({47808}), frozenset({"bacnet"})),
    ("building", "C", frozenset({1911, 4911}), frozenset({"fox"})),
    ("controller", "B", frozenset({102, 18245, 20547, 11740, 5094}), frozenset({"s7comm", "s7"})),
    ("controller", "C", frozenset({502, 44818, 2222, 9600, 5007, 34964, 2404, 20000}),
     frozenset({"modbus", "enip", "fins", "melsec", "pn_io"})),
    ("phone", "C", frozenset({5060, 5061, 2000}), frozenset({"sip", "skinny"})),
    ("UPS", "C", frozenset({3052, 3493}), frozenset({"apcupsd", "nut"})),
    ("robot", "C", frozenset({30001, 30002, 30003}), frozenset[str]()),
    ("server", "C", frozenset({88, 389, 636, 1433, 1521, 3306, 5432, 8086}),
     frozenset({"kerberos", "ldap", "ms-sql-s", "oracle", "mysql", "postgresql"})),
    ("controller", "D", frozenset({4840}), frozenset({"opcua", "opc ua"})),
)  # fmt: skip
"""Role, grade, ports, protocols of what a device serves."""
CONTROL = {"modbus": "Modbus TCP", "s7comm": "S7comm", "s7": "S7comm", "enip": "EtherNet/IP"}
CAPABILITIES: tuple[tuple[str, str], ...] = (
    ("phone", "phone"),
    ("wlan", "AP"),
    ("bridge", "switch"),
    ("router", "router"),
)
"""What a neighbour says it can, the more telling first: a phone bridges too."""
OBJECT_IDS: tuple[tuple[str, str], ...] = (
    ("11.2.3.9", "printer"), ("2435", "printer"), ("641", "printer"), ("1602", "printer"),
    ("253", "printer"), ("1347", "printer"), ("367", "printer"), ("10642", "printer"),
    ("18334", "printer"), ("1248", "printer"), ("368", "camera"), ("39165", "camera"),
    ("1004849", "camera"), ("318", "UPS"), ("534", "UPS"), ("476.1.42", "UPS"), ("705", "UPS"),
    ("935", "UPS"), ("2254.2", "UPS"), ("311.1.1.3.1.1", "office"), ("311.1.1.3.1.2", "server"),
    ("311.1.1.3.1.3", "server"), ("6876.4.1", "server"), ("6574", "server"), ("24681", "server"),
    ("12356.101", "firewall"), ("25461.2.3", "firewall"), ("2620", "firewall"),
    ("8741", "firewall"), ("25053", "AP"), ("13885", "phone"),
)  # fmt: skip
"""Under 1.3.6.1.4.1 (private enterprises): arcs whose devices are of one class."""
