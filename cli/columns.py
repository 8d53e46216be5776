"""`plantready columns`: what the headings of a client's list mean; said once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.console import Failure, Session, pass_session, table
from cli.stages import open_case

if TYPE_CHECKING:
    from audit.case import Case
    from audit.imports.contract import ColumnWord
    from audit.imports.lists.blocks import Block


@click.command("columns", short_help="What the headings of a list mean: show, confirm, keep.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Every guess is right.")
@click.option("--set", "said", multiple=True, metavar="TABLE:HEADING=COLUMN",
              help="A heading means this column; nothing behind = : it is not read.")  # fmt: skip
@pass_session
def command(session: Session, path: Path, accept: bool, said: tuple[str, ...]) -> None:
    """Preview how a list (CSV or workbook) would be read, and say what its headings mean."""
    from audit.imports.lists.mapping import MappingError, load, save

    if not path.is_file():
        raise Failure(f"{path}: there is no such file; nothing was changed")
    with open_case(session, read_inventory=False) as desk:
        case = desk.case
    try:
        words = (*load(case.root), *map(_word, said))
    except MappingError as error:
        raise Failure(str(error)) from None
    blocks = _blocks(path, words)
    if accept:
        words = (*words, *_guessed(blocks))
    if accept or said:
        save(case.root, words)
        blocks = _blocks(path, words)
    _print(session, case, path, blocks)


def _word(text: str) -> ColumnWord:
    from audit.imports.contract import ColumnWord
    from audit.imports.lists.mapping import wrong

    name, colon, rest = text.partition(":")
    heading, equals, column = rest.rpartition("=")
    word = ColumnWord(name.strip(), heading.strip(), column.strip())
    if not colon or not equals:
        raise Failure(f"{text}: TABLE:HEADING=COLUMN is wanted; nothing was changed")
    if why := wrong(word):
        raise Failure(f"{text}: {why}; nothing was changed")
    return word


def _blocks(path: Path, words: tuple[ColumnWord, ...]) -> list[Block]:
    from audit.imports.lists.blocks import blocks_of
    from audit.inventory.cells import UnreadableTableError
    from audit.inventory.grids import read_grids

    try:
        grids = read_grids(path.name, path.read_bytes())
    except UnreadableTableError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{path}: cannot be read ({error.strerror})") from None
    return [block for grid in grids for block in blocks_of(grid, words)]


def _guessed(blocks: list[Block]) -> list[ColumnWord]:
    from audit.imports.contract import ColumnWord

    return [
        ColumnWord(block.table, block.heading(column), field)
        for block in blocks
        for column, field in block.guesses.items()
    ]


def _print(session: Session, case: Case, path: Path, blocks: list[Block]) -> None:
    if session.as_json:
        session.data([_as_dict(block) for block in blocks])
        return
    if not blocks:
        session.say(
            f"{path.name}: no header row is understood; a row is one when it names what its rows "
            f"are known by and two more columns. Say a heading with --set, such as "
            f'--set "assets:Betriebsmittel=asset_id"'
        )
    for block in blocks:
        about = _as_dict(block)
        rows = [
            [c["heading"], c["column"] or "-", c["how"], c["example"]] for c in about["columns"]
        ]
        session.say(f"{about['place']}: {about['rows']} rows of {block.table}")
        session.out.print(table("", ["heading", "column", "how", "example"], rows))
    if any(block.guesses for block in blocks):
        session.say("guesses are not read; --accept confirms them all, --set one")
    session.say(f"kept in {case.root / 'mappings.csv'} and used for every list of this case")


def _as_dict(block: Block) -> dict[str, Any]:
    known = {column: field for field, column in block.columns.items()}
    columns: list[dict[str, str]] = []
    for number, heading in enumerate(block.header.cells):
        if not heading or not block.first <= number < block.last:
            continue
        how = "known" if number in known else "guess" if number in block.guesses else "not read"
        columns.append({
            "heading": heading, "column": known.get(number) or block.guesses.get(number, ""),
            "how": how, "example": _example(block, number),
        })  # fmt: skip
    place = block.grid.place.at(block.header.number, min(block.columns.values()) + 1)
    return {"place": str(place), "table": block.table, "rows": len(block.lines),
            "columns": columns}  # fmt: skip


def _example(block: Block, column: int) -> str:
    from audit.imports.secrets import REMOVED, is_secret_column, without_secrets

    if is_secret_column(block.heading(column)):
        return REMOVED
    cells = (line.cells[column] for line in block.lines if column < len(line.cells))
    return without_secrets(next((cell for cell in cells if cell), ""))[0][:40]
