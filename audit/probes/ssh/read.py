"""Ask one switch by SSH: log in once, show commands in order, parse in memory, log out.

Every step runs in a thread, because netmiko waits; a deadline ends the thread by its socket.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from audit.imports.switch.terminal import plain
from audit.net.credentials import Account, CredentialError, find_credential
from audit.net.dialer import AttemptError
from audit.net.target import Target
from audit.payloads import Identity, Login, Service, TableRead, TableState, observe
from audit.probes.device import reach_of, source_of
from audit.probes.ssh.commands import COMMANDS, PACKETS, allowed
from audit.probes.ssh.threads import in_thread
from audit.probes.ssh.wire import CappedSocket
from audit.records import Observation, Status, now_utc
from audit.switches.commands import expand
from audit.switches.sections import Outcome, Section, read_sections, table_of

if TYPE_CHECKING:
    from audit.net.dialer import Dialer, Lease

DEADLINE_S = 120.0
"""For one switch, login to logout."""
LOGIN_S = 30.0
"""For the login, until the prompt is found."""
STEP_S = 40.0
"""For one command."""
LEAVE_S = 5.0
MAX_PAGES = 2000
MAX_LOGIN_BYTES = 256 * 1024
"""Keys, banner and the first prompt: a shell that floods ends here, before netmiko searches it."""
MORE = re.compile(
    r"(?i:-{2,} ?\(?more ?\d*%?\)? ?-+|<--- More --->|-- MORE --|Press any key)[^\r\n\x08]{0,60}"
)
"""A pager that waits for a key."""


@dataclass(slots=True)
class _Session:
    """What came of one login."""

    prompt: str = ""
    sections: list[Section] = field(default_factory=list[Section])
    missed: list[str] = field(default_factory=list[str])
    """Commands that were not answered."""
    status: Status = Status.OK
    why: str = ""
    logged_in: bool = False
    enabled: str = ""
    """What became of enable, where the credential has one."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Ask one switch; every way it can end is an observation."""
    port = target.ports.get("ssh", 22)
    try:
        account = find_credential(target.credential)
        if not isinstance(account, Account):
            raise CredentialError("this credential is no login: SSH needs user and password")
        if target.platform not in COMMANDS:
            known = ", ".join(sorted(COMMANDS))
            raise CredentialError(
                f"the inventory gives the platform {target.platform!r}; known: {known}"
            )
    except CredentialError as error:
        return [_nothing(target, port, str(error), Status.OUT_OF_SCOPE)]
    try:
        session = await _exchange(dialer, target, port, account)
    except AttemptError as error:
        reach = reach_of(target, port, error.status, method="ssh", vantage=dialer.vantage)
        return [reach, _nothing(target, port, str(error), error.status)]
    return _told(dialer, target, port, session)


async def _exchange(dialer: Dialer, target: Target, port: int, account: Account) -> _Session:
    session = _Session()
    async with dialer.lease(target, port, "tcp", "ssh", packets=PACKETS) as lease:
        handle = await lease.open_socket(blocking=True)
        sock = CappedSocket(handle, lease.limits.max_bytes, DEADLINE_S, lease.count_payload)
        try:
            async with asyncio.timeout(DEADLINE_S):
                await _terminal(session, lease, target, account, sock)
        except TimeoutError:
            session.status, session.why = Status.TIMEOUT, f"not done within {DEADLINE_S:.0f} s"
        finally:
            sock.end()
        lease.outcome(session.status)
    return session


async def _terminal(
    session: _Session, lease: Lease, target: Target, account: Account, sock: CappedSocket
) -> None:
    connection: Any = None
    try:
        sock.hold_back(MAX_LOGIN_BYTES)
        connection = await in_thread(LOGIN_S, lambda: _login(lease, target, account, sock))
        sock.release()
        session.logged_in = True
        session.prompt = str(connection.base_prompt)
        session.missed = list(COMMANDS[target.platform])
        if account.enable:
            session.enabled = await in_thread(STEP_S, lambda: _enable(connection))
        for command in COMMANDS[target.platform]:
            lease.check()
            text = await in_thread(STEP_S, partial(_ask, connection, target.platform, command))
            session.sections.append(Section(command, text))
            session.missed.remove(command)
        await in_thread(LEAVE_S, connection.disconnect)
    except Exception as error:  # netmiko, paramiko and TextFSM raise families of their own
        sock.end()
        session.status, session.why = _ending(
            error, all_read=session.logged_in and not session.missed
        )


def _login(lease: Lease, target: Target, account: Account, sock: CappedSocket) -> Any:
    """Log in once. A second try with the same or another password is never made."""
    netmiko: Any = importlib.import_module("netmiko")
    logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)  # it prints tracebacks otherwise
    wait = lease.limits.read_timeout_s
    return netmiko.ConnectHandler(
        device_type=target.platform,
        host=target.address,
        port=lease.port,
        username=account.user,
        password=account.password,
        secret=account.enable,
        sock=sock,
        use_keys=False,
        allow_agent=False,
        conn_timeout=wait,
        auth_timeout=wait,
        banner_timeout=wait,
        blocking_timeout=wait,
    )


def _enable(connection: Any) -> str:
    try:
        if not connection.check_enable_mode():
            connection.enable()
    except ValueError:  # netmiko's: the prompt did not become privileged
        return "enable was refused"
    return "enabled"


def _ask(connection: Any, platform: str, command: str) -> str:
    """Send one command and return its output; a pager that paging-off did not stop is turned."""
    prompt = _prompt(connection)
    end = rf"(?:(?:\A|[\r\n\x08]){prompt}\s*$|{MORE.pattern}\s*$)"
    text = str(
        connection.send_command(
            allowed(platform, command), expect_string=end, strip_prompt=False, read_timeout=STEP_S
        )
    )
    for _ in range(MAX_PAGES):
        if not re.search(rf"{MORE.pattern}\s*\Z", text[-200:]):
            break
        connection.write_channel(" ")
        text += str(connection.read_until_pattern(pattern=end, read_timeout=STEP_S))
    last = text.rstrip().rpartition("\n")
    if re.fullmatch(prompt, last[2].strip()):
        text = f"{last[0]}\n"
    return plain(text.encode())


def _prompt(connection: Any) -> str:
    """The prompt as a pattern; numbers in it may count the commands (EXOS, FortiOS)."""
    if not getattr(connection, "own_prompt", ""):
        connection.own_prompt = str(connection.find_prompt())
    return re.sub(r"\d+", r"\\d+", re.escape(connection.own_prompt.strip()))


def _ending(error: Exception, *, all_read: bool) -> tuple[Status, str]:
    """Which status an error of the libraries means; its text may hold a prompt, so not that."""
    if all_read and isinstance(error, OSError | EOFError):
        return Status.OK, ""  # only the farewell failed
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, AttemptError):
        return error.status, str(error)
    if names & {"NetmikoAuthenticationException", "AuthenticationException"}:
        return Status.AUTH_FAILED, "the switch refused the login"
    if names & {"NetmikoTimeoutException", "ReadTimeout", "TimeoutError", "timeout"}:
        return Status.TIMEOUT, "the switch stopped answering"
    if names & {"EOFError", "OSError", "ConnectionException"}:
        return Status.CLOSED, "the switch ended the connection, or sent more than is read"
    if "SSHException" in names or type(error).__module__.startswith(("netmiko", "paramiko")):
        return Status.PROTOCOL_ERROR, f"no SSH as expected: {type(error).__name__}"
    raise error


def _key(target: Target, port: int) -> str:
    return f"ssh {target.address}:{port}"


def _nothing(target: Target, port: int, why: str, status: Status) -> Observation:
    payload = TableRead("identity", TableState.ABSENT, why[:300])
    source = source_of(target, port)
    return observe(_key(target, port), payload, source, method="ssh", status=status)


def _told(dialer: Dialer, target: Target, port: int, session: _Session) -> list[Observation]:
    key, source, time = _key(target, port), source_of(target, port), now_utc()
    reach = reach_of(target, port, Status.OK, method="ssh", vantage=dialer.vantage)
    service = Service(target.plant_ip, port, "tcp", "ssh")
    about = "; ".join(t for t in (f"credential {target.credential}", session.enabled) if t)
    found = [reach]
    if session.logged_in or session.status is Status.AUTH_FAILED:
        # Anything else may be another service on the port, or nobody at all.
        found.append(observe(key, service, source, method="ssh", time=time))
    if not session.logged_in:
        login = Login(False, "ssh", session.why)
        status = session.status
        found.append(observe(key, login, source, method="ssh", time=time, status=status))
        return [*found, _nothing(target, port, session.why, session.status)]
    found.append(observe(key, Login(True, "ssh", about), source, method="ssh", time=time))
    outcome = read_sections(target.platform, session.sections, session.prompt)
    _complete(outcome, target, session)
    found += outcome.readout.observations(key, source, method="ssh", time=time)
    if session.status is not Status.OK:
        found.append(_nothing(target, port, session.why, session.status))
    return found


def _complete(outcome: Outcome, target: Target, session: _Session) -> None:
    """Add the address that was asked, and a state for each table that was not answered."""
    readout = outcome.readout
    for place, payload in enumerate(readout.payloads):
        if isinstance(payload, Identity):
            ips = tuple(dict.fromkeys((target.plant_ip, *payload.ips)))
            readout.payloads[place] = replace(payload, ips=ips, name=payload.name or target.key)
    for command in session.missed:
        table = table_of(expand(command)[0])
        before = readout.tables.get(table)
        rows = before.rows if before else 0
        readout.table(table, rows, [f"{command}: {session.why}"])
        if not rows:
            why = f"{command}: {session.why}"
            readout.tables[table] = TableRead(table, TableState.ABSENT, why, 0)
