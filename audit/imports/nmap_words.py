"""What nmap's scripts print of a service: script outputs in, words for its details out.

Source: the `@output` sections of ssl-cert.nse, ssl-enum-ciphers.nse, smb-protocols.nse,
smb2-security-mode.nse, smb-security-mode.nse, http-title.nse, http-server-header.nse, ntp-info.nse,
vnc-info.nse, banner.nse, snmp-info.nse, ssh-hostkey.nse and ftp-anon.nse (Nmap 7.x).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from audit.imports.secrets import without_secrets

MAX_WORD = 300


def words_of(outputs: Mapping[str, str], *, of_port: int | None = None) -> list[str]:
    """Return what the scripts of one port say.

    Parameters
    ----------
    of_port
        The outputs are those of the host; only what belongs to this port is returned.
    """
    found: list[str] = []
    for script, reader in _READERS.items():
        if script in outputs and (of_port is None or of_port in _PORTS.get(script, ())):
            word, _ = without_secrets(_plain(reader(outputs[script])))
            if word:
                found.append(word)
    return found


def _plain(text: str) -> str:
    kept = "".join(c if c.isprintable() else " " for c in text[: MAX_WORD * 4])
    return " ".join(kept.split())[:MAX_WORD]


def _certificate(text: str) -> str:
    """Whose, until when, and whether it vouches for itself."""
    subject = re.search(r"Subject: (.*)", text)
    issuer = re.search(r"Issuer: (.*)", text)
    until = re.search(r"Not valid after:\s*(\d{4}-\d{2}-\d{2})", text)
    if not subject:
        return ""
    name = re.search(r"commonName=([^/]*)", subject.group(1))
    words = [f"certificate of {name.group(1) if name else subject.group(1)}"]
    if until:
        words.append(f"valid until {until.group(1)}")
    if issuer and issuer.group(1).strip() == subject.group(1).strip():
        words.append("self-signed")
    marks = re.findall(r"^\s*SHA-(?:1|256):\s*([0-9a-f ]{40,100}?)\s*$", text, re.M | re.I)
    if marks:
        words.append(f"certificate fingerprint {_digits(marks[-1])}")
    return ", ".join(words)


def _host_key(text: str) -> str:
    """Of several kinds of keys the one that newer servers prefer."""
    found = re.findall(r"^\s*\d+\s+((?:[0-9a-f]{2}:){15}[0-9a-f]{2}) \((\w+)\)", text, re.M | re.I)
    order = ("ED25519", "ECDSA", "RSA", "DSA")
    keys = {kind.upper(): mark for mark, kind in found}
    best = next((keys[kind] for kind in order if kind in keys), "")
    return f"SSH key fingerprint {_digits(best)}" if best else ""


def _digits(text: str) -> str:
    return re.sub(r"[^0-9a-f]", "", text.casefold())[:64]


def _versions(text: str) -> str:
    names = dict.fromkeys(re.findall(r"\b(SSLv2|SSLv3|TLSv1\.\d)\b", text))
    return f"offers {', '.join(names)}" if names else ""


def _dialects(text: str) -> str:
    """`NT LM 0.12 (SMBv1)` and the like; 202 and 2:0:2 are the same dialect."""
    found = re.findall(r"NT LM 0\.12|(?<![\d.:])\d(?:[.:]?\d){1,2}(?![\d.:])", text)
    dialects = dict.fromkeys("SMBv1" if d.startswith("NT") else _dotted(d) for d in found)
    return f"SMB dialects {', '.join(dialects)}" if dialects else ""


def _dotted(dialect: str) -> str:
    return ".".join(re.sub(r"[.:]", "", dialect))


def _signing(text: str) -> str:
    match = re.search(r"(?:message_signing:\s*|Message signing )([^\n(]+)", text, re.I)
    return f"message signing {match.group(1).strip()}" if match else ""


def _time(text: str) -> str:
    pairs = dict(re.findall(r"^\s*([a-z_ ]+?)\s*:\s*(\S.*)$", text, re.M | re.I))
    shown = [f"{key} {pairs[key]}" for key in ("stratum", "refid", "system", "version")
             if key in pairs]  # fmt: skip
    return f"ntp: {', '.join(shown)}" if shown else ""


def _vnc(text: str) -> str:
    kinds = re.findall(r"^\s+(.+?) \(\d+\)", text, re.M)
    return f"vnc security {', '.join(dict.fromkeys(kinds))}" if kinds else ""


def _snmp(text: str) -> str:
    return "answers to SNMPv3" if "engineID" in text else ""


def _ftp(text: str) -> str:
    return "anonymous FTP login allowed" if "Anonymous FTP login allowed" in text else ""


def _first_line(label: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        empty = not first or first.startswith(("ERROR", "Site doesn't have a title"))
        return "" if empty else f"{label} {first}"

    return read


_READERS: dict[str, Callable[[str], str]] = {
    "ssl-cert": _certificate,
    "ssl-enum-ciphers": _versions,
    "ssh-hostkey": _host_key,
    "smb-protocols": _dialects,
    "smb2-security-mode": _signing,
    "smb-security-mode": _signing,
    "http-title": _first_line("title"),
    "http-server-header": _first_line("server"),
    "banner": _first_line("banner"),
    "ntp-info": _time,
    "vnc-info": _vnc,
    "snmp-info": _snmp,
    "ftp-anon": _ftp,
}
_PORTS = {
    "smb-protocols": (139, 445),
    "smb2-security-mode": (445,),
    "smb-security-mode": (139, 445),
}
"""Scripts that print below the host → the ports they speak of."""
