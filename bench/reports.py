"""`python -m bench.reports`: seconds, memory and pages of the PDF and its annex, of Riverside and
of made-up plants of 40 and 200 lines; `--workbook 1000` the same of a workbook, also in German.
Each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from audit.facts.model import PlantFacts
from checks.records import Judgement
from planning.catalogue import catalogue
from planning.records import (
    Decision,
    LeftOut,
    LineCost,
    MoneyRow,
    Plan,
    Scheduled,
    Task,
    TaskKind,
    ValueDate,
)

BARS = {"Riverside": (8, None), "40": (30, None), "200": (120, 1536)}
"""Seconds and MB."""
WORKBOOK_BAR = "60 s, 1024 MB at 1000 lines"
START = date(2027, 1, 11)
MADE_ON = date(2026, 11, 21)
ALONE = "--one-process"
PACKAGES = 9
"""Tasks of each line, and as many of the plant."""


def plan_for(facts: PlantFacts, judgement: Judgement) -> Plan:
    """A plan of the right size without a planner: nine tasks a line, two lines a month."""
    lines = [row.line for row in facts.lines if not row.pilot]
    line_packages = [p for p in catalogue() if p.scope == "line"][:PACKAGES]
    plant_packages = [p for p in catalogue() if p.scope == "plant"][:PACKAGES]
    tasks = [_task(p, "", n, START + timedelta(weeks=n)) for n, p in enumerate(plant_packages)]
    values: list[ValueDate] = []
    money: list[MoneyRow] = []
    costs: list[LineCost] = []
    for number, line in enumerate(lines):
        first = START + timedelta(weeks=8 + 2 * number)
        own = [
            _task(p, line, n, first + timedelta(days=7 * n)) for n, p in enumerate(line_packages)
        ]
        go = _go(line, own[-1].finish + timedelta(days=3))
        tasks += [*own, go]
        values.append(ValueDate(line, "pdm", go.finish, (go.finish - START).days // 7 + 1))
        money.append(MoneyRow(first, line, 60_000.0, 1500.0 * number, -30_000.0, "interleaved"))
        costs.append(LineCost(line, 20e3, 50e3, 5e3, 9e3, 30, 70, 6.0, own[-1].finish, go.finish))
    decisions = tuple(
        Decision(f"Order what {p.code} needs: {p.name}", "purchasing", START, 0.0)
        for p in plant_packages
    )
    return Plan(
        judgement.dataset_hash, "interleaved", "value", "feasible", START, tuple(tasks),
        tuple(values), tuple(money), tuple(costs), decisions,
        (LeftOut("WP-07", "only NET-11@L1 asks for it"),), (), (), 60e3 * len(lines),
        -400e3, None,
    )  # fmt: skip


def _task(package: Any, line: str, number: int, start: date) -> Scheduled:
    days = 1 + number % 5
    task = Task(
        f"{package.code}@{line or 'plant'}", package.code, package.name, TaskKind.FOUNDATION,
        package.scope, line, package.crews, 2.0, 6.0, 4.0, days, 0,
        2.5 if line and number % 4 == 0 else 0.0, 3600.0, package.clears, (), (),
    )  # fmt: skip
    window = f"{line} monthly {start}" if task.downtime_h else ""
    return Scheduled(task, start, start + timedelta(days=days - 1), window, "the crew is free", 3)


def _go(line: str, on: date) -> Scheduled:
    task = Task(f"GO@{line}/pdm", "GO", "Goes live", TaskKind.USE_CASE, "line", line, (), 0.0, 0.0,
                0.0, 1, 0, 0.0, 0.0, (), (), ())  # fmt: skip
    return Scheduled(task, on, on, "", "", 0)


def made_up(lines: int) -> Any:
    """The model of a made-up plant, planned."""
    from bench.plant import plant
    from checks.engine import judge
    from reports import build_report

    facts = plant(lines)
    judgement = judge(facts)
    plan = plan_for(facts, judgement)
    return build_report(judgement, plan, facts, (), tool_version="0", made_on=MADE_ON)


def riverside(folder: Path) -> Any:
    """The model of a finished case."""
    from audit.case import Case
    from audit.evidence import Evidence
    from audit.facts.build import build_facts
    from checks.engine import judge
    from cli.keep import kept_plan
    from cli.stages import case_facts
    from reports import build_report

    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        stored = tuple(evidence.read())
        facts = build_facts(stored, case_facts(case), evidence.head())
        plan = kept_plan(evidence)
    return build_report(
        judge(facts), plan, facts, (), tool_version="0", made_on=MADE_ON, evidence=stored
    )


def measure_workbook(model: Any, language: str) -> dict[str, float]:
    """Write the workbook; processor time of that alone, memory before it and at most."""
    from reports import write_reports
    from reports.language import speech

    built = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        cpu = time.process_time()
        made = write_reports(model, ["xlsx"], Path(folder), speech=speech(language))
        cpu = time.process_time() - cpu
        size = made[0].stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": cpu, "built_mb": built, "memory_mb": memory, "size_mb": size}


def measure(model: Any) -> dict[str, float]:
    """Write both files; wall and processor time of that alone, memory of the whole process."""
    from reports.pdf import write_pdf

    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = time.perf_counter(), time.process_time()
        made = write_pdf(model, Path(folder) / "report.pdf")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        sizes = {f"{path.stem} kB": path.stat().st_size / 1000 for path in made}
        pages = {f"{path.stem} pages": float(_pages(path)) for path in made}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall_s": wall, "cpu_s": cpu, "memory_mb": memory, **pages, **sizes}


def _pages(path: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def _apart(name: str, where: str) -> None:
    command = [sys.executable, "-m", "bench.reports", ALONE, where]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    got: dict[str, float] = json.loads(done.stdout)
    seconds, megabytes = BARS.get(name, (None, None))
    bar = f"   bar {seconds} s" if seconds else ""
    bar += f", {megabytes} MB" if megabytes else ""
    print(f"{name}: {got['wall_s']:.1f} s ({got['cpu_s']:.1f} s of CPU), {got['memory_mb']:.0f} MB"
          f" with the plant in memory{bar}")  # fmt: skip
    for stem in (key.removesuffix(" pages") for key in got if key.endswith(" pages")):
        print(f"  {stem}.pdf  {got[f'{stem} pages']:.0f} pages, {got[f'{stem} kB']:.0f} kB")


def _workbook(lines: int, language: str) -> None:
    command = [sys.executable, "-m", "bench.reports", ALONE, str(lines), "--workbook", str(lines),
               "--language", language]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    got: dict[str, float] = json.loads(done.stdout)
    print(f"workbook of {lines} lines, {language}: {got['cpu_s']:.1f} s of CPU,"
          f" {got['size_mb']:.1f} MB; at most {got['built_mb']:.0f} MB until the report is"
          f" built, {got['memory_mb']:.0f} MB in all   bar {WORKBOOK_BAR}")  # fmt: skip


def main() -> None:
    """Print each plant's figures beside its bar."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports")
    parser.add_argument("--lines", type=int, default=None, help="only a plant of so many lines")
    parser.add_argument("--case", type=Path, default=None, help="a finished case instead of a demo")
    parser.add_argument("--workbook", type=int, default=None, help="lines; only the workbook")
    parser.add_argument("--language", choices=("en", "de"), default="en", help="of the workbook")
    parser.add_argument(ALONE, default="", metavar="WHERE", help=argparse.SUPPRESS)
    given = parser.parse_args()
    where: str = given.one_process
    if where:
        model = made_up(int(where)) if where.isdigit() else riverside(Path(where))
        alone = measure_workbook(model, given.language) if given.workbook else measure(model)
        print(json.dumps(alone))
    elif given.workbook:
        _workbook(given.workbook, given.language)
    elif given.lines:
        _apart(str(given.lines), str(given.lines))
    elif given.case:
        _apart("Riverside", str(given.case))
    else:
        with tempfile.TemporaryDirectory() as text:
            folder = Path(text) / "demo"
            command = [sys.executable, "-m", "cli", "--quiet", "demo", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
            _apart("Riverside", str(folder))
        for number in ("40", "200"):
            _apart(number, number)


if __name__ == "__main__":
    main()
