"""The parts of a capture in several processes of this computer, this one among them.

This process works too: it begins at once while the others still start, and what it finds itself
needs not be sent. The others send what they found while they work on. Each takes the next piece
that nobody has; a piece whose process failed is worked on again here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias

from audit.capture.engine import Part
from audit.capture.parts import Piece

Result: TypeAlias = tuple[Part, bool]
Job: TypeAlias = Callable[[Piece], Result]

PAUSE_S = 0.5
"""How long this process waits for the others before it looks whether they still live."""


def run(pieces: Sequence[Piece], count: int, here: Job, elsewhere: Job) -> Iterator[Result]:
    """Work on all pieces in `count` processes; give the results in order.

    Parameters
    ----------
    here, elsewhere
        What a piece is worked on with in this process, and in another: a function of a module.
    """
    context = get_context("spawn")
    counter = context.Value("q", 0)
    with ExitStack() as stack:
        helpers: dict[Connection, Any] = {}
        for _ in range(min(count, len(pieces)) - 1):
            ear, mouth = context.Pipe(duplex=False)
            arguments = (tuple(pieces), counter, mouth, elsewhere)
            process = context.Process(target=_helper, args=arguments, daemon=True)
            process.start()
            stack.callback(_end, process, ear)
            mouth.close()
            helpers[ear] = process
        yield from _in_order(pieces, counter, helpers, here)


def _end(process: Any, ear: Connection) -> None:
    """Whoever wants no more results ends their making too."""
    ear.close()
    process.terminate()
    process.join()


def _in_order(
    pieces: Sequence[Piece], counter: Any, helpers: dict[Connection, Any], here: Job
) -> Iterator[Result]:
    done: dict[int, Result] = {}
    for wanted in range(len(pieces)):
        while wanted not in done:
            done |= _heard(helpers, 0.0)
            if wanted in done:
                break
            own = _take(counter, len(pieces))
            if own is None and not helpers:
                own = wanted
            if own is not None:
                done[own] = here(pieces[own])
            else:
                done |= _heard(helpers, PAUSE_S)
        yield done.pop(wanted)


def _take(counter: Any, count: int) -> int | None:
    """The number of the next piece that nobody works on."""
    with counter.get_lock():
        number: int = counter.value
        if number >= count:
            return None
        counter.value = number + 1
    return number


def _heard(helpers: dict[Connection, Any], seconds: float) -> dict[int, Result]:
    """What the others sent; those that ended are no helpers any more."""
    found: dict[int, Result] = {}
    for ear in wait(list(helpers), seconds):
        assert isinstance(ear, Connection)
        try:
            number, result = ear.recv()
            found[number] = result
        except (EOFError, OSError):
            del helpers[ear]
    return found


def _helper(pieces: Sequence[Piece], counter: Any, mouth: Connection, job: Job) -> None:
    """Another process: take pieces and send what they give, one result on its way at a time."""
    sent: Future[None] | None = None
    with ThreadPoolExecutor(1) as sender:
        while (number := _take(counter, len(pieces))) is not None:
            try:
                result = job(pieces[number])
            except Exception:  # whatever it is: the piece is worked on again where it can be told
                break
            if sent is not None:
                sent.result()
            sent = sender.submit(mouth.send, (number, result))
    if sent is not None:
        sent.result()
