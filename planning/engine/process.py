"""Run a solver in a child process: its crash, its hunger and its clock are its own.

The child is told what to run (`module:function`), gets requests and answers each with messages.
Heavy libraries are imported there alone. A child that died answers nothing more, nothing else.
A `Caller` asks for functions of the engine by name and starts another child where one was lost.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

Message = dict[str, Any]


class Line:
    """What a served request is given: a way to the parent, and word from it when to stop."""

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self.tell = tell
        self._lock = threading.Lock()
        self._stopped = False
        self._stop: Callable[[], object] | None = None

    def when_stopped(self, stop: Callable[[], object]) -> None:
        """Call this, from another thread, when the parent wants no more."""
        with self._lock:
            self._stop = stop
            if self._stopped:
                stop()

    @property
    def stopped(self) -> bool:
        """The parent wants no more."""
        return self._stopped

    def hang_up(self) -> None:
        """The parent wants no more, or the request is served."""
        with self._lock:
            self._stopped = True
            if self._stop is not None:
                self._stop()


Serve = Callable[[Any, Line], None]
"""What a child runs."""

MEMORY_MB = 4096
_ROOM = "planning.engine."
LONGEST_MESSAGE = 512_000_000
_STOP = (0).to_bytes(8, "big")
"""Stands for the length of a request; the number of the request to stop follows."""
_START = (
    "import sys; sys.path[:] = {path!r}; from {here} import main; main({target!r}, {memory_mb})"
)


class Child:
    """A process that serves requests one after the other; close it when done."""

    def __init__(self, target: str, *, memory_mb: int = MEMORY_MB) -> None:
        code = _START.format(path=sys.path, here=__name__, target=target, memory_mb=memory_mb)
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._ended = False
        self._asked = 0
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def ask(self, request: object) -> None:
        """Send a request; a dead child takes no notice."""
        self._asked += 1
        data = pickle.dumps(request)
        self._write(len(data).to_bytes(8, "big") + data)

    def stop(self) -> None:
        """Ask it to end the last request early; what it found until then still comes."""
        self._write(_STOP + self._asked.to_bytes(8, "big"))

    def _write(self, data: bytes) -> None:
        pipe = self._process.stdin
        with contextlib.suppress(OSError, ValueError):
            assert pipe is not None
            pipe.write(data)
            pipe.flush()

    def hear(self, timeout_s: float = 0.0) -> Message | None:
        """Return the next message, None if none comes in time or the child has ended.

        The last message of a request is `{"done": True}`; when the child ends, one more such comes
        with `"died": True`.
        """
        if self._ended:
            return None
        try:
            message = (
                self._messages.get(timeout=timeout_s)
                if timeout_s > 0
                else (self._messages.get_nowait())
            )
        except queue.Empty:
            return None
        if message is None:
            self._ended = True
            return {"done": True, "died": True}
        return message

    @property
    def ended(self) -> bool:
        """Nothing more will come."""
        return self._ended

    def close(self) -> None:
        """Kill the process and wait for it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.wait()

    def _listen(self, pipe: IO[bytes] | None) -> None:
        assert pipe is not None
        # A child that dies while it speaks leaves half a message: then it has ended.
        with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError), pipe:
            while len(head := pipe.read(8)) == 8:
                size = int.from_bytes(head, "big")
                if size > LONGEST_MESSAGE or len(data := pipe.read(size)) < size:
                    break
                self._messages.put(pickle.loads(data))  # noqa: S301 - from our own child
        self._messages.put(None)


class Caller:
    """Asks a child for functions of the engine; the first question starts it."""

    def __init__(self, *, memory_mb: int = MEMORY_MB) -> None:
        self._memory_mb = memory_mb
        self._child: Child | None = None

    def ask(self, function: str, *arguments: object) -> None:
        """Put a question, like `slices:solved`; the answer is fetched with `answer`."""
        if self._child is None:
            self._child = Child(f"{__name__}:called", memory_mb=self._memory_mb)
        self._child.ask((function, arguments))

    def answer(self, seconds: float) -> Any:
        """Wait for the answer; None: it failed, died or took too long (then it is killed)."""
        if self._child is None:
            return None
        end = time.monotonic() + max(0.0, seconds)
        found: Any = None
        while (message := self._child.hear(end - time.monotonic())) is not None:
            if message.get("done"):
                if message.get("died"):
                    break
                return found
            found = message.get("answer")
        self.kill()
        return None

    def kill(self) -> None:
        """End the child at once; the next question starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    @property
    def pid(self) -> int | None:
        """The process number of a running child."""
        return self._child.pid if self._child else None


def has_solver() -> bool:
    """Tell whether OR-Tools is installed, without loading it."""
    return importlib.util.find_spec("ortools") is not None


def called(question: tuple[str, tuple[object, ...]], line: Line) -> None:
    """Answer a question of a `Caller`; runs in the child."""
    function, arguments = question
    module, _, name = function.partition(":")
    work: Callable[..., Any] = getattr(importlib.import_module(_ROOM + module), name)
    with contextlib.suppress(Exception):  # one question's failure must not end the child
        line.tell({"answer": work(*arguments)})


def main(target: str, memory_mb: int) -> None:
    """Serve requests from standard input until it ends; runs in the child."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native libraries print must not mix with the answers
    _limit_memory(memory_mb)
    module, _, name = target.partition(":")
    serve: Serve = getattr(importlib.import_module(module), name)
    lock = threading.Lock()

    def tell(message: Message) -> None:
        data = pickle.dumps(message)
        with lock:
            answers.write(len(data).to_bytes(8, "big") + data)
            answers.flush()

    _end_with_parent()
    requests = _Requests(tell)
    while (request := requests.next()) is not None:
        data, line = request
        serve(pickle.loads(data), line)  # noqa: S301 - from our own parent
        tell({"done": True})


class _Requests:
    """Reads what the parent sends while the requests before it are served."""

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self._tell = tell
        self._queue: queue.SimpleQueue[tuple[bytes, Line] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> tuple[bytes, Line] | None:
        """The next request; None: the parent sends no more."""
        return self._queue.get()

    def _read(self) -> None:
        pipe, lines = sys.stdin.buffer, list[Line]()
        while len(head := pipe.read(8)) == 8:
            if head == _STOP:
                number = int.from_bytes(pipe.read(8), "big")
                lines[number - 1].hang_up()
                continue
            lines.append(Line(self._tell))
            self._queue.put((pipe.read(int.from_bytes(head, "big")), lines[-1]))
        self._queue.put(None)


def _limit_memory(memory_mb: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _end_with_parent() -> None:
    """A child whose parent is gone ends, even in the midst of solving."""
    if not hasattr(os, "getppid"):
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
