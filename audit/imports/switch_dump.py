"""Text dumps of switches: show outputs and saved configurations in, observations out.

One file is one device. With prompts it may hold any number of commands (`SW-L1#show vlan brief`);
without, its name says what it is (`SW-L1_mac_table.txt`), or it is a configuration. Files of one
device side by side share the key `dump NAME`.
"""

from __future__ import annotations

import re

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.switch.split import Dump, cut, name_and_command, plain
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Source, Subject
from audit.switches.running_config import looks_like_config
from audit.switches.sections import Outcome, read_sections

METHOD = "switch-dump"
MAX_REMARKS = 100
MAX_BYTES = 64 * 1024 * 1024
_CONTROL = re.compile(rb"[\x01-\x07\x0e-\x1a\x1c-\x1f]")
_HEADS = {
    "show mac address-table": "mac address",
    "show ip arp": "hardware addr",
    "show spanning-tree": "spanning tree enabled",
}


def sniff(raw: RawFile) -> float:
    """0.95 with a prompt and a known command, 0.8 for a configuration or a telling file name."""
    start = raw.data[:4096].replace(b"\x00", b"")  # some terminals pad with it
    if len(_CONTROL.findall(start)) * 50 > len(start):
        return 0.0
    head = plain(raw.data[:65536])
    dump = cut(head, raw.stem)
    if dump.has_prompts:
        return 0.95
    if looks_like_config(head):
        return 0.8
    command = name_and_command(raw.stem)[1]
    telling = _HEADS.get(command, "")
    if command and telling and telling in head.casefold():
        return 0.8
    return 0.3 if command and raw.base.casefold().endswith((".txt", ".log", ".cfg")) else 0.0


def read(raw: RawFile) -> Imported:
    """Read one file.

    Raises
    ------
    UnreadableFileError
        When it holds no command that is understood and is no configuration.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than 64 MB; save each command on its own")
    dump = cut(plain(raw.data), raw.stem)
    name, file_name = (dump.name, "") if dump.has_prompts else ("", dump.name)
    outcome = read_sections(dump.platform, dump.sections, name, file_name)
    if not outcome.used and not outcome.readout.tables:
        raise UnreadableFileError(
            f"{raw.name}: no prompt with a show command was found and it is no configuration; "
            f"save the terminal with its prompts (`SW-1#show version`), or name the file after "
            f"its one command, such as NAME_mac_table.txt"
        )
    return Imported(
        tuple(_observations(raw, dump, outcome)),
        outcome.used,
        _remarks(outcome.skipped),
        _remarks(outcome.not_understood),
        outcome.secrets,
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
    ),
)
