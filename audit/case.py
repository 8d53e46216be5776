"""The case folder: case.toml in, checked settings and the places of everything else out."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from audit.inventory.tables.base import Day

CASE_FILE = "case.toml"
_PASSWORD_IN_URL = re.compile(r"^[^:/]+://[^/@:]*:[^/@]+@")

Word = Annotated[str, Field(max_length=255)]
Colour = Annotated[
    str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$", description="six hexadecimal digits, like #0b4f6c")
]


class CaseError(Exception):
    """Raised when a case cannot be opened or made: what is wrong, where, and what to do next."""


class BaselineConfig(BaseModel):
    """Who signed the pilot's conditions, and when; empty: nobody yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signed_by: Word = ""
    signed_on: Day = None


class PilotConfig(BaselineConfig):
    """A second pilot line, `[pilots.L5]`: what it proved, and who signed its conditions."""

    use_cases: Annotated[tuple[Word, ...], Field(min_length=1)]


class ReportConfig(BaseModel):
    """What reports print on every page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classification: Word = "internal"
    page: Annotated[str, Field(pattern=r"^(A4|Letter)$", description="A4 or Letter")] = "A4"
    language: Annotated[str, Field(pattern=r"^(en|de)$", description="en or de")] = "en"
    """Of the reports, questionnaires and walk-down sheets."""
    prepared_by: Word = ""
    prepared_for: Word = ""
    logo: Word = ""
    """A PNG or SVG in the case folder, at most 256 kB; empty: none."""
    colour: Colour = ""
    """The first colour of a brand, for headings and bars; empty: the report's own."""
    second_colour: Colour = ""

    @field_validator("logo")
    @classmethod
    def _inside(cls, path: str) -> str:
        parts = path.replace("\\", "/").split("/")
        if path and (path.startswith(("/", "\\")) or ".." in parts or ":" in path):
            raise ValueError("the logo must lie in the case folder; write its path from there")
        if path and not path.lower().endswith((".png", ".svg")):
            raise ValueError("a logo is a .png or a .svg file")
        return path


class CaseConfig(BaseModel):
    """The settings of one audit, as case.toml gives them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_id: Annotated[str, Field(min_length=1, max_length=80)]
    name: Word = ""
    pilot_line: Word = ""
    """The line that works, as in the table `lines`; empty: no line known yet."""
    use_cases: tuple[Word, ...] = ()
    """The use cases that the pilot proved, as in the table `usecases`."""
    as_of: Day = None
    """The day to which all ages are counted; empty: the day of the newest evidence."""
    plan_start: Day = None
    """The first day of the plan; empty: the Monday after `as_of`."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="an ISO 4217 code: EUR")] = (
        "EUR"
    )
    country: Annotated[
        str, Field(pattern=r"^([A-Z]{2})?$", description="an ISO 3166-1 code: DE")
    ] = ""
    """Whose public holidays nobody works on; empty: Monday to Friday are all worked."""
    subdivision: Annotated[str, Field(max_length=20)] = ""
    """State, canton or province with holidays of its own, as ISO 3166-2 has it after the hyphen."""
    pilots: dict[Word, PilotConfig] = {}
    """Pilots beside `pilot_line`, by line: each proved use cases that `pilot_line` did not."""
    database: Annotated[str, Field(max_length=1024)] = ""
    """An SQLAlchemy URL without a password; empty: case.db in the case folder."""
    baseline: BaselineConfig = BaselineConfig()
    report: ReportConfig = ReportConfig()

    @field_validator("database")
    @classmethod
    def _no_password(cls, url: str) -> str:
        if _PASSWORD_IN_URL.match(url):
            raise ValueError(
                "a password must not stand in a file of the case; "
                "leave it out and use the database's own password file or variable"
            )
        return url

    @model_validator(mode="after")
    def _one_pilot_each(self) -> Self:
        by_use: dict[str, str] = {}
        for line, pilot in self.pilots.items():
            if line == self.pilot_line:
                raise ValueError(
                    f"pilots.{line}: {line} is the pilot_line already; leave this section out, or "
                    "name another line"
                )
            for use in pilot.use_cases:
                if use not in self.use_cases:
                    raise ValueError(
                        f"pilots.{line}.use_cases: {use} is none of this case's use cases; "
                        "add it to use_cases at the top, or correct it here"
                    )
                if use in by_use:
                    raise ValueError(
                        f"pilots.{line}.use_cases: {use} has a pilot already, {by_use[use]}; "
                        "leave it to one of them"
                    )
                by_use[use] = line
        return self


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of case.toml."""
    schema = CaseConfig.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case folder."""

    root: Path
    """Absolute."""
    config: CaseConfig

    @classmethod
    def open(cls, root: Path) -> Case:
        """Read case.toml.

        Raises
        ------
        CaseError
            When there is no case, or case.toml is broken: with file, line and key.
        """
        root = root.resolve()
        path = root / CASE_FILE
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise CaseError(
                f"{root}: no case here ({CASE_FILE} is missing); "
                f"make one with `plantready init DIR`, or name it with `plantready -C CASE`"
            ) from None
        except OSError as error:
            raise CaseError(f"{path}: cannot be read ({error.strerror})") from None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise CaseError(f"{path}:{line}: this is not UTF-8 text; save it as UTF-8") from None
        return cls(root, parse_config(text, path))

    @property
    def inventory_dir(self) -> Path:
        """The folder of the inventory tables."""
        return self.root / "inventory"

    @property
    def imports_dir(self) -> Path:
        """The folder of imported files as they came, named by SHA-256."""
        return self.root / "imports"

    @property
    def scope_path(self) -> Path:
        """The rules of engagement; without this file nothing is sent."""
        return self.root / "scope.toml"

    @property
    def ledger_path(self) -> Path:
        """The list of all packets sent."""
        return self.root / "ledger.jsonl"

    @property
    def reports_dir(self) -> Path:
        """The folder that reports are written to."""
        return self.root / "reports"

    @property
    def database_url(self) -> str:
        """Where the evidence is kept: case.db, or what case.toml says."""
        return self.config.database or f"sqlite:///{(self.root / 'case.db').as_posix()}"


def parse_config(text: str, path: Path | str = CASE_FILE) -> CaseConfig:
    """Read the text of case.toml; `path` is the name that messages give.

    Raises
    ------
    CaseError
        With every problem on a line of its own: file:line: key: what is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        line = int(match.group(1)) if match else text.count("\n") + 1
        what = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", str(error))
        raise CaseError(f"{path}:{line}: not valid TOML: {what}; mend this line") from None
    try:
        return CaseConfig.model_validate(data)
    except ValidationError as error:
        problems = [_sentence(problem, text, path) for problem in error.errors()]
        raise CaseError("\n".join(problems)) from None


def _described(keys: list[str]) -> str:
    """What a setting takes, in words; empty: nobody wrote it down."""
    config = ReportConfig if keys[0] == "report" else CaseConfig
    field = config.model_fields.get(keys[-1])
    return (field.description or "") if field else ""


def _sentence(problem: Any, text: str, path: Path | str) -> str:
    keys = [str(part) for part in problem["loc"]]
    key, place = ".".join(keys), f"{path}:{line_of_key(text, problem['loc'])}"
    if problem["type"] == "extra_forbidden":
        sections: dict[str, type[BaseModel]] = {
            "baseline": BaselineConfig, "report": ReportConfig, "pilots": PilotConfig
        }  # fmt: skip
        section = sections.get(keys[0], CaseConfig)
        allowed = ", ".join(section.model_fields)
        return f"{place}: {key}: there is no such setting; allowed: {allowed}"
    if problem["type"] == "missing":
        return f'{place}: {key}: is missing; add a line `{key} = "…"` at the top'
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "string_pattern_mismatch" and (wanted := _described(keys)):
        message = f"{problem['input']!r} should be {wanted}"
    if not keys and message.startswith("pilots."):
        line = message.partition(":")[0].split(".")[1]
        return f"{path}:{line_of_key(text, ('pilots', line))}: {message}"
    return f"{place}: {key}: {message}"


def line_of_key(text: str, keys: Iterable[str | int]) -> int:
    """Return the line (from 1) of a TOML key; of its section, or 1, when the key is not there."""
    path = [key for key in keys if isinstance(key, str)]
    section: list[str] = []
    found = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"^\s*\[+\s*([^\]]+?)\s*\]+", line):
            section = [part.strip().strip('"') for part in header.group(1).split(".")]
            if section == path[: len(section)]:
                found = number
        elif match := re.match(r'^\s*"?([\w-]+)"?\s*=', line):
            name = [*section, match.group(1)]
            if name == path[: len(name)]:
                return number
    return found


def init_case(
    root: Path, *, name: str, scope_template: str = "", xlsx: bool = False, use_case: str = ""
) -> Case:
    """Make a case folder: commented case.toml, scope.toml, tables with their header rows.

    Parameters
    ----------
    scope_template
        The text of scope.toml; it must be unsigned. Empty: no scope.toml is written.

    Raises
    ------
    CaseError
        When the folder holds anything already, or cannot be written.
    """
    from audit.inventory.template import write_tables

    try:
        if root.exists() and any(root.iterdir()):
            raise CaseError(f"{root} is not empty; choose a new folder, nothing was written")
        for folder in (root, root / "inventory", root / "imports", root / "reports"):
            folder.mkdir(parents=True, exist_ok=True)
        write_tables(root / "inventory", xlsx=xlsx, use_case=use_case)
        if scope_template:
            (root / "scope.toml").write_text(scope_template, encoding="utf-8", newline="\n")
        text = case_text(name, use_case)
        (root / CASE_FILE).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CaseError(f"{root}: the case cannot be written ({error.strerror})") from None
    return Case.open(root)


_TEMPLATE = """\
# The settings of this audit. Lines that begin with # are remarks.
case_id = {case_id}
name = {name}
# The line on which the pilot worked, as in the inventory table `lines`. Empty: no line known yet.
pilot_line = ""
# The use cases that the pilot proved, as in the table `usecases`.
use_cases = {use_cases}
currency = "EUR"
# The first day of the plan. Without it: the Monday after `as_of`.
# plan_start = 2027-01-11
# Public holidays, which the plan leaves free: the country, and its state or canton.
# country = "DE"
# subdivision = "BY"
# The day to which all ages are counted. Without it: the day of the newest evidence.
# as_of = 2026-11-16
# Evidence is kept in case.db; an SQLAlchemy URL without password puts it elsewhere.
# database = "postgresql+psycopg://auditor@db.example/plantready"

# Who signed the pilot's conditions; `plantready baseline --sign NAME` fills this in when the pilot
# holds every load-bearing one.
[baseline]
signed_by = ""
# signed_on = 2026-11-13

# A second pilot on another line: the use cases it proved; they are held against that line.
# `plantready baseline --sign NAME --pilot L5` fills in who signed its conditions.
# [pilots.L5]
# use_cases = ["defect"]

# What reports print on every page; page is A4 or Letter.
[report]
classification = "internal"
page = "A4"
prepared_by = ""
prepared_for = ""
# A logo in this folder (PNG or SVG) and two colours, dark enough to read on white.
# logo = "logo.svg"
# colour = "#0b4f6c"
# second_colour = "#6f8ea0"
"""


def case_text(name: str, use_case: str = "") -> str:
    """Return the text of a new case.toml."""
    from audit.inventory.template import use_case_id

    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Z0-9]+", "-", latin.upper()).strip("-")[:40]
    use_cases = f"[{_quoted(use_case_id(use_case))}]" if use_case.strip() else "[]"
    return _TEMPLATE.format(
        case_id=_quoted(words or "CASE"), name=_quoted(name), use_cases=use_cases
    )


def _quoted(text: str) -> str:
    """Return a TOML basic string on one line (TOML 1.0, section String)."""
    plain = "".join(char if char.isprintable() else " " for char in text)[:255]
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
