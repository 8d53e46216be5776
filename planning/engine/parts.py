"""Improve a large plan part by part, the others held fixed.

Parts are what no link, lane or family joins: plants that share crews and money only. A part alone
is an instance of its own, with the capacities and the budget that the others leave.
"""

from __future__ import annotations

import random

from planning.engine.decode import put, take_out
from planning.engine.layers import Progress, Slot, layered, warmed
from planning.engine.model import Activity, Instance, Schedule
from planning.engine.orders import Needs
from planning.engine.sheet import Board, Sheet, sheet_of

SHORTEST_S = 6.0
"""A part is not worth beginning for less."""


def parts_of(sheet: Sheet) -> list[list[int]]:
    """Return the parts, each with its activities in ascending order."""
    leader = list(range(len(sheet.rows)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    seen: dict[tuple[str, int], int] = {}
    for number, row in enumerate(sheet.rows):
        joined = [before for before, _ in row[8]]
        for kind, group in (("lane", row[4]), ("family", row[5])):
            if group >= 0:
                joined.append(seen.setdefault((kind, group), number))
        for other in joined:
            leader[find(number)] = find(other)
    parts: dict[int, list[int]] = {}
    for number in range(len(leader)):
        parts.setdefault(find(number), []).append(number)
    return list(parts.values())


def part_of(sheet: Sheet, rest: Board, members: list[int]) -> Instance:
    """Return a part as an instance; `rest` is the board without it."""
    place = {number: at for at, number in enumerate(members)}
    lanes: dict[int, int] = {}
    families: dict[int, int] = {}
    whole, horizon = sheet.instance, sheet.horizon
    return Instance(
        name=f"{whole.name}: {whole.activities[members[0]].name}",
        horizon=horizon,
        activities=tuple(
            _moved(whole.activities[number], place, lanes, families) for number in members
        ),
        capacities=tuple(
            tuple(rest.free[what * horizon : (what + 1) * horizon])
            for what in range(len(whole.capacities))
        ),
        lane_limit=whole.lane_limit,
        budget=tuple(rest.left),
        bucket=whole.bucket,
        discount=whole.discount,
    )


def improved(needs: Needs, board: Board, parts: list[list[int]], progress: Progress) -> Board:
    """Take the parts in turn, in an order drawn by the seed, until the time is up."""
    order = [part for part in parts if any(needs.sheet.rows[number][7] for number in part)]
    random.Random(progress.seed).shuffle(order)  # noqa: S311 - no secret
    limit = progress.work_limit
    if limit is not None:
        share = Slot(0.0, max(1, limit // max(1, len(order))))
        for part in order:
            board = _improved(needs.sheet, board, part, share, progress)
        return board
    turn = 0
    while order and progress.left() >= SHORTEST_S:
        rounds_left = len(order) - turn % len(order)
        share = Slot(max(SHORTEST_S, progress.left() / rounds_left), None)
        board = _improved(needs.sheet, board, order[turn % len(order)], share, progress)
        turn += 1
    return board


def _improved(
    sheet: Sheet, board: Board, part: list[int], share: Slot, progress: Progress
) -> Board:
    """Return the board with a better part, or as it was."""
    rest = board.copy()
    take_out(sheet, rest, part)
    needs = Needs(sheet_of(part_of(sheet, rest, part)))
    starts = tuple(board.starts[number] for number in part)
    lengths = tuple(board.ends[number] - board.starts[number] for number in part)
    found = warmed(needs, Schedule(starts, lengths, 0.0))
    slot = Slot(share.seconds, share.work_limit, elsewhere=rest.worth)
    progress.better(rest.worth + found.worth, "serial")
    best = layered(needs, found, slot, progress)
    for at, number in enumerate(part):
        put(sheet, rest, number, best.starts[at], best.ends[at] - best.starts[at])
    return rest if rest.worth > board.worth else board


def _moved(
    act: Activity, place: dict[int, int], lanes: dict[int, int], families: dict[int, int]
) -> Activity:
    return Activity(
        name=act.name,
        durations=act.durations,
        starts=act.starts,
        demands=act.demands,
        after=tuple((place[before], lag) for before, lag in act.after),
        lane=lanes.setdefault(act.lane, len(lanes)) if act.lane >= 0 else -1,
        family=families.setdefault(act.family, len(families)) if act.family >= 0 else -1,
        cost=act.cost,
        value=act.value,
    )
