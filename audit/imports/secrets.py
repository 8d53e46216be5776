"""Passwords in lists: texts in, texts without them and how many were thrown away out."""

from __future__ import annotations

import re

from audit.inventory.rows import header_key

REMOVED = "(removed)"

_SECRET_COLUMN = re.compile(
    r"^(initial|default|current|old|new|user|unicode|admin|wlan|wifi|local|login)?"
    r"(password|passwort|kennwort|passwd|passcode|pwd|pw|pass|pin|psk|secret|token|apikey|key|"
    r"presharedkey|communitystring|community|hash|ntpwdhistory|lmpwdhistory|pwdhash|nthash|"
    r"motdepasse|contrasena|mcsadmpwd|msmcsadmpwd|mslapspassword|"
    r"mslapsencryptedpassword|supplementalcredentials|privatekey)(s|hash|value|plain)?\d*$"
)
_WORD = (
    r"pass\s?word|pass\s?wort|kennwort|passwd|passcode|pwd|pw|pin|psk|pre-?shared key|secret|"
    r"community(?: string)?|mot de passe"
)
_IN_TEXT = re.compile(
    rf"\b({_WORD})\b(\s*[:=]\s*|\s+(?:is|ist|lautet)\s*[:=]?\s+(?=[\"']|\S*[\d!@#$%&*+]))"
    r"(\"[^\"]*\"|'[^']*'|\S+)",
    re.I,
)
"""After `is` only what looks like a password: `the password is kept by IT` is a sentence."""


def is_secret_column(name: str) -> bool:
    """Whether a column of this name holds passwords or keys (not when they were changed)."""
    return bool(_SECRET_COLUMN.match(header_key(name)))


def without_secrets(text: str) -> tuple[str, int]:
    """Return the text with `password: …` and the like removed, and how many were."""
    return _IN_TEXT.subn(rf"\1\2{REMOVED}", text)
