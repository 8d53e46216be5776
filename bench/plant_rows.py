"""Rows of any inventory table made up for one line of a plant that does not exist: whatever tables
there are, each gets rows whose cells have the right type and name the line's own things.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any, get_args

from audit.inventory.tables import AnswerRow, Row
from audit.inventory.tables.base import Choice, Mac
from checks.question import Asks, Question

AS_OF = date(2026, 11, 16)
USE_CASE = "pdm"
ASSETS, CONTROLLERS, SWITCHES = 40, 6, 2
LAYERS = (
    "network", "wireless", "identity", "security", "controllers", "gateways", "integration", "MES",
    "data model", "use case",
)  # fmt: skip
COUNTS = {
    "assets": ASSETS, "plc": CONTROLLERS, "programs": CONTROLLERS, "switches": SWITCHES,
    "survey": 40, "flows": 10, "signals": 30, "hops": 20, "links": 10, "accounts": 6,
    "owners": len(LAYERS), "finance": 1, "segments": 1,
}  # fmt: skip
"""Rows of a table for each line; of every other table with a line or a thing of one: 3."""
_OTHERS = 3
_THINGS = {
    "asset", "asset_id", "source", "device", "host", "a_device", "b_device", "code_host", "zone",
    "switch", "flow_id",
}  # fmt: skip
_DEAD = {"status", "state", "polygon"}
"""Free text with a meaning of its own: left empty."""
_ROLES = ("controller", "HMI", "IO", "drive", "robot", "sensor", "camera", "printer")


def of_a_line(row: type[Row]) -> bool:
    """Whether a table's rows belong to one line: it names it, or one of its things."""
    return bool(({"line"} | _THINGS - {"source"}) & row.model_fields.keys())


def rows_of(row: type[Row], line: str, rng: Random) -> list[Row]:
    """Make the rows of one table for one line; the same generator state gives the same rows."""
    number = COUNTS.get(row.table, _OTHERS)
    return [row.model_validate(_cells(row, line, n, rng)) for n in range(number)]


def _cells(row: type[Row], line: str, n: int, rng: Random) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, field in row.model_fields.items():
        if field.is_required() or name in row.key or name == "line" or rng.random() < 0.9:
            cells[name] = _named(row.table, name, line, n)
            if get_args(Mac)[1] in field.metadata:
                cells[name] = mac(line, n if row.table == "assets" else 100 + n)
            elif cells[name] is None or not _fits(field.annotation, cells[name]):
                cells[name] = _typed(field.annotation, name, line, n, rng)
    return cells


def _named(table: str, name: str, line: str, n: int) -> Any:
    """Return the cell of a column whose name says what it holds; None for any other."""
    if table == "assets":
        role = "controller" if n < CONTROLLERS else _ROLES[1 + n % (len(_ROLES) - 1)]
        own = {"role": role, "switch": f"{line}-SW0", "port": f"Gi1/0/{n}", "status": "active",
               "ip": ip(line, n), "serial": f"{line}-{n}", "reach_at": "",
               }  # fmt: skip
        if name in own:
            return own[name]
    return {
        "line": line,
        "name": f"{line} {n}",
        "use_case": USE_CASE,
        "asset_id": f"{line}-A{n}",
        "asset": f"{line}-A{n % CONTROLLERS}",
        "source": f"{line}-A{n % CONTROLLERS}",
        "device": f"{line}-SW{n % SWITCHES}",
        "switch": f"{line}-SW{n}",
        "host": f"{line}-A{n}",
        "a_device": f"{line}-SW0",
        "a_port": f"Gi1/0/{n}",
        "b_device": f"{line}-A{n}",
        "zone": f"{line}-Z{n % 3}",
        "flow_id": f"{line}-F{n % 10}",
        "signal": f"signal {n}",
        "layer": LAYERS[n % len(LAYERS)],
        "dest": ("MES", "HIST")[n % 2],
        "consumer": ("MES", "HIST")[n % 2],
        "dest_ip": ("10.250.0.10", "10.250.0.11")[n % 2],
        "family": ("S7-1500", "SLC 500")[n % 2],
        "interface": "ethernet",
        "protocols": ("OPC UA",),
        "protocol": "OPC UA",
        "subnet": ".".join([*ip(line, n).split(".")[:3], "0"]) + "/24",
        "purpose": "controllers",
        "ip": ip(line, 100 + n),
        "currency": "EUR",
        "check_id": "NET-07",
        "sha256": f"{n:064x}",
    }.get(name)


def _fits(annotation: Any, value: Any) -> bool:
    """Whether a column of that name can hold the value: in some table it means something else."""
    kind = (get_args(annotation) or (annotation,))[0]
    if isinstance(kind, type) and issubclass(kind, Choice):
        return value in {str(member) for member in kind}
    return kind is str


def _typed(annotation: Any, name: str, line: str, n: int, rng: Random) -> Any:
    kinds = get_args(annotation) or (annotation,)
    kind = kinds[0]
    made: Any = f"{line} {name} {n}"
    if isinstance(kind, type) and issubclass(kind, Choice):
        made = rng.choice([member for member in kind if member.value])
    elif kind is bool:
        made = rng.random() < 0.9
    elif kind in (int, float):
        made = rng.randint(1, 100)
    elif kind is datetime:
        made = datetime(2026, 11, 1) + timedelta(hours=rng.randint(0, 99))
    elif kind is date:
        made = AS_OF - timedelta(days=rng.randint(1, 150))
    elif name in _DEAD:
        made = ""
    elif annotation is not str:
        made = (f"{name} {n}",)
    return made


def answers_of(question: Question, line: str, rng: Random) -> list[AnswerRow]:
    """Make the answers of everybody who is asked; an empty line answers for the plant."""
    said: dict[Asks, Any] = {
        Asks.YES_NO: rng.choices(("yes", "no", "don't know"), (8, 1, 1))[0],
        Asks.CHOICE: rng.choice(question.choices or ("yes",)),
        Asks.NUMBER: str(rng.randint(1, 100)),
        Asks.DAY: (AS_OF - timedelta(days=rng.randint(1, 200))).isoformat(),
        Asks.TEXT: "the maintenance lead",
    }
    sides = {"IT", "OT", "floor"}
    return [
        AnswerRow.model_validate(
            {"question_id": question.question_id, "line": line, "answer": said[question.asks],
             "side": str(who) if who in sides else ""}
        )
        for who in question.who
    ]  # fmt: skip


def _number(line: str) -> int:
    return int(line.removeprefix("L"))


def ip(line: str, n: int) -> str:
    """Return the address of the n-th thing of a line; every line has a /24 of its own."""
    number = _number(line)
    return f"10.{number // 250}.{number % 250}.{1 + n % 250}"


def mac(line: str, n: int) -> str:
    """Return a MAC address that nothing else of the plant has."""
    six = f"{_number(line) * 256 + n:06x}"
    return f"00:1b:1b:{six[:2]}:{six[2:4]}:{six[4:]}"
