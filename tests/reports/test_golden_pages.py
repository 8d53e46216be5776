"""The words of every page, against the texts that were read and found good."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.reports.golden_pages import PARTS, joined, path_of, texts


@pytest.mark.parametrize("part", PARTS)
def test_every_page_says_what_it_said(part: str) -> None:
    try:
        found = texts(part)
    except FileNotFoundError as error:
        pytest.skip(str(error))
    kept = path_of(part).read_text(encoding="utf-8")
    pages, before = (text.split("== page ") for text in (joined(found), kept))
    assert len(pages) == len(before)
    for now, then in zip(pages, before, strict=True):
        # Programs order the words of a table differently; which words there are is what counts.
        assert Counter(now.split()) == Counter(then.split()), (
            f"page {now.split()[:1]}; if it is meant: python -m tests.reports.golden_pages"
        )
