"""Texts of the report as a person writes them."""

from __future__ import annotations

import re

import pytest

from reports.model.words import readable
from tests.reports.made import pdf_text, plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("only NET-11@L1, SEC-04@L1 asks for it", "only NET-11, SEC-04 (L1) asks for it"),
        ("PLC-09@L1, PLC-08@L4, PLC-09@L4", "PLC-09 (L1), PLC-08, PLC-09 (L4)"),
        ("waits for WP-05@plant/slice", "waits for WP-05 (slice)"),
        ("waits for WP-20@plant.", "waits for WP-20."),
        ("GO@L4/pdm 28 days later", "GO (L4, pdm) 28 days later"),
        ("a service account svc@plant.example", "a service account svc@plant.example"),
    ],
)
def test_ids_stand_with_their_place_in_brackets(text: str, said: str) -> None:
    assert readable(text) == said


def test_no_page_names_a_finding_by_its_key() -> None:
    text = pdf_text(plain()) + pdf_text(plain(), "annex")
    assert not re.findall(r"\b[A-Z]{2,3}-\d+@\w+", text)
