"""The structure tree set right before the file is written: what WeasyPrint's tags leave open.

ISO 14289-1: header cells say what they head (7.5), lists hold items only (7.6), running heads and
page numbers are artifacts (7.8), and no element is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

EMPTY = ("/Span", "/Div", "/NonStruct", "/P")
"""What means nothing without content; a table's cell means something by its place."""
COLUMNS = ("/Div", "/NonStruct", "/L")
"""What stands between a list and its items where the items are set in columns."""


def set_right(_document: Any, pdf: Any) -> None:
    """Correct the tree of a `pydyf.PDF` in place; meant as WeasyPrint's finisher."""
    tree = _Tree(pdf)
    tree.scope_headers(tree.root, inside="")
    tree.flatten_lists(tree.root)
    tree.drop_empty(tree.root)
    tree.mark_running_text()
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


class _Tree:
    """The structure elements by object number, and what hangs below which."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        root: Any = self.of(pdf.catalog["StructTreeRoot"])
        self.root: Any = self.of(root["K"][0])
        self.by_content: Any = self.of(root["ParentTree"])["Nums"]

    def of(self, reference: bytes) -> Any:
        """The object that a reference such as `12 0 R` names."""
        return self.pdf.objects[_number(reference)]

    def below(self, element: Any) -> Iterator[Any]:
        """The structure elements right below one; content and annotations are none."""
        for kid in element["K"]:
            if isinstance(kid, bytes):
                found = self.of(kid)
                if found.get("Type") == "/StructElem":
                    yield found

    def scope_headers(self, element: Any, inside: str) -> None:
        """Let header cells head their column in a table's head, their row in its body; one that has
        a row to itself heads what follows. The cells then need no list of their headers.
        """
        alone = element["S"] == "/TR" and len(element["K"]) == 1
        for kid in self.below(element):
            if kid["S"] == "/TH":
                kid["A"]["Scope"] = "/Row" if inside == "/TBody" and not alone else "/Column"
                kid.pop("ID", None)
            elif kid["S"] == "/TD":
                kid["A"].pop("Headers", None)
            part = kid["S"] if kid["S"] in ("/THead", "/TBody", "/TFoot") else inside
            self.scope_headers(kid, "" if kid["S"] == "/Table" else part)

    def flatten_lists(self, element: Any) -> None:
        """Take out what stands between a list and its items."""
        for kid in tuple(self.below(element)):
            self.flatten_lists(kid)
            if element["S"] == "/L" and kid["S"] in COLUMNS:
                self._replace(element, kid)

    def _replace(self, parent: Any, kid: Any) -> None:
        at = parent["K"].index(kid.reference)
        parent["K"][at : at + 1] = kid["K"]
        for grandkid in self.below(kid):
            grandkid["P"] = parent.reference

    def drop_empty(self, element: Any) -> None:
        """Take out elements without any content, from the leaves up."""
        for kid in tuple(self.below(element)):
            self.drop_empty(kid)
            if kid["S"] in EMPTY and not kid["K"] and "Alt" not in kid:
                element["K"].remove(kid.reference)

    def mark_running_text(self) -> None:
        """Mark text that hangs nowhere in the tree, which is that of the margins, as artifact."""
        known = {self.root.number, *self._numbers(self.root)}
        for number, page in enumerate(self.pdf.page_references):
            owners: Any = self.by_content[2 * number + 1]
            loose = {n for n, owner in enumerate(owners) if _number(owner) not in known}
            for place in loose:
                owners[place] = b"null"
            self._to_artifacts(self.of(self.of(page)["Contents"]).stream, loose)

    def _numbers(self, element: Any) -> Iterator[int]:
        for kid in self.below(element):
            yield kid.number
            yield from self._numbers(kid)

    @staticmethod
    def _to_artifacts(stream: list[Any], loose: set[int]) -> None:
        for place in range(2, len(stream)):
            marks = stream[place] == b"BDC" and isinstance(stream[place - 1], dict)
            if marks and stream[place - 1].get("MCID") in loose:
                stream[place - 2] = "/Artifact"
                stream[place - 1] = "<</Type /Pagination>>"


def _number(reference: bytes) -> int:
    return int(reference.split(b" ", 1)[0])
