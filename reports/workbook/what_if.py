"""Sheet What-if: tick work packages as done, and gates and scores follow by formula.

A ticked package makes the checks that name it pass, as `plantready what-if` does; what such a check
blocked stays unknown, because nobody has looked yet. Dates and money do not follow: that is `plan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.model import ReportModel
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, Formula, letter

TITLE = "What-if"
MOST_LINES = 12
"""Lines for which the sheet is made; on more the formulas would take minutes."""
CAP_FAIL, CAP_UNKNOWN, CAP_WAIVED = 49, 69, 79
_DETAIL = 16
"""First column of the details, right of what people look at."""
_SUMMARY = (
    *(Column("Line", 22), Column("Use case", 24), Column("Gates that fail", 9)),
    *(Column("after the ticks", 9), Column("Gates unknown", 9), Column("after the ticks", 9)),
    *(Column("Foundation low", 11, "0.0"), Column("after the ticks", 11, "0.0")),
    *(Column("Transfer low", 11, "0.0"), Column("after the ticks", 11, "0.0")),
    *(Column("Index", 8), Column("after the ticks", 9)),
)
_TICKS = (Column("Package", 22), Column("Work", 24), Column("Line", 9), Column("Done: x", 9,
          edit=True), Column("Clears", 9))  # fmt: skip
_ROWS = (
    *(Column("Line", 8), Column("Use case", 10), Column("Score", 11), Column("Check", 10)),
    *(Column("Status", 12), Column("Gate", 7), Column("Weight", 8), Column("Points", 8)),
    *(Column("Packages", 20), Column("Counts on", 9), Column("Done", 7)),
)


@dataclass(frozen=True, slots=True)
class _Open:
    """A result that a package could turn into a pass."""

    line: str
    use_case: str
    score: str
    name: str
    status: str
    gate: bool
    waived: bool
    weight: float
    points: float
    packages: str
    place: str
    """The line whose packages clear it."""


def what_if(book: Book, m: ReportModel) -> None:
    """Summary on top, ticks below, the details that both rest on to the right."""
    if not m.lines or len(m.lines) > MOST_LINES:
        return
    open_ones = list(_open(m))
    packages = list(_packages(open_ones))
    help_text = "Write x beside a package: its checks count as passed. Dates are for `plan`."
    ws = book.sheet(TITLE, TITLE, help_text)
    scores = [(line, verdict) for line in m.lines for verdict in line.verdicts]
    top = HEADER_ROW + len(scores) + 3
    ticks = (top + 1, top + max(1, len(packages)))
    rows = (HEADER_ROW + 1, HEADER_ROW + max(1, len(open_ones)))
    cells = _Cells(ticks, rows)
    summary: list[list[Cell]] = []
    for at, (line, v) in enumerate(scores, HEADER_ROW + 1):
        key = f'({cells.row("A")}="{line.name.line}")*({cells.row("B")}="{v.use_case}")'
        fail = f'{key}*({cells.row("F")}="gate")*({cells.row("E")}="fail")*(1-{cells.row("K")})'
        unknown = fail.replace('"fail"', '"unknown"')
        waived = f'{key}*({cells.row("F")}="waived")*(1-{cells.row("K")})'
        gain = f"*{cells.row('G')}*(1-{cells.row('H')})*{cells.row('K')}"
        sums = {s.score: s for s in m.annex.sums if (s.line, s.use_case) == (line.name.line,
                v.use_case)}  # fmt: skip
        after = [
            Formula(
                f"={letter(column)}{at}+IF({sums[score].weight:.10g}=0,0,"
                f'100*SUMPRODUCT({key}*({cells.row("C")}="{score}"){gain})'
                f"/{max(sums[score].weight, 1e-9):.10g})",
                value,
            )
            for score, column, value in (
                ("foundation", 7, v.low),
                ("transfer", 9, v.transfer_low),
            )
        ]
        cap = (
            f"IF(D{at}>0,{CAP_FAIL},IF(F{at}>0,{CAP_UNKNOWN},"
            f"IF(SUMPRODUCT({waived})>0,{CAP_WAIVED},100)))"
        )
        summary.append(
            [
                *(line.name.name, v.use_name),
                *(v.blockers, Formula(f"=SUMPRODUCT({fail})", v.blockers)),
                *(v.questions, Formula(f"=SUMPRODUCT({unknown})", v.questions)),
                *(v.low, after[0], v.transfer_low, after[1]),
                *(v.index, Formula(f"=MIN({cap},ROUND(0.6*J{at}+0.4*H{at},0))", v.index)),
            ]
        )
    book.table(ws, _SUMMARY, summary, filtered=False, name="what_if")
    _ticks(book, ws, packages, top)
    details: list[list[Cell]] = [
        [
            *(o.line, o.use_case, o.score, o.name, o.status),
            *(("waived" if o.waived else "gate") if o.gate else "", o.weight, o.points),
            *(o.packages, o.place, Formula(cells.done(row), 0)),
        ]
        for row, o in enumerate(open_ones, HEADER_ROW + 1)
    ]
    book.table(ws, _ROWS, details, left=_DETAIL, filtered=False, name="what_if_rows")
    ws.freeze_panes = f"A{HEADER_ROW + 1}"
    ws.print_area = f"A1:{letter(len(_SUMMARY))}{ticks[1]}"


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where ticks and details lie; `row("A")` is the details' first column."""

    ticks: tuple[int, int]
    rows: tuple[int, int]

    def row(self, column: str) -> str:
        name = letter(_DETAIL + ord(column) - ord("A"))
        return f"${name}${self.rows[0]}:${name}${self.rows[1]}"

    def done(self, row: int) -> str:
        """1 when a ticked package of its line, or of the plant, is named in the row."""
        first, last = self.ticks
        packages, place = (f"${letter(_DETAIL + n)}{row}" for n in (8, 9))
        return (
            f'=IF(SUMPRODUCT(($D${first}:$D${last}="x")*((($C${first}:$C${last}={place})+'
            f'($C${first}:$C${last}="plant"))>0)'
            f"*ISNUMBER(SEARCH($A${first}:$A${last},{packages})))>0,1,0)"
        )


def _ticks(book: Book, ws: object, packages: list[tuple[str, str, str, str]], top: int) -> None:
    rows: list[list[Cell]] = [[code, work, line, None, clears] for code, work, line, clears in
                              packages]  # fmt: skip
    area = book.table(ws, _TICKS, rows, at=top, filtered=False, name="what_if_ticks")
    if rows:
        book.choices(ws, f"D{area.first_row}:D{area.last_row}", ("x",), strict=True)


def _open(m: ReportModel) -> Iterator[_Open]:
    from checks import ALL

    packages = {check.check_id: check.packages for check in m.annex.checks}
    of_pilot = {check.check_id for check in ALL if check.scope == "pilot line"}
    checks = {row.condition_id: row.check_id for row in m.matrix}
    findings = {(f.line, f.use_case, f.check_id): f for f in m.annex.findings if not f.target}
    pilots = {use.use_case: use.pilot for use in m.use_cases}
    default = m.pilot.line if m.pilot else ""
    for p in m.annex.points:
        check = p.check_id if p.score == "foundation" else checks.get(p.check_id, "")
        found = findings.get((p.line, p.use_case, check))
        if p.low >= 1 or found is None or found.status == "pass":
            continue
        first = p.score == "foundation"
        yield _Open(
            *(p.line, p.use_case, p.score, p.check_id, p.status),
            gate=first and found.gate,
            waived=bool(found.waived),
            weight=p.weight,
            points=p.low,
            packages=packages.get(check, ""),
            place=pilots.get(p.use_case, default) if check in of_pilot else p.line,
        )


def _packages(rows: Iterable[_Open]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each package that clears something, once for its line or for the plant."""
    from planning.catalogue import by_code

    catalogue = by_code()
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        for code in filter(None, row.packages.split(", ")):
            known = catalogue.get(code)
            place = "plant" if known and known.scope == "plant" else row.place
            if row.score == "foundation":
                found.setdefault((code, place), set()).add(row.name)
    for (code, place), names in sorted(found.items()):
        work = catalogue[code].name if code in catalogue else code
        yield code, work, place, ", ".join(sorted(names))
