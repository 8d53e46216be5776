"""The work-package catalogue: the shipped table in, work packages out."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import resources
from pathlib import Path

from planning.errors import CatalogueError
from planning.records import WorkPackage

_LAG = re.compile(r"\+(\d{1,4})d$")
SCOPES = frozenset({"plant", "line", "area", "pilot line"})


_own: ContextVar[tuple[WorkPackage, ...] | None] = ContextVar("own catalogue", default=None)


def catalogue() -> tuple[WorkPackage, ...]:
    """Return the catalogue in use: the shipped one, with a case's own rows where it has some."""
    return _own.get() or shipped()


@contextmanager
def using(path: Path) -> Generator[None, None, None]:
    """Use a case's own rows: they replace those of the same code, and new codes are added. Without
    the file the shipped catalogue is used.

    Raises
    ------
    CatalogueError
        The file cannot be read, or its rows do not fit together with the others.
    """
    if not path.exists():
        yield
        return
    mark = _own.set(merged(path))
    try:
        yield
    finally:
        _own.reset(mark)


def merged(path: Path) -> tuple[WorkPackage, ...]:
    """Return the shipped catalogue with the rows of a file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"{path.name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{path.name}: this is no UTF-8 text; save it as CSV") from None
    own = _rows(text, path.name)
    _once(own, path.name)
    found = {package.code: package for package in (*shipped(), *own)}
    _check(list(found.values()), path.name)
    return tuple(sorted(found.values(), key=lambda package: package.code))


@functools.cache
def shipped() -> tuple[WorkPackage, ...]:
    """Return the shipped catalogue in the order of its codes. Efforts are project defaults."""
    text = resources.files("planning").joinpath("data", "workpackages.csv").read_text("utf-8")
    return parse(text, "workpackages.csv")


def read(path: Path) -> tuple[WorkPackage, ...]:
    """Return the catalogue of a file with the shipped table's columns."""
    return parse(path.read_text("utf-8-sig"), path.name)


def parse(text: str, file: str) -> tuple[WorkPackage, ...]:
    """Return the catalogue written in `text`, checked: known codes only, no cycle.

    Raises
    ------
    CatalogueError
        A cell cannot be read, a prerequisite is no package, or packages wait for each other.
    """
    packages = _rows(text, file)
    _once(packages, file)
    _check(packages, file)
    return tuple(packages)


def _rows(text: str, file: str) -> list[WorkPackage]:
    packages: list[WorkPackage] = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            packages.append(_package(row))
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueError(
                f"{file}:{number}: cannot be read ({error}); compare the row with the shipped table"
            ) from None
    return packages


def _once(packages: list[WorkPackage], file: str) -> None:
    if len({package.code for package in packages}) != len(packages):
        raise CatalogueError(f"{file}: a code appears twice; give each package its own")


def by_code(packages: Iterable[WorkPackage] | None = None) -> Mapping[str, WorkPackage]:
    """Return the packages (those in use by default) by their code."""
    return {package.code: package for package in (packages or catalogue())}


def _package(row: Mapping[str, str]) -> WorkPackage:
    if row["scope"] not in SCOPES:
        raise ValueError(f"scope {row['scope']!r}; allowed: {', '.join(sorted(SCOPES))}")
    return WorkPackage(
        code=row["code"],
        name=row["name"],
        scope=row["scope"],
        fixed_low=float(row["fixed_low"]),
        fixed_high=float(row["fixed_high"]),
        unit_low=float(row["unit_low"]),
        unit_high=float(row["unit_high"]),
        unit=row["unit"],
        crews=_items(row["crews"]),
        downtime_h_low=float(row["downtime_h_low"]),
        downtime_h_high=float(row["downtime_h_high"]),
        downtime_per_unit=row["downtime_per_unit"] == "yes",
        downtime_text=row["downtime_text"],
        lead_weeks_low=float(row["lead_weeks_low"]),
        lead_weeks_high=float(row["lead_weeks_high"]),
        prerequisites=_codes(row["prerequisites"]),
        clears=_items(row["clears"]),
        only_if_planned=_codes(row["only_if_planned"]),
        lags=_lags((*_items(row["prerequisites"]), *_items(row["only_if_planned"]))),
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(_LAG.sub("", item) for item in _items(cell))


def _lags(items: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return what `WP-25+5d` says: five working days after WP-25."""
    return tuple((_LAG.sub("", i), int(m.group(1))) for i in items if (m := _LAG.search(i)))


def _check(packages: list[WorkPackage], file: str) -> None:
    known = {package.code: package for package in packages}
    open_codes = set(known)
    for package in packages:
        missing = set(package.prerequisites + package.only_if_planned) - open_codes
        if missing:
            names = ", ".join(sorted(missing))
            raise CatalogueError(f"{file}: {package.code} waits for {names}, which is no package")
    while open_codes:
        free = {code for code in open_codes if not _waits(known[code]) & open_codes}
        if not free:
            raise CatalogueError(
                f"{file}: these wait for each other: {' -> '.join(_cycle(known, open_codes))}; "
                "cut one prerequisite"
            )
        open_codes -= free


def _waits(package: WorkPackage) -> set[str]:
    return {*package.prerequisites, *package.only_if_planned}


def _cycle(known: Mapping[str, WorkPackage], stuck: set[str]) -> list[str]:
    """Return one round of packages each of which waits for the next; every one in `stuck` waits."""
    path = [min(stuck)]
    while True:
        following = min(_waits(known[path[-1]]) & stuck)
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
