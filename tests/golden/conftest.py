"""The Riverside plant, audited once for all tests of this folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.case import Case
from audit.evidence import Evidence
from audit.facts.model import PlantFacts
from checks.engine import judge
from checks.records import Finding, Judgement, LineScore, Outcome
from cli.keep import kept_plan
from cli.main import cli
from cli.stages import case_facts
from planning.records import Plan
from tests import sample


@dataclass(frozen=True, slots=True)
class Ended:
    """How the demo ended."""

    exit_code: int
    stdout: str
    output: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A finished audit and everything it left."""

    folder: Path
    result: Ended
    facts: PlantFacts
    judgement: Judgement
    plan: Plan

    def finding(self, line: str, check_id: str, use_case: str = "defect") -> Finding:
        """The finding of a check; it must exist."""
        found = self.judgement.finding(line, check_id, use_case)
        assert found is not None, f"no {check_id} on {line}"
        return found

    def score(self, line: str, use_case: str = "defect") -> LineScore:
        """The score of a line."""
        return next(s for s in self.judgement.scores if (s.line, s.use_case) == (line, use_case))

    def outcomes(self, check_id: str, use_case: str = "defect") -> dict[str, Outcome]:
        """The outcome of a check on each line."""
        return {
            f.line: f.outcome
            for f in self.judgement.findings
            if f.check.check_id == check_id and f.use_case == use_case
        }


def read_audit(folder: Path, result: Ended) -> Audit:
    """Open a finished case and judge it again from its evidence alone."""
    from audit.facts.build import build_facts

    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        facts = build_facts(evidence.read(), case_facts(case), evidence.head())
        plan = kept_plan(evidence)
    assert plan is not None
    return Audit(folder, result, facts, judge(facts), plan)


@pytest.fixture(scope="session")
def riverside(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """`plantready demo`, run once for all worker processes of a test run."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, told = root / "golden" / "riverside", root / "golden" / "ended.json"
    with sample.ports():
        if not told.exists():
            folder.parent.mkdir(exist_ok=True)
            done = CliRunner().invoke(cli, ["demo", str(folder)], catch_exceptions=False)
            ended = [done.exit_code, done.stdout, done.output]
            told.write_text(json.dumps(ended), encoding="utf-8")
    code, stdout, output = json.loads(told.read_text(encoding="utf-8"))
    return read_audit(folder, Ended(code, stdout, output))
