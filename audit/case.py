"""The case folder: what case.toml says, and where everything lies."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.inventory.tables.base import Day

CASE_TEMPLATE = """\
# One audit of one plant. `plantready -C . status` says what is still missing.
case_id = "{case_id}"
name = "{name}"

# The line on which the pilot worked; empty while no line is known.
pilot_line = ""

# What the pilot proved, as named in inventory/usecases.csv.
use_cases = [{use_cases}]

# The day to which ages are counted; without it the day of the newest evidence.
# as_of = 2026-03-31

# The first day of the plan; without it the Monday after as_of.
# plan_start = 2026-04-07

currency = "EUR"

# Evidence is kept in case.db beside this file; a database URL puts it elsewhere, say PostgreSQL.
# database = "postgresql+psycopg://user@host/plantready"

[baseline]
# `plantready baseline --sign NAME` fills this in when the pilot holds every load-bearing condition.
signed_by = ""

[report]
classification = "internal"
"""


class CaseError(Exception):
    """The case folder cannot be used; the message says where and what to do."""


class BaselineConfig(BaseModel):
    """Who signed the pilot's conditions."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    signed_by: str = ""
    signed_on: Day = None


class ReportConfig(BaseModel):
    """What reports print on every page."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    classification: str = "internal"
    page: str = Field(default="A4", pattern="^(A4|Letter)$")


class CaseConfig(BaseModel):
    """case.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case_id: str = Field(min_length=1, max_length=80)
    name: str = Field(default="", max_length=200)
    pilot_line: str = ""
    use_cases: tuple[str, ...] = ()
    as_of: Day = None
    plan_start: Day = None
    currency: str = Field(default="EUR", max_length=3)
    database: str = ""
    baseline: BaselineConfig = BaselineConfig()
    report: ReportConfig = ReportConfig()


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of case.toml."""
    return CaseConfig.model_json_schema()


@dataclass(frozen=True, slots=True)
class Case:
    """An open case folder."""

    root: Path
    config: CaseConfig

    @classmethod
    def open(cls, root: Path) -> Case:
        """Read case.toml.

        Raises
        ------
        CaseError
            When there is no case here, or case.toml cannot be read; with file, key and remedy.
        """
        path = root / "case.toml"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise CaseError(
                f"no case in {root}: {path} does not exist; make one with `plantready init {root}`"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CaseError(f"{path} could not be read: {error}") from None
        return cls(root, parse_config(text, path))

    @property
    def inventory_dir(self) -> Path:
        """The tables people keep."""
        return self.root / "inventory"

    @property
    def imports_dir(self) -> Path:
        """Files as they came, named by SHA-256."""
        return self.root / "imports"

    @property
    def scope_path(self) -> Path:
        """The rules of engagement."""
        return self.root / "scope.toml"

    @property
    def ledger_path(self) -> Path:
        """Every packet sent."""
        return self.root / "ledger.jsonl"

    @property
    def reports_dir(self) -> Path:
        """The outputs."""
        return self.root / "reports"

    @property
    def database_url(self) -> str:
        """Where the evidence lies."""
        return self.config.database or f"sqlite:///{(self.root / 'case.db').as_posix()}"


def parse_config(text: str, path: Path) -> CaseConfig:
    """Validate case.toml's text.

    Raises
    ------
    CaseError
        With file, line or key, and what is allowed.
    """
    try:
        return CaseConfig.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{path}: {error}; correct the line and try again") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        line = _line_of(text, str(first["loc"][-1]))
        raise CaseError(f"{path}:{line}: {key}: {first['msg']}") from None


def _line_of(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip() == key:
            return number
    return 1


def init_case(
    root: Path, *, name: str, scope_template: str, xlsx: bool = False, use_case: str = ""
) -> None:
    """Write a new case: commented case.toml, unsigned scope.toml, empty inventory tables.

    Raises
    ------
    CaseError
        When the folder is not empty or cannot be written.
    """
    from audit.inventory.template import write_tables

    if root.exists() and any(root.iterdir()):
        raise CaseError(f"{root} is not empty; choose a new folder, nothing was written")
    safe = "".join(c for c in name if c.isprintable() and c not in '"\\')[:80] or "case"
    case = use_case.replace('"', "").replace("\\", "")
    text = CASE_TEMPLATE.format(
        case_id=safe.upper().replace(" ", "-"), name=safe, use_cases=f'"{case}"' if case else ""
    )
    try:
        root.mkdir(parents=True, exist_ok=True)
        (root / "case.toml").write_text(text, encoding="utf-8")
        (root / "scope.toml").write_text(scope_template, encoding="utf-8")
        for folder in ("inventory", "imports", "reports"):
            (root / folder).mkdir(exist_ok=True)
        write_tables(root / "inventory", xlsx=xlsx, use_case=case)
    except OSError as error:
        raise CaseError(f"{root} could not be written: {error.strerror}") from None
