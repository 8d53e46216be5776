"""Network namespaces: made with a prefix, always taken down, also after a crash."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "prt"
"""`prt<process>x<random>-<name>`: the process that made it says whether it is still wanted."""
NO_IPV6 = tuple(f"net.ipv6.conf.{which}.disable_ipv6=1" for which in ("all", "default"))
_NETNS = Path("/run/netns")


class TestbedError(Exception):
    """The plant could not be built; says which command failed how."""

    __test__ = False


def cannot_build(*tools: str) -> str:
    """Return why no namespace can be made here; empty when they can."""
    if sys.platform != "linux":
        return "network namespaces need Linux"
    if os.geteuid() != 0:
        return "network namespaces need root"
    absent = [tool for tool in ("ip", "ethtool", *tools) if not shutil.which(tool, path=PATH)]
    return f"not installed: {', '.join(absent)} (run .ci/peers)" if absent else ""


PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def run(*words: str, given: str = "", timeout_s: float = 60) -> str:
    """Run a command of the system to its end; return what it printed."""
    done = subprocess.run(
        words, input=given, capture_output=True, text=True, timeout=timeout_s, check=False,
        env=os.environ | {"PATH": PATH},
    )  # fmt: skip
    if done.returncode:
        raise TestbedError(f"{' '.join(words)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def batch(commands: Iterable[str], namespace: str = "") -> None:
    """Hand many `ip` commands to one process."""
    lines = [line for line in commands if line]
    if lines:
        where = ["-n", namespace] if namespace else []
        run("ip", *where, "-batch", "-", given="\n".join(lines) + "\n")


@dataclass(eq=False)
class Namespace:
    """One network namespace: a device, a switch, the auditor's computer."""

    name: str
    """Without the prefix."""
    full_name: str
    address: str = ""
    mac: str = ""
    gateway: str = ""

    def command(self, *words: str) -> list[str]:
        """Return the command that runs these words inside."""
        return ["ip", "netns", "exec", self.full_name, *words]

    def run(self, *words: str, timeout_s: float = 60) -> str:
        """Run something inside to its end; return what it printed."""
        return run(*self.command(*words), timeout_s=timeout_s)

    def processes(self) -> list[int]:
        """Return the numbers of the processes that run inside."""
        return inside([self.full_name])

    def fill_in_checksums(self, interface: str = "eth0") -> None:
        """Send whole packets: a switch or relay in user space hands on what it gets."""
        self.run("ethtool", "-K", interface, "tx", "off")

    def plug(self, plugged: bool, interface: str = "eth0") -> None:
        """Pull the cable or put it back; a pulled cable takes the interface's routes with it."""
        self.batch(f"link set dev {interface} {'up' if plugged else 'down'}")

    def batch(self, *commands: str) -> None:
        """Run `ip` commands inside."""
        batch(commands, self.full_name)

    def filter(self, rules: str) -> None:
        """Load nftables rules inside; what was there before is gone."""
        run(*self.command("nft", "-f", "-"), given="flush ruleset\n" + rules)


@dataclass(eq=False)
class Namespaces:
    """Makes namespaces and processes inside them; leaving the `with` ends and removes all."""

    prefix: str = field(default_factory=lambda: f"{PREFIX}{os.getpid()}x{secrets.token_hex(2)}-")
    made: list[Namespace] = field(default_factory=list[Namespace])
    started: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    _undo: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])

    def __enter__(self) -> Namespaces:
        remove_leftovers()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def make(self, *names: str, ipv6: bool = False) -> list[Namespace]:
        """Make namespaces with a loopback interface that is up.

        Without IPv6 by default: its router and group messages would be frames that nobody ordered.
        """
        found = [Namespace(name, self.prefix + name) for name in names]
        self.made += found
        batch(f"netns add {space.full_name}" for space in found)
        for space in found:
            space.batch("link set dev lo up")
            if not ipv6:
                space.run("sysctl", "-qw", *NO_IPV6)
        return found

    def start(
        self,
        space: Namespace,
        *words: str,
        log: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a process inside; it is ended with the plant."""
        with (log or Path(os.devnull)).open("ab") as out:
            child = subprocess.Popen(
                space.command(*words), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env=os.environ | {"PATH": PATH} | (env or {}),
            )  # fmt: skip
        self.started.append(child)
        return child

    def at_end(self, undo: Callable[[], object]) -> None:
        """Call this before the namespaces go, last one first."""
        self._undo.append(undo)

    def close(self) -> None:
        """End every process that was started here, then remove the namespaces."""
        for undo in reversed(self._undo):
            with contextlib.suppress(Exception):  # nothing may keep the rest from going
                undo()
        for child in self.started:
            child.terminate()
        end_by = time.monotonic() + 1
        for child in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, end_by - time.monotonic()))
        names = [space.full_name for space in self.made]
        remove(names)
        for child in self.started:
            child.kill()
            child.wait()
        self.made, self.started, self._undo = [], [], []


def remove(names: Sequence[str]) -> None:
    """End what runs inside these namespaces, by process number, and delete them."""
    there = [name for name in names if (_NETNS / name).exists()]
    if not there:
        return
    for process in inside(there):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    for name in there:
        with contextlib.suppress(TestbedError):
            run("ip", "netns", "del", name)


def inside(names: Sequence[str]) -> list[int]:
    """Return the processes whose network namespace is one of these."""
    wanted = {((_NETNS / name).stat().st_dev, (_NETNS / name).stat().st_ino) for name in names}
    found: list[int] = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            place = (folder / "ns" / "net").stat()
            if (place.st_dev, place.st_ino) in wanted:
                found.append(int(folder.name))
    return found


def remove_leftovers() -> list[str]:
    """Remove namespaces whose maker is gone; return their names."""
    if not _NETNS.is_dir():
        return []
    old = [entry.name for entry in _NETNS.iterdir() if _is_orphan(entry.name)]
    remove(old)
    return old


def _is_orphan(name: str) -> bool:
    maker, _, rest = name.removeprefix(PREFIX).partition("x")
    ours = name.startswith(PREFIX) and maker.isdigit() and "-" in rest
    return ours and not Path(f"/proc/{maker}").exists()
