"""Three made-up plants that no check was tuned to: the verdict of each line is what the text beside
it argues.
"""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audit.case import Case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.facts.model import PlantFacts
from audit.inventory.load import load_inventory
from audit.payloads import Reach, observe
from audit.records import Observation, Source, Status
from checks.engine import judge
from checks.records import Judgement, LineScore
from cli.stages import case_facts

PLANTS = Path(__file__).parent / "three_plants"
NAMES = ("chaotic", "nearly_perfect", "half_missing")
Expected = tuple[str, str, str, str, str, str]


def facts_of(name: str) -> PlantFacts:
    """The plant's case as the tool reads it, with the tries that somebody made from the lines."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(PLANTS / name, root)
        case = Case.open(root)
        with Evidence(case.database_url) as evidence:
            problems = load_inventory(case, evidence).problems
            assert not problems, problems
            evidence.add(tries(name), "tries.csv", "tries.csv")
            return build_facts(evidence.read(), case_facts(case), evidence.head())


def tries(name: str) -> list[Observation]:
    with (PLANTS / name / "tries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        observe(
            f"assets/{row['device']}",
            Reach(row["ip"], int(row["port"]), row["outcome"], "the line", row["flow"]),
            Source("tries.csv", f"line {number}"),
            method="reach",
            time=datetime.fromisoformat(row["day"]).replace(tzinfo=UTC),
            status=Status(row["outcome"]),
        )
        for number, row in enumerate(rows, 2)
    ]


@cache
def judged(name: str) -> Judgement:
    return judge(facts_of(name))


def expected(name: str) -> list[Expected]:
    """The rows of the table in the text."""
    text = (PLANTS / name / "EXPECTED.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("| L")]
    found: list[Expected] = []
    for row in rows:
        line, use_case, verdict, fail, unknown, warn = (cell.strip() for cell in row)
        found.append((line, use_case, verdict, fail, unknown, warn))
    return found


CASES = [(name, row) for name in NAMES for row in expected(name)]


def score_of(name: str, line: str, use_case: str) -> LineScore:
    scores = judged(name).scores
    return next(s for s in scores if (s.line, s.use_case) == (line, use_case))


def listed(cell: str) -> set[str]:
    return set() if cell == "-" else set(cell.split())


@pytest.mark.parametrize(
    ("name", "row"), CASES, ids=[f"{name} {row[0]} {row[1]}" for name, row in CASES]
)
def test_a_line_gets_the_verdict_that_the_text_argues(name: str, row: Expected) -> None:
    line, use_case, verdict, fail, unknown, warn = row
    score = score_of(name, line, use_case)
    assert score.verdict == verdict, score.rule
    for cell, found in ((fail, score.blockers), (unknown, score.questions),
                        (warn, score.conditions)):  # fmt: skip
        assert cell == "?" or listed(cell) == set(found), [
            f.sentence for f in judged(name).findings if f.line == line and f.gate
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_but_the_pilot_is_argued(name: str) -> None:
    scores = {(score.line, score.use_case) for score in judged(name).scores}
    assert {(row[0], row[1]) for row in expected(name)} == scores
