"""Text dumps of switches: show outputs and saved configurations in, observations out.

One file is one device. With prompts it may hold any number of commands (`SW-L1#show vlan brief`);
without, its name says what it is (`SW-L1_mac_table.txt`), or it is a configuration. Files of one
device side by side share the key `dump NAME`.
"""

from __future__ import annotations

import re

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.switch.secrets import redact, scrub
from audit.imports.switch.split import Dump, cut_all, plain
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Source, Subject
from audit.switches.running_config import looks_like_config
from audit.switches.sections import Outcome, read_sections

METHOD = "switch-dump"
MAX_REMARKS = 100
MAX_BYTES = 64 * 1024 * 1024
_CONTROL = re.compile(rb"[\x01-\x07\x0e-\x1a\x1c-\x1f]")
HEAD = 32_768
"""Bytes that are looked at to know a dump."""
_TABLE = re.compile(r"\.(?:tsv|csv|json|xml|ya?ml|md|html?|toml|ini|snmprec)$", re.IGNORECASE)
"""Files of other kinds, whose rows may look like a switch's table."""
_LIKELY = re.compile(r"\.(?:txt|log|cfg|conf|raw|out|text|config|rsc|set)$", re.IGNORECASE)


def sniff(raw: RawFile) -> float:
    """0.95 with a prompt and a known command, 0.8 for a configuration or a telling file name."""
    if _binary(raw.data[:4096]):
        return 0.0
    head = plain(raw.data[:HEAD])
    dump = _dumps(raw, head)[0]
    if dump.has_prompts:
        return 0.95
    if not dump.sections or _TABLE.search(raw.base) or _columns(head):
        return 0.0
    if looks_like_config(head):
        return 0.8
    outcome = read_sections(dump.platform, dump.sections)
    if outcome.used and not outcome.not_understood:
        return 0.8
    return 0.35 if _LIKELY.search(raw.base) else 0.0


def _columns(head: str) -> bool:
    """Whether it is a table with a separator: every line has the same number of tabs."""
    lines = [line for line in head.splitlines()[:-1] if line.strip()][:50]
    return len(lines) > 1 and lines[0].count("\t") > 0 and len({x.count("\t") for x in lines}) == 1


def _binary(start: bytes) -> bool:
    start = start.replace(b"\x00", b"")  # some terminals pad with it, UTF-16 is half of it
    return len(_CONTROL.findall(start)) * 50 > len(start)


def _dumps(raw: RawFile, text: str) -> list[Dump]:
    folder = raw.name.rpartition("/")[0]
    return cut_all(text, raw.stem, folder)


def read(raw: RawFile) -> Imported:
    """Read one file.

    Raises
    ------
    UnreadableFileError
        When it holds no command that is understood and is no configuration.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than 64 MB; save each command on its own")
    if _binary(raw.data[:4096]):
        line = raw.data[: _CONTROL.search(raw.data).start()].count(b"\n") + 1  # type: ignore[union-attr]
        raise UnreadableFileError(
            f"{raw.name}: line {line}: binary data, no text of a terminal; save the session as text"
        )
    text, secrets = redact(plain(raw.data))
    found: list[Observation] = []
    used, skipped, wrong = 0, list[tuple[int, str]](), list[tuple[int, str]]()
    told = False
    dumps = _dumps(raw, text)
    for dump in dumps:
        name, file_name = (dump.name, "") if dump.has_prompts else ("", dump.name)
        outcome = read_sections(dump.platform, dump.sections, name, file_name)
        if outcome.used or outcome.readout.tables:
            told = True
            found += _observations(raw, dump, outcome)
        used += outcome.used
        skipped += outcome.skipped
        wrong += outcome.not_understood
    if not told:
        raise UnreadableFileError(_why_nothing(raw, text, dumps))
    return Imported(tuple(found), used, _remarks(skipped), _remarks(wrong), secrets)


def _why_nothing(raw: RawFile, text: str, dumps: list[Dump]) -> str:
    if not text.strip():
        return f"{raw.name}: EMPTY: there is no text in it"
    typed = [(s.first_line, s.typed) for dump in dumps for s in dump.sections]
    if dumps[0].has_prompts:
        line, command = typed[0]
        return f"{raw.name}: UNSUPPORTED: line {line - 1}: no output of `{command[:60]}` is used"
    return (
        f"{raw.name}: UNSUPPORTED: line 1: no prompt with a show command was found and it is no "
        f"configuration; save the terminal with its prompts (`SW-1#show version`), or name the "
        f"file after its one command, such as NAME_mac_table.txt"
    )


def _observations(raw: RawFile, dump: Dump, outcome: Outcome) -> list[Observation]:
    source = Source(raw.name, "", raw.sha256)
    told = ", ".join(dict.fromkeys(s.typed for s in dump.sections))[:500]
    about = observe(
        Subject(Kind.SOURCE, raw.name),
        Coverage("dump", detail=f"{dump.platform}: {told}"),
        source,
        method=METHOD,
        grade=Grade.A,
        time=raw.modified,
    )
    found = outcome.readout.observations(
        f"dump {dump.name}", source, method=METHOD, time=raw.modified, grade=Grade.A
    )
    return [about, *found]


def _remarks(items: list[tuple[int, str]]) -> tuple[Remark, ...]:
    shown = [Remark(f"line {line}", what) for line, what in items[:MAX_REMARKS]]
    if len(items) > MAX_REMARKS:
        line = items[MAX_REMARKS][0]
        shown.append(Remark(f"line {line}", f"and {len(items) - MAX_REMARKS} more"))
    return tuple(shown)


IMPORTERS: tuple[Importer, ...] = (
    Importer(
        "switch-dump",
        "show outputs and configurations of switches, saved as text",
        sniff,
        read,
        scrub,
    ),
)
