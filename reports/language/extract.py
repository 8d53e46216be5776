"""What the reports can say, read from the code and the templates: the catalogue's messages.

Each sentence of the code, with a named place where a value goes, and each text of the templates.
`python -m reports.language.extract` writes the catalogue's template (.pot) anew and brings every
language's file in line with it: new messages come in empty, those that are gone go out.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from audit.imports.questionnaire import COLUMNS, ONCE
from audit.imports.said import ANSWERS
from audit.inventory.tables.capabilities import CAPABILITIES
from reports.language import also
from reports.language.catalogue import DOMAIN, LANGUAGES, SOURCE, folder, interface

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("checks", "planning", "reports", "audit/facts")
TEMPLATES = ROOT / "templates"
WORK_PACKAGES = ROOT / "planning" / "data" / "workpackages.csv"
COUNTERS = frozenset({"count", "counted"})
"""Functions that put a number before a noun: number, one, many."""
TITLED = frozenset({"Column", "Mark", "sheet", "text", "choices"})
"""What writes single words: columns, marks, sheets."""
_SILENT = frozenset({"basis", "pattern"})
"""Arguments whose text is not translated: names of standards, regular expressions."""
_TAG = re.compile(r"<[^<>]*>", re.DOTALL)
_BLOCK = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CODE = re.compile(r"[_.#0-9@]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def messages() -> dict[str, list[str]]:
    """Every message → the files that it stands in, relative to the repository."""
    found: dict[str, list[str]] = {}

    def add(text: str, path: str) -> None:
        text = " ".join(text.split())
        if _WORD.search(re.sub(r"\{[^{}]*\}", "", text)):
            places = found.setdefault(text, [])
            if path not in places:
                places.append(path)

    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "language" not in path.parts:
                for text in spoken(ast.parse(path.read_text("utf-8"))):
                    add(text, path.relative_to(ROOT).as_posix())
    for path in sorted(TEMPLATES.rglob("*.j2")):
        for text in printed(path.read_text("utf-8")):
            add(text, path.relative_to(ROOT).as_posix())
    for text in interface():
        add(text, "templates/screen/app.js")
    for name, text in _tabled():
        add(text, f"planning/data/{name}")
    for text in (*COLUMNS.values(), *ONCE.values(), *ANSWERS):
        add(text, "audit/imports/questionnaire.py")
    for name, what in CAPABILITIES.items():
        add(name, "audit/inventory/tables/capabilities.py")
        add(what, "audit/inventory/tables/capabilities.py")
    for text in also.MESSAGES:
        found.setdefault(text, ["reports/language/also.py"])
    return found


def _tabled() -> Iterator[tuple[str, str]]:
    """Yield the texts of the catalogue of work packages, with the file's name."""
    with WORK_PACKAGES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("name", "unit", "crews", "downtime_text"):
                texts = row[column].split(";") if column == "crews" else [row[column]]
                yield from ((WORK_PACKAGES.name, text) for text in texts)


def spoken(tree: ast.AST) -> Iterator[str]:
    """Yield the sentences of a module: strings of several words, counted nouns."""
    quiet = set(_quiet(tree))
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.JoinedStr):
            yield pattern(node)
            yield from _inside(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if " " in node.value.strip():
                yield node.value
        elif isinstance(node, ast.Call) and _called(node.func) in COUNTERS:
            yield from _counted(node)
        elif isinstance(node, ast.Call) and _called(node.func) in TITLED:
            yield from _strings(node.args)
        elif isinstance(node, ast.ClassDef) and any(_called(b) == "StrEnum" for b in node.bases):
            yield from _strings(s.value for s in node.body if isinstance(s, ast.Assign))


def _strings(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and len(value) > 1 and _CODE.search(value) is None:
            yield value


def _quiet(tree: ast.AST) -> Iterator[int]:
    """Yield nodes that are no message of their own: docstrings, errors, parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg in _SILENT):
            yield from (id(inner) for inner in ast.walk(node))
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values if isinstance(part, ast.Constant))
            for part in node.values:
                if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    yield from (id(inner) for inner in ast.walk(part.format_spec))


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a message: each value is a place with a name of its own."""
    text, used = "", dict[str, int]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value)
            used[name] = used.get(name, 0) + 1
            text += "{" + name + (str(used[name]) if used[name] > 1 else "") + "}"
    return text


def _name(node: ast.expr) -> str:
    """A short name for a value: the last name that its expression has."""
    names = [
        n.attr if isinstance(n, ast.Attribute) else n.id
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute | ast.Name)
    ]
    for name in names:
        plain = name.strip("_").lower()
        if plain and plain not in ("len", "str", "join", "record", "int", "round"):
            return plain
    return "value"


def _inside(node: ast.JoinedStr) -> Iterator[str]:
    """Yield single words chosen inside a place: `{'is' if one else 'are'}`."""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            for inner in ast.walk(part.value):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    word = inner.value.strip()
                    if " " not in word and len(word) > 2 and word.isalpha():
                        yield word


def _counted(node: ast.Call) -> Iterator[str]:
    words = [a.value for a in node.args[1:] if isinstance(a, ast.Constant)]
    nouns = [word for word in words if isinstance(word, str) and word]
    if nouns:
        yield f"{{number}} {nouns[0]}"
        yield f"{{number}} {nouns[1] if len(nouns) > 1 else nouns[0] + 's'}"


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def printed(template: str) -> Iterator[str]:
    """Yield the texts of a template, between its tags and blocks."""
    for text in _SPOKEN.findall(template):
        yield from _pieces(text)
    for place in _PLACE.findall(template):
        yield from (text for text in _QUOTED.findall(place) if " " in text or text.istitle())
    for match in _BLOCK.finditer(template):
        yield from (text for text in _QUOTED.findall(match[0]) if " " in text)
    for piece in _TAG.split(template):
        yield from _pieces(piece)


def _pieces(text: str) -> Iterator[str]:
    for piece in _BLOCK.split(text):
        used = dict[str, int]()

        def place(match: re.Match[str], used: dict[str, int] = used) -> str:
            name = str((re.findall(r"[a-z_]+", match[1].split("|")[0]) or ["value"])[-1])
            used[name] = used.get(name, 0) + 1
            return "{" + name + (str(used[name]) if used[name] > 1 else "") + "}"

        said = _PLACE.sub(place, piece).strip().strip("·").strip()
        if not re.fullmatch(r"(\{[a-z_0-9]+\})?", said):
            yield said


def write() -> None:
    """Write the template and every language's catalogue."""
    template = Catalog(project="plantready", charset="utf-8", fuzzy=False)
    for text, places in sorted(messages().items()):
        template.add(text, locations=[(place, 0) for place in places])
    _save(template, folder(SOURCE).parents[1] / f"{DOMAIN}.pot")
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        path = folder(language) / f"{DOMAIN}.po"
        known = Catalog(locale=language, project="plantready", charset="utf-8", fuzzy=False)
        if path.exists():
            with path.open("rb") as file:
                known = read_po(file, locale=language)
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        _save(known, path)


def _save(catalogue: Catalog, path: Path) -> None:
    made = io.BytesIO()
    write_po(made, catalogue, width=100, omit_header=False, include_lineno=False, sort_output=True)
    lines = made.getvalue().decode("utf-8").splitlines(keepends=True)
    stamps = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By")
    kept = [line for line in lines if not line.startswith(tuple(f'"{stamp}' for stamp in stamps))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), "utf-8")


if __name__ == "__main__":
    write()
