"""Children: they answer, stop when told, and their death is only silence."""

from __future__ import annotations

import time
from typing import Any

from planning.engine.process import Child, Line, Message

HERE = "tests.planning.engine.test_process"
LONG_S = 60.0


def double(request: int, line: Line) -> None:
    line.tell({"twice": 2 * request})


def hungry(request: int, line: Line) -> None:
    held = [bytearray(64 << 20) for _ in range(request)]
    line.tell({"held": len(held)})


def crash(_: Any, line: Line) -> None:
    line.tell({"before": True})
    raise SystemExit(3)


def patient(_: Any, line: Line) -> None:
    stopped: list[bool] = []
    line.when_stopped(lambda: stopped.append(True))
    line.tell({"waiting": True})
    while not stopped:
        time.sleep(0.01)
    line.tell({"stopped": True})


def print_much(_: Any, line: Line) -> None:
    print("what a library prints")
    line.tell({"clean": True})


def _all(child: Child) -> list[Message]:
    """Everything up to the end of the request."""
    messages: list[Message] = []
    end = time.monotonic() + LONG_S
    while time.monotonic() < end:
        message = child.hear(1.0)
        if message is not None:
            messages.append(message)
            if message.get("done"):
                break
    return messages


def test_a_child_answers_one_request_after_the_other() -> None:
    with Child(f"{HERE}:double") as child:
        for number in (4, 5):
            child.ask(number)
            assert _all(child) == [{"twice": 2 * number}, {"done": True}]


def test_a_child_that_crashes_leaves_what_it_said_before() -> None:
    with Child(f"{HERE}:crash") as child:
        child.ask(1)
        assert _all(child) == [{"before": True}, {"done": True, "died": True}]
        child.ask(2)
        assert child.hear(0.1) is None
        assert child.ended


def test_a_child_that_needs_too_much_memory_dies_alone() -> None:
    with Child(f"{HERE}:hungry", memory_mb=512) as child:
        child.ask(100)
        assert _all(child) == [{"done": True, "died": True}]


def test_a_child_stops_when_it_is_told() -> None:
    with Child(f"{HERE}:patient") as child:
        child.ask(1)
        assert child.hear(LONG_S) == {"waiting": True}
        child.stop()
        assert _all(child) == [{"stopped": True}, {"done": True}]


def test_what_a_library_prints_does_not_mix_with_the_answers() -> None:
    with Child(f"{HERE}:print_much") as child:
        child.ask(1)
        assert _all(child) == [{"clean": True}, {"done": True}]


def test_closing_a_child_ends_its_process() -> None:
    child = Child(f"{HERE}:patient")
    child.ask(1)
    assert child.hear(LONG_S) == {"waiting": True}
    child.close()
    assert child.hear(1.0) in (None, {"done": True, "died": True})
