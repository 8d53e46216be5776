"""A terminal's log as bytes in, the text that stood on the screen out.

Logs come in UTF-8, UTF-16 or a code page, with carriage returns, backspaces, colours, pager marks
and time stamps before each line; all of that is undone here, so that line numbers stay those of the
file.
"""

from __future__ import annotations

import re

PAGER = re.compile(
    r" *(?:<?-{2,} ?\(?more ?\d*%?\)? ?-+>?(?: ?or \(q\)uit)?(?: ?\([^)\n]*\))?|"
    r"-- MORE --[^\x08\r\n]*|"
    r"Press (?:any key|<SPACE>|SPACE|Q or|Enter)[^\x08\r\n]{0,60}(?:quit|"
    r"continue)[^\x08\r\n]{0,20}|"
    r"(?:More: <space>,|Quit: q)[^\x08\r\n]{0,60})"
    r" *(?:\x08[ \x08]*|\r *\r)?",
    re.IGNORECASE,
)
"""The pager's mark with the backspaces and blanks that wipe it out again."""
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?|[()][A-Z0-9]|[=>78DEHMNOc])"
)
_STAMP = re.compile(
    r"^\[?(?:\d{4}[-/.]\d\d[-/.]\d\d[ T_]|"
    r"(?:\w{3} )?\w{3} +\d{1,2} )?\d\d:\d\d:\d\d(?![:\d])(?:[.,]\d{1,6})?"
    r"(?:Z|[+-]\d\d:?\d\d| \d{4})?\]?:?[ \t]?"
)
_BANNER = re.compile(r"^=~=~=.*=~=~=.*$", re.MULTILINE)
_UTF16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
MAX_OVERTYPED = 20_000


def decode(data: bytes) -> str:
    """Decode by byte order mark, by where the zero octets stand, else UTF-8, else Latin."""
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    start = data[:2048]
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 8 and start[place::2].count(0) * 10 > len(start) * 4:
            return data.decode(encoding, "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def plain(data: bytes) -> str:
    """Return what stood on the screen, a line for each line of the file."""
    text = decode(data).replace("\x00", "").replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    text = _BANNER.sub("", text.replace("\x07", ""))
    if re.search(r"(?i)more|press|quit", text):
        text = PAGER.sub("", text)
    if "\x08" in text or "\r" in text:
        text = "\n".join(
            _typed(line) if "\x08" in line or "\r" in line else line for line in text.split("\n")
        )
    return _unstamped(text)


def _typed(line: str) -> str:
    """Apply backspaces and carriage returns as a screen does."""
    line = line.rstrip("\r")[:MAX_OVERTYPED]
    shown: list[str] = []
    at = 0
    for sign in line:
        if sign == "\x08":
            at = max(0, at - 1)
        elif sign == "\r":
            at = 0
        else:
            shown[at : at + 1] = [sign]
            at += 1
    return "".join(shown)


def _unstamped(text: str) -> str:
    """Take the time stamps away when most lines begin with one."""
    head = [line for line in text[:60_000].split("\n") if line.strip()][:400]
    stamped = sum(bool(_STAMP.match(line)) for line in head)
    if len(head) < 3 or stamped * 10 < len(head) * 7:
        return text
    return "\n".join(_STAMP.sub("", line, count=1) for line in text.split("\n"))
