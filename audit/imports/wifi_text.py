"""Texts that computers print of the Wi-Fi they hear (netsh, iw, airport): readings of one place.

The place is the file's name, or what remarks at the top say: `# zone: Z1`, `# x: 4.5`, `# y: 2`.
"""

from __future__ import annotations

from collections.abc import Callable

from audit.imports.contract import Imported, Importer, RawFile, UnreadableFileError
from audit.imports.wifi import airport, iw, netsh
from audit.imports.wifi.readings import Reading, imported_of, spot_of
from audit.inventory.cells import UnreadableTableError
from audit.inventory.grids import decode

MAX_BYTES = 32 * 2**20
_HEAD = 16 * 1024
_SURE = 0.98


def sample_of(tool: str, text: str) -> list[Reading]:
    """Return what a tool's text says; `tool` is netsh, iw or airport."""
    return _TOOLS[tool][1](text)


_TOOLS: dict[str, tuple[Callable[[str], bool], Callable[[str], list[Reading]]]] = {
    "netsh": (netsh.is_netsh, netsh.readings_of),
    "iw": (iw.is_iw, iw.readings_of),
    "airport": (airport.is_airport, airport.readings_of),
}


def _sniffs(tool: str) -> Callable[[RawFile], float]:
    def sniff(raw: RawFile) -> float:
        try:
            text = decode(raw.name, raw.data[:_HEAD])
        except UnreadableTableError:
            return 0.0
        return _SURE if _TOOLS[tool][0](text.replace("\r", "")) else 0.0

    return sniff


def _reads(tool: str) -> Callable[[RawFile], Imported]:
    def read(raw: RawFile) -> Imported:
        if len(raw.data) > MAX_BYTES:
            raise UnreadableFileError(
                f"{raw.name}: larger than {MAX_BYTES // 2**20} MiB; one place is a few kilobytes"
            )
        try:
            text = decode(raw.name, raw.data).replace("\r\n", "\n").replace("\r", "\n")
        except UnreadableTableError as error:
            raise UnreadableFileError(str(error)) from None
        readings = sample_of(tool, text)
        if not readings:
            raise UnreadableFileError(
                f"{raw.name}: no access point was found in it; save the whole output of {tool}"
            )
        return imported_of(raw, readings, spot_of(raw, text), tool)

    return read


IMPORTERS = (
    Importer("netsh", "netsh wlan show networks or interfaces", _sniffs("netsh"), _reads("netsh")),
    Importer("iw", "iw scan, link and survey dump", _sniffs("iw"), _reads("iw")),
    Importer("airport", "airport and system_profiler", _sniffs("airport"), _reads("airport")),
)
