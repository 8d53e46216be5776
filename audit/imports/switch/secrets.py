"""Text of switches in, the same text without passwords, communities and keys out.

Rules
-----
1. A word that names a secret takes the value after it away, whatever the dialect; words between
   that only say how it is written (`7`, `sha512`, `cipher`, `ENC`) stay.
2. What is a hash, a key or a certificate by its own look is taken away wherever it stands.
3. The number of lines stays, so that remarks name the right ones; doing it twice changes nothing.
4. A well-known default community leaves another mark: that it was one is a finding, no secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.imports.switch.terminal import decode

REMOVED = "[secret]"
DEFAULT = "[default-community]"
_DEFAULTS = ("public", "private")
_HOW = (
    r"(?:(?:\d{1,2}|0x\d|level\s+\d+|clear|plain|plaintext|cleartext|cipher|simple|scrypt|pbkdf2|"
    r"irreversible-cipher|ciphertext|encrypted|unencrypted|hash|hashed|sha\d*|sha-?\d{3}|md5|"
    r"des|des56|3des|aes|aes-?\d{3}|\d{3}|ascii(?:-text)?|hex(?:adecimal)?|text|ENC|auto|noauth|auth|type-\d|"
    r"localized(?:key)?|localizedkey|user-name\s+\S+|value|-?key)\s+){0,4}"
)
_VALUE = r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;\"']+)"
_HASHED = (
    r"(?P<value>\$(?:[0-9]{1,2}[a-z]?|sha\d+|y|U|aes\w*)\$[^\s\";]+|\bAAAA[A-Za-z0-9+/=]{40,}|"
    r"(?<![\w.:])0x[0-9a-fA-F]{16,}|%\^%#\S.*%\^%#|@%@%\S+@%@%|%@%@\S+%@%@|"
    r"(?<=\bENC )\S{6,})"
)
_WORDS = (
    r"(?:encrypted-|super-user-|port-config-|read-only-|auth(?:entication)?-|priv(?:acy)?-|"
    r"encryption-|admin-|login-|chap-|pap-|l2tp-|bind-|proxy-|plain-text-|http-|ftp-)?"
    r"(?:passwords?|passwd|passphrase|pwd|secret|psksecret|shared-secret|psk)"
    r"|pre-?shared-?key(?:s|\slocal|\sremote)?|shared-key|hash-key|key-string|auth-?key|"
    r"authentication-key|server-key|encrypted-key|encryption-key|session-key|private-key|wep-key|"
    r"wpa2?-psk|wpa2?-pre-shared-key|localized-key|key-hash|auth-string|api-?key|token|"
    r"message-digest-key\s+\d+|cak|primary-key|secondary-key|ppk-secret|privatekey|keystring"
)
_NO = (
    r"(?!(?:encryption|recovery|strength|policy|min\S*|max\S*|expir\S*|age|aging|history|"
    r"complexity|required|prompt|length|lockout|is|for|none|enable|disable|on|off|authentication|"
    r"manager$|control|format)\b)"
)


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_RULES: tuple[re.Pattern[str], ...] = (
    _rule(rf"(?<![\w-])(?:{_WORDS})(?:\s*[=:]\s*|\s+){_NO}(?:(?:manager|operator|all)\s+)?{_HOW}{_VALUE}"),
    _rule(rf"\b(?:tacacs\S*|radius\S*|isakmp|ldap\S*|server|host|authentication|accounting|ospf|bfd|"
          rf"ntp|ssh)\b.*?\s-?key\s+(?!chain|generate|zeroize|rsa|ecdsa|version){_HOW}{_VALUE}"),
    _rule(rf"^\s*(?:set )?key\s+(?!chain|generate|zeroize|\d+\s*$|rsa|"
          rf"config-key){_HOW}{_VALUE}\s*;?$"),
    _rule(r"\b(?:md5|sha\d*|hmac\S*|message-digest)\s+(?:\d\s+)?(?=\S*\d)(?P<value>\"?[0-9a-zA-Z$./+=!@#%^&*]{6,}\"?)"
          r"(?=\s|$)(?<!\bsha512)(?<!\bsha256)"),
    _rule(rf"\bauth(?:entication)?(?:-protocol|-mode)?\s+(?:md5|sha\S*)\s+(?:cipher\s+|localized\S*\s+|"
          rf"encrypted\s+|simple\s+|hex\s+)?{_VALUE}"),
    _rule(rf"\bpriv(?:acy)?(?:-protocol|-mode)?\s+(?!protocol)(?:(?:des\d*|3des|aes\S*)\s+)?(?:\d{{3}}\s+)?(?:cipher\s+|"
          rf"localized\S*\s+|encrypted\s+|simple\s+|hex\s+)?(?!\d\b|lvl|level|exec){_VALUE}"),
    _rule(r"\b(?:cipher|irreversible-cipher|ciphertext)\s+(?P<value>(?=\S*[^a-z\s-])\S{6,})"),
    _rule(rf"^create account (?:admin|user)\s+\S+\s+(?:encrypted\s+)?{_VALUE}"),
    _rule(r"\bencrypted\s+(?P<value>\"[^\"]+\"|\S{8,})"),
    _rule(rf"\busers?\s+passw(?:or)?d\s+\S+\s+{_HOW}{_VALUE}"),
    _rule(rf"\bkey\s+authentication\s+{_HOW}{_VALUE}"),
    _rule(rf"\bvrrp\s+\d+\s+authentication\s+{_HOW}{_VALUE}"),
    _rule(rf"\bauthentication\s+(?:text|key|string|simple)\s+{_HOW}{_VALUE}"),
    _rule(rf"\bvtp\s+password\s+{_VALUE}"),
    _rule(rf"\bcrypto\s+isakmp\s+key\s+{_HOW}{_VALUE}"),
)  # fmt: skip
_COMMUNITIES: tuple[re.Pattern[str], ...] = (
    _rule(rf"\bsnmp\S*\s+(?:add\s+|map\s+)?community(?:-map)?\s+(?:name\s+|string\s+|index\s+\d+\s+name\s+|"
          rf"(?:read(?:-?only|-?write|-?all)?|write|ro|rw|trap|map)\s+)?(?!ro\b|rw\b|group\b)"
          rf"(?:\d\s+|encrypted\s+|cipher\s+|simple\s+|clear\s+|plaintext\s+|hex\s+)?{_VALUE}"),
    _rule(rf"^\s*community\s+(?!map\b|mode\b){_VALUE}\s*(?:\{{|authorization\b|;|$)"),
    _rule(rf"\bcommunity(?:[ _-]?(?:name|index|string|security ?name|"
          rf"securityname))?\s*[:=]\s*{_VALUE}"),
    _rule(rf"\bsnmp\S*\s+(?:trap-)?host\s+\S+(?:\s+(?:vrf \S+|use-vrf \S+|traps?|informs?|inform|"
          rf"version|v?1|v?2c?|v?3|auth|noauth|priv|udp-port \d+|port \d+|community))*\s+"
          rf"(?:\d\s+|encrypted\s+)?{_VALUE}"),
    _rule(rf"\bsecurityname\s+(?:cipher\s+|simple\s+)?{_VALUE}"),
    _rule(rf"/snmp community .*?\bname={_VALUE}"),
    _rule(rf"\btrap-?(?:community|target).*?\bcommunity\s+{_VALUE}"),
)  # fmt: skip
_LOOKS = re.compile(_HASHED)
_HEX = re.compile(r"^\s+(?:[0-9A-Fa-f]{8}\s+){2,}[0-9A-Fa-f]{1,8}\s*$|^\s+[0-9A-Fa-f]{40,}\s*$")
_TRIGGER = re.compile(
    r"pass|pwd|secret|psk|key|community|securityname|snmp|md5|sha\d|hmac|cipher|encrypted|\$\w{1,6}\$|AAAA|"
    r"0x[0-9a-f]{16}|\bENC |auth|priv|token|%\^%#|@%|%@|account|\bcak\b",
    re.IGNORECASE,
)
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL)
_MARK = re.compile(r"\[secret\]|\[default-community\]")
_BLANKED = re.compile(r"^[\"']?(?:<\w+>|\*+|\[secret\]|\[default-community\])[\"']?$")


def redact(text: str) -> tuple[str, int]:
    """Return the text without secrets, and how many there were (also those taken away before)."""
    if "-----BEGIN" in text:
        text = _PEM.sub(_block, text)
    lines = text.split("\n")
    in_snmp = False
    for number, line in enumerate(lines):
        if _TRIGGER.search(line):
            lines[number] = _line(line)
        elif _HEX.match(line):
            lines[number] = f" {REMOVED}"
        in_snmp = _in_menu(lines, number, in_snmp=in_snmp)
    found = "\n".join(lines)
    return found, len(_MARK.findall(found))


def scrub(data: bytes) -> bytes:
    """Return a file's bytes without secrets; those of a file that holds none, unchanged."""
    text = decode(data)
    clean, _ = redact(text)
    return data if clean == text else clean.encode("utf-8")


def _block(match: re.Match[str]) -> str:
    """Only the lines between the marks; as many as there were."""
    return "\n".join([REMOVED] * (match[0].count("\n") + 1))


def _line(line: str) -> str:
    if len(line) > 4000:  # no line of a configuration is: what is in it is not looked for, but lost
        return f"{line[:200]} {REMOVED}"
    line = _LOOKS.sub(_taken(community=False), line)
    if ("community" in line.casefold() or "snmp" in line.casefold()) and not re.match(
        r"\s*(?:set|match) (?:ext)?community(?!\s+authorization)|ip (?:ext)?community", line
    ):
        for rule in _COMMUNITIES:
            line = rule.sub(_taken(community=True), line)
    for rule in _RULES:
        line = rule.sub(_taken(community=False), line)
    return line


def _taken(*, community: bool) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        value = match["value"]
        if _BLANKED.match(value) or _MARK.search(value):
            return match[0]
        bare = value.strip("\"'").casefold()
        mark = DEFAULT if community and bare in _DEFAULTS else REMOVED
        start, end = match.span("value")
        return match[0][: start - match.start()] + mark + match[0][end - match.start() :]

    return replace


def _in_menu(lines: list[str], number: int, *, in_snmp: bool) -> bool:
    """FortiOS names the community `set name` inside `config system snmp community`, RouterOS
    `name=` below `/snmp community`.
    """
    line = lines[number].strip()
    if line.startswith("config "):
        return line == "config system snmp community" or (in_snmp and "hosts" in line)
    if line.startswith("/"):
        return line.startswith("/snmp community")
    if in_snmp and (match := re.search(rf"(?:^set name |\bname=){_VALUE}", line)):
        lines[number] = lines[number].replace(match["value"], _mark(match["value"]))
    return in_snmp


def _mark(value: str) -> str:
    if _MARK.search(value):
        return value
    return DEFAULT if value.strip('"').casefold() in _DEFAULTS else REMOVED
