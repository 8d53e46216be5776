"""A child process that works for us: hard time limit, and its crash is only a missing answer.

The child is this interpreter running this module; it is asked for a function of `planning.engine`
by name and answers with what the function returns. Solver libraries are loaded in it alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

LENGTH = struct.Struct(">Q")
ROOM = "planning.engine."


class Child:
    """One child; it is started by the first question and may be asked again and again."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[tuple[bool, Any] | None] = queue.SimpleQueue()

    def ask(self, function: str, *arguments: object) -> None:
        """Put a question, like `slices:solved`; the answer is fetched with `answer`."""
        if self._process is None:
            self._start()
        assert self._process is not None and self._process.stdin is not None
        try:
            _write(self._process.stdin, (function, arguments))
        except OSError:
            self.kill()

    def answer(self, seconds: float) -> Any:
        """Wait for the answer; None: it failed, died or took too long (then it is killed)."""
        if self._process is None:
            return None
        try:
            told = self._answers.get(timeout=max(0.0, seconds))
        except queue.Empty:
            told = None
        if told is None:
            self.kill()
            return None
        return told[1] if told[0] else None

    def kill(self) -> None:
        """End the child at once; the next question starts another."""
        process, self._process = self._process, None
        self._answers = queue.SimpleQueue()
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue

    @property
    def number(self) -> int | None:
        """The process id of a running child."""
        return self._process.pid if self._process else None

    def _start(self) -> None:
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert self._process.stdout is not None
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), daemon=True
        ).start()


def _listen(pipe: IO[bytes], answers: queue.SimpleQueue[tuple[bool, Any] | None]) -> None:
    """Pass answers on until the child is gone, which is None."""
    try:
        while (told := _read(pipe)) is not None:
            answers.put(told)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        pass
    answers.put(None)


def _write(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(data)) + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> Any:
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pickle.loads(pipe.read(LENGTH.unpack(head)[0]))  # noqa: S301 - our own child


def has_solver() -> bool:
    """Tell whether OR-Tools is installed, without loading it."""
    return importlib.util.find_spec("ortools") is not None


def _called(function: str, arguments: tuple[object, ...]) -> tuple[bool, Any]:
    module, _, name = function.partition(":")
    work: Callable[..., Any] = getattr(importlib.import_module(ROOM + module), name)
    try:
        return True, work(*arguments)
    except Exception as trouble:  # one question's failure must not end the child
        return False, repr(trouble)


def main() -> None:
    """Answer questions from standard input until it closes."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    while (question := _read(asked)) is not None:
        _write(told, _called(*question))


if __name__ == "__main__":
    main()
