"""Secrets of devices: the key ring or the environment in, frozen records out. Never a file.

`PLANTREADY_CREDENTIAL_<NAME>` goes before the key ring, so that a run without a desktop works. A
record's repr hides the secrets: no log, traceback or observation can hold one by accident.
"""

from __future__ import annotations

import importlib
import os
import re
from dataclasses import dataclass, field
from typing import Any

from audit.net.errors import NetError

SERVICE = "plantready"
PREFIX = "PLANTREADY_CREDENTIAL_"
AUTH_KINDS = ("MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512")
"""RFC 3414 and RFC 7860."""
PRIV_KINDS = ("DES", "AES", "AES192", "AES256")
"""RFC 3414, RFC 3826; the longer ones as Cisco and net-snmp use them."""
MIN_PASSPHRASE = 8
"""RFC 3414 section 11.2."""


class CredentialError(NetError):
    """Raised when a credential is missing or not in the form; the message never holds its text."""


@dataclass(frozen=True, slots=True)
class Community:
    """SNMP v2c."""

    community: str = field(repr=False)

    @property
    def is_default(self) -> bool:
        """Whether it is one that agents are delivered with."""
        return self.community.casefold() in ("public", "private")


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """SNMP v3, user-based security."""

    user: str
    auth_kind: str = ""
    """One of AUTH_KINDS; empty: no authentication."""
    auth: str = field(default="", repr=False)
    priv_kind: str = ""
    """One of PRIV_KINDS; empty: no privacy."""
    priv: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """A login at a terminal."""

    user: str
    password: str = field(repr=False)
    enable: str = field(default="", repr=False)


Credential = Community | SnmpUser | Account


def parse_credential(text: str) -> Credential:
    """Read `community=…`, `user=…;password=…;enable=…` or `user=…;auth=SHA256:…;priv=AES:…`.

    Raises
    ------
    CredentialError
        When it is none of these; the message names the part, never its value.
    """
    parts: dict[str, str] = {}
    for part in re.split(r";(?=(?:user|password|enable|auth|priv)=)", text.strip()):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise CredentialError(f"a credential needs name=value in each part; {_FORMS}")
        parts[name.strip().casefold()] = value
    names = set(parts)
    if names == {"community"}:
        return Community(parts["community"])
    if {"user", "password"} <= names <= {"user", "password", "enable"}:
        return Account(parts["user"], parts["password"], parts.get("enable", ""))
    if "user" in names and names <= {"user", "auth", "priv"}:
        auth_kind, auth = _key(parts, "auth", AUTH_KINDS)
        priv_kind, priv = _key(parts, "priv", PRIV_KINDS)
        if priv and not auth:
            raise CredentialError("SNMPv3 has no privacy without authentication: add auth=KIND:…")
        return SnmpUser(parts["user"], auth_kind, auth, priv_kind, priv)
    raise CredentialError(f"these parts do not go together: {', '.join(sorted(names))}; {_FORMS}")


_FORMS = "forms: community=… | user=…;password=…;enable=… | user=…;auth=SHA256:…;priv=AES:…"


def _key(parts: dict[str, str], name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    if name not in parts:
        return "", ""
    kind, _, key = parts[name].partition(":")
    kind = kind.strip().upper().replace("-", "").replace("SHA1", "SHA").replace("AES128", "AES")
    if kind not in kinds:
        raise CredentialError(f"{name}= begins with one of {', '.join(kinds)} and a colon")
    if len(key) < MIN_PASSPHRASE:
        raise CredentialError(f"the passphrase of {name}= has fewer than {MIN_PASSPHRASE} letters")
    return kind, key


def variable(name: str) -> str:
    """Return the environment variable of a credential's name."""
    return PREFIX + re.sub(r"[^0-9A-Za-z_]", "_", name)


def find_credential(name: str) -> Credential:
    """Look a credential up: environment, then key ring.

    Raises
    ------
    CredentialError
        When there is none of that name, or it is not in the form.
    """
    if not name:
        raise CredentialError("the inventory names no credential for this switch")
    for key in (variable(name), variable(name).upper()):
        if text := os.environ.get(key):
            return parse_credential(text)
    if text := _from_key_ring(name):
        return parse_credential(text)
    raise CredentialError(
        f"no credential {name}: keep it with `plantready credential set {name}`, or set "
        f"{variable(name)}"
    )


def _from_key_ring(name: str) -> str | None:
    keyring: Any = importlib.import_module("keyring")
    try:
        found: str | None = keyring.get_password(SERVICE, name)
    except Exception:  # backends raise errors of their own where no desktop is there
        return None
    return found


def save_credential(name: str, text: str) -> None:
    """Keep a credential in the key ring.

    Raises
    ------
    CredentialError
        When it is not in the form, or this computer has no key ring.
    """
    parse_credential(text)
    _key_ring("set_password", name, text)


def remove_credential(name: str) -> None:
    """Forget a credential.

    Raises
    ------
    CredentialError
        When there is none, or this computer has no key ring.
    """
    _key_ring("delete_password", name)


def _key_ring(action: str, *arguments: str) -> None:
    keyring: Any = importlib.import_module("keyring")
    try:
        getattr(keyring, action)(SERVICE, *arguments)
    except Exception as error:  # backends raise errors of their own
        raise CredentialError(
            f"the key ring of this computer did not take it ({type(error).__name__}); set "
            f"{variable(arguments[0])} instead"
        ) from None
