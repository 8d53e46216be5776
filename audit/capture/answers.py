"""Answers of S7 controllers that come in several messages, put together again.

A status list that does not fit one message is fetched in pieces: each names the same data unit and
says whether more follow, and only the first begins with the list's own header.

Source: the user data part of S7 messages as Siemens' status list services send it: type and group
at byte 5 of the parameters, data unit at 8, whether more follow at 9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from audit.capture.clue import Look

MAX_OPEN, MAX_BYTES = 256, 32_768
"""Answers that are waited for at a time, and how long one may become."""
_HEAD, _BODY = 17, 33
"""Where the parameters begin behind the headers of RFC 1006, ISO 8073 and S7; where the data do."""
_TYPE, _UNIT, _MORE = _HEAD + 5, _HEAD + 8, _HEAD + 9
_Key: TypeAlias = tuple[str, int, str, int, int]


@dataclass(slots=True)
class Answers:
    """Beginnings of answers whose rest has not come yet, the oldest first."""

    begun: dict[_Key, bytes] = field(default_factory=dict[_Key, bytes])

    def whole(self, look: Look) -> Look:
        """Give a message with all that came before it; one that makes no sense alone without its
        data. Whatever is no piece of an answer stays as it is.
        """
        data = look.payload
        if data[7:9] != b"\x32\x07" or data[:2] != b"\x03\x00" or len(data) <= _BODY:
            return look
        unit, more = data[_UNIT], data[_MORE]
        if data[_TYPE] != 0x84 or not unit:
            return look
        key = (look.src_ip, look.sport, look.dst_ip, look.dport, unit)
        before = self.begun.pop(key, b"")
        if more and not before:
            self._keep(key, data)
            return look
        body = data[_BODY : _BODY + int.from_bytes(data[_BODY - 2 : _BODY], "big")]
        if not before or len(before) + len(body) > MAX_BYTES:
            return look._replace(payload=data[:_HEAD])
        if more:
            self._keep(key, before + body)
            return look._replace(payload=data[:_HEAD])
        return look._replace(payload=before + body)

    def _keep(self, key: _Key, data: bytes) -> None:
        if len(self.begun) >= MAX_OPEN:
            del self.begun[next(iter(self.begun))]
        self.begun[key] = data
