"""`plantready match`: what labels of drawings mean, confirmed by somebody and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.console import Failure, Session, pass_session, table
from cli.stages import Desk, facts_of, open_case

if TYPE_CHECKING:
    from audit.facts.model import Label, PlantFacts


@click.command("match", short_help="Which device a label in a drawing means.")
@click.option("--accept", multiple=True, metavar="LABEL", help="It means what it was taken for.")
@click.option("--all", "accept_all", is_flag=True, help="Accept every proposal.")
@click.option("--is", "means", multiple=True, metavar="LABEL=DEVICE", help="It means this device.")
@click.option("--not", "apart", multiple=True, metavar="LABEL=DEVICE",
              help="It does not mean this device.")  # fmt: skip
@click.option("--by", default="", metavar="NAME", help="Who says so.")
@pass_session
def command(
    session: Session, accept: tuple[str, ...], accept_all: bool, means: tuple[str, ...],
    apart: tuple[str, ...], by: str,
) -> None:  # fmt: skip
    """List the labels that are no device's name, or confirm what they mean."""
    with open_case(session) as desk:
        facts = facts_of(desk)
        said = _said(facts, accept, accept_all, means, apart)
        for word in said:
            _remember(desk, word, by)
        if said:
            facts = facts_of(desk)
    _print(session, facts, len(said))


@dataclass(frozen=True, slots=True)
class _Word:
    label: str
    device: str
    same: bool


def _said(
    facts: PlantFacts, accept: tuple[str, ...], accept_all: bool, means: tuple[str, ...],
    apart: tuple[str, ...],
) -> list[_Word]:  # fmt: skip
    open_ones = {label.text: label for label in facts.labels}
    found = [_Word(text, _taken(open_ones, text), True) for text in accept]
    if accept_all:
        found += [_Word(one.text, one.device, True) for one in facts.labels if one.device]
    for options, same in ((means, True), (apart, False)):
        for option in options:
            label, equals, device = option.rpartition("=")
            known = facts.device(device.strip())
            if not equals or not label.strip() or known is None:
                raise Failure(
                    f"{option}: LABEL=DEVICE is wanted, with a device that `export devices` lists; "
                    f"nothing was changed"
                )
            found.append(_Word(label.strip(), device.strip(), same))
    return found


def _taken(open_ones: dict[str, Label], text: str) -> str:
    label = open_ones.get(text)
    if label is None or not label.device:
        raise Failure(
            f"{text}: there is no proposal for this label; say `--is {text}=DEVICE`; "
            f"nothing was changed"
        )
    return label.device


def _remember(desk: Desk, word: _Word, by: str) -> None:
    from audit.inventory.tables import AliasRow
    from audit.records import Grade, Kind, Observation, Source, Subject, now_utc

    now = now_utc()
    row = AliasRow(label=word.label, device=word.device, same=word.same, confirmed_by=by,
                   confirmed_on=now.date())  # fmt: skip
    desk.evidence.add(
        [Observation(Subject(Kind.ROW, f"aliases/{row.row_key()}"), "row",
                     row.model_dump(mode="json"), Source("plantready match"), "confirmed", Grade.D,
                     now)],
        origin=f"label {word.label} {word.device}", name="plantready match",
    )  # fmt: skip


def _print(session: Session, facts: PlantFacts, changed: int) -> None:
    if session.as_json:
        from dataclasses import asdict

        session.data({"confirmed": changed, "open": [asdict(label) for label in facts.labels]})
        return
    if changed:
        session.say(f"{changed} remembered")
    if not facts.labels:
        session.say("every label of the drawings is a device's name, or was confirmed")
        return
    rows = [
        [label.text, label.device or "-", ", ".join(label.several) or
         ("accept it, or say --not" if label.device else "say --is, if it is a device")]
        for label in facts.labels
    ]  # fmt: skip
    session.out.print(table("", ["label", "taken for", "could be / what to do"], rows))
