"""The German reports of whole plants: what the program makes itself is German."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audit.case import Case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.facts.model import PlantFacts
from audit.inventory.load import load_inventory
from checks.engine import judge
from cli.stages import case_facts
from reports.html import render
from reports.language import Speech, speech
from reports.language.catalogue import catalogue
from reports.language.extract import messages
from reports.language.kept import plant_names
from reports.language.markup import html_said
from reports.model import ReportModel, build_report
from reports.screen import screen
from reports.xlsx import xlsx_bytes

ROOT = Path(__file__).resolve().parents[3]
PLANTS = {
    "riverside": ROOT / "inventories" / "riverside",
    "chaotic": ROOT / "tests" / "checks" / "three_plants" / "chaotic",
    "half_missing": ROOT / "tests" / "checks" / "three_plants" / "half_missing",
}
ENGLISH_WORDS = frozenset(
    {"the", "of", "and", "are", "not", "expected", "seen", "nobody", "every", "with", "without"}
    | {"which", "whether", "their", "from", "for", "by", "is", "be", "its", "has", "have"}
    | {"needs", "only", "than", "when", "where", "who"}
)
"""Words that German sentences do not hold (`also`, `in`, `an`, `war`, `bei` stand in both)."""


_KEY = re.compile(r"\w+/\w+/[A-Z]{3}-\d\d/")


class Listening(Speech):
    """German that remembers what it was asked for."""

    language = "de"

    def __init__(self, names: frozenset[str]) -> None:
        self._inner = speech("de", names)
        self.heard: dict[str, str] = {}

    def say(self, text: str) -> str:
        said = self.heard[text] = self._inner.say(text)
        return said

    def html(self, page: str) -> str:
        return html_said(page, self.say, "de")


@cache
def _facts(name: str) -> PlantFacts:
    with TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(PLANTS[name], root)
        case = Case.open(root)
        with Evidence(case.database_url) as evidence:
            load_inventory(case, evidence)
            return build_facts(evidence.read(), case_facts(case), evidence.head())


@cache
def _heard(name: str) -> tuple[dict[str, str], list[str]]:
    """Every text of the plant's pages, explorer and workbook → German; what people wrote."""
    facts = _facts(name)
    made = build_report(
        judge(facts), None, facts, (), tool_version="0.1.0", made_on=date(2026, 11, 21),
        evidence=(),
    )  # fmt: skip
    return _all_of(made, facts)


def _all_of(model: ReportModel, facts: PlantFacts) -> tuple[dict[str, str], list[str]]:
    told = Listening(plant_names(facts))
    for part in ("main", "annex"):
        render(model, part=part, speech=told)
    screen(model, speech=told)
    xlsx_bytes(model, speech=told)
    cells = set(plant_names(facts))
    for row in (row.record for table in facts.rows.values() for row in table):
        values = " ; ".join(str(value) for value in row.model_dump().values())
        cells.update(part.strip() for part in re.split("[;\n]", values))
    return told.heard, sorted((c for c in cells if len(c) > 4), key=len, reverse=True)


def _english(said: str, own: Iterable[str]) -> set[str]:
    """English words of a text, without what people of the plant wrote in it."""
    for cell in own:
        said = re.sub(re.escape(cell), "", said, flags=re.IGNORECASE)
    return set(re.findall(r"(?<!\w)[^\W\d_]+(?!\w)", said)) & ENGLISH_WORDS


@pytest.mark.parametrize("name", PLANTS)
def test_no_text_of_the_program_stays_english(name: str) -> None:
    heard, cells = _heard(name)
    suspect = [said for said in heard.values() if _english(said, ()) and not _KEY.match(said)]
    left = [said for said in suspect if not said.endswith("…") and _english(said, cells)]
    assert len(heard) > 500
    assert len(left) <= len(heard) // 500, "\n".join(left[:40])


def test_every_message_is_translated() -> None:
    known = catalogue("de")
    words = re.compile(r"\b(?:the|of|and|is|are|not|expected|nobody)\b")
    gone = [m for m in messages() if m not in known and words.search(m) and "@page" not in m]
    assert not gone


def test_translations_hold_the_places_of_their_messages() -> None:
    place = re.compile(r"\{([a-z_][a-z_0-9]*)\}")
    for message, said in catalogue("de").items():
        wanted, there = place.findall(message), place.findall(said)
        assert set(there) <= set(wanted), message
        assert len(there) == len(set(there)), message
