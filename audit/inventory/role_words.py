"""Which role a word in a list means, in the languages that plants write in: text in, role out."""

from __future__ import annotations

import re

from audit.inventory.tables.plant import Role

_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.SAFETY, r"safety|sicherheits|sécurité|seguridad|sicurezza|f-?(?:cpu|plc|sps)"),
    (Role.REMOTE_ACCESS, r"remote.?(?:access|maintenance|service)|fernwart|fernzugriff|télémaint"),
    (Role.PHONE, r"ip.?phone|\bphones?\b|telefon|téléphone|teléfono|\bvoip\b|handset"),
    (Role.UPS, r"\bu[ps]{2}\b|\busv\b|onduleur|\bsai\b|uninterrupt"),
    (Role.FIREWALL, r"fire.?wall|pare-?feu|cortafuegos|\bngfw\b"),
    (Role.AP, r"access.?point|\baps?\b|\bwlan\b|wi-?fi|point d.acc|punto de acceso|wireless"),
    (Role.HMI, r"\bhmi|\bih[mx]\b|bediengerät|bedienpanel|bedienterminal|operator panel"
               r"|touch ?panel|panel.?view|pupitre|pannello"),
    (Role.ROBOT, r"\brobot|roboter|cobot"),
    (Role.CONTROLLER, r"\bplc|\bsps|\bpac\b|\bapi\b|automate|controll?er|steuerung|\bcpu\b"
                      r"|autómata|controllore"),
    (Role.IO, r"\bi/?o\b|remote.?io|dezentrale|periferi|busklemme|\bet ?200|feldbus.?modul"),
    (Role.DRIVE, r"\bdrives?\b|inverter|umrichter|antrieb|\bvfd\b|\bvsd\b|\bfu\b|variateur|servo"
                 r"|variador|azionamento"),
    (Role.CAMERA, r"camera|kamera|caméra|cámara|telecamera|\bcctv\b|vision"),
    (Role.PRINTER, r"print|drucker|imprimante|impresora|stampante|\bmfp\b|\bmfc\b"),
    (Role.SENSOR, r"sensor|messumformer|transmitter|capteur|sensore|encoder|\brfid\b|scanner"),
    (Role.BUILDING, r"building|gebäude|\bgl[at]\b|\bhvac\b|\bbms\b|heizung|lüftung|klima|\bknx\b"
                    r"|bacnet|gtb\b|access control|zutritt"),
    (Role.ENGINEERING, r"engineering|programmier|\bpg\b|\bews\b|programming"),
    (Role.ROUTER, r"\brouters?\b|routeur|enrutador|\bwan\b|\bcpe\b"),
    (Role.SWITCH, r"switch|\bsw\b|commutateur|conmutador|\btor\b|\bleaf\b|\bspine\b|access layer"
                  r"|distribution|\bcore\b"),
    (Role.GATEWAY, r"gateway|passerelle|koppler|protocol converter|edge"),
    (Role.SERVER, r"server|serveur|servidor|\bnas\b|hypervisor|\besxi?\b|historian|\bscada\b"
                  r"|\bmes\b|\bnvr\b|storage"),
    (Role.OFFICE, r"office|büro|\bpc\b|work.?station|laptop|notebook|desktop|client|arbeitsplatz"
                  r"|\bordinateur|bureau"),
)  # fmt: skip
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _WORDS)


def role_word(text: str) -> Role:
    """The role a word means: the inventory's own words first, then what people call it."""
    plain = re.sub(r"[_-]+", " ", text.strip().casefold())
    try:
        return Role(text)
    except ValueError:
        pass
    for role in Role:
        if role and plain == role.casefold():
            return role
    return next((role for role, pattern in _PATTERNS if pattern.search(plain)), Role.UNKNOWN)
