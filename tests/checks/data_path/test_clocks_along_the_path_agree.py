"""DAT-09 over clock readings, captures and answers."""

from __future__ import annotations

from audit.payloads import Service
from checks.data_path.clocks_along_the_path_agree import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import PLACES, PLC_IP, clock, flow, open_answers, said, talk
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, seen

BEST, MIDDLE, WORST = CHOICES
SERVER = device("ntp1", "", "server", ips=("10.0.9.9",))
PATH = [*PLACES, flow()]
BOTH = [*PATH, clock("PLC-L1"), clock("MES-1", line="")]


def asks(ip: str) -> Edit:
    return talk(PLC_IP, ip, 123, "ntp")


def says(host: str, detail: str) -> Edit:
    return seen(host, Service("10.0.9.1", 123, "udp", "ntp", detail=detail))


GOOD = "stratum 2; source 10.0.9.9; offset +0.010 s"
LATE = "stratum 3; source 10.0.9.9; offset -2.390 s"
LOST = "not synchronised; source not said; offset +0.010 s"

CASES: list[Case] = [
    ("two that answer and agree", [*BOTH, says("PLC-L1", GOOD), says("MES-1", GOOD)], Outcome.PASS,
     "", []),
    ("the asking computer's own clock does not count",
     [*BOTH, says("PLC-L1", GOOD.replace("0.010", "99.000")),
      says("MES-1", GOOD.replace("0.010", "99.020"))], Outcome.PASS, "", []),
    ("two that answer and are apart, no list", [*PATH, says("PLC-L1", LATE), says("MES-1", GOOD)],
     Outcome.FAIL, "", ["PLC-L1 is -2400 ms off MES-1, as both answered"]),
    ("half a second apart, one listed",
     [*PATH, clock("MES-1"), says("PLC-L1", LATE.replace("2.390", "0.490")), says("MES-1", GOOD)],
     Outcome.WARN, "", ["PLC-L1 is -500 ms off MES-1"]),
    ("worse than listed", [*BOTH, says("PLC-L1", LATE), says("MES-1", GOOD)], Outcome.UNKNOWN,
     "conflict", ["-2400 ms off MES-1, as both answered, which is worse than listed"]),
    ("unlisted, the other agrees", [*PATH, clock("MES-1"), says("PLC-L1", GOOD),
     says("MES-1", GOOD)], Outcome.PASS, "", []),
    ("neither is listed, both agree", [*PATH, says("PLC-L1", GOOD), says("MES-1", GOOD)],
     Outcome.UNKNOWN, "not_asked", ["whether times are stored in UTC is not stated"]),
    ("one answers, nothing beside it", [*PATH, clock("MES-1"), says("PLC-L1", LATE)],
     Outcome.UNKNOWN, "no_evidence", ["PLC-L1 answers NTP, and no other clock of the path did"]),
    ("one answers that it follows nothing", [*PATH, clock("MES-1"), says("PLC-L1", LOST)],
     Outcome.FAIL, "", ["PLC-L1 answers that it follows no time source"]),
    ("listed as fine, answers that it follows nothing", [*BOTH, says("PLC-L1", LOST)],
     Outcome.UNKNOWN, "conflict", ["PLC-L1 answers that it follows no time source"]),
    ("the time source follows nothing", [*BOTH, SERVER, says("ntp1", LOST)], Outcome.WARN, "",
     ["the time source ntp1 answers that it follows no source itself"]),
    ("held against the time source", [*PATH, SERVER, clock("MES-1"), says("PLC-L1", LATE),
     says("ntp1", GOOD)], Outcome.FAIL, "", ["PLC-L1 is -2400 ms off ntp1"]),
    ("answers without a list, and what was said",
     [*PATH, says("PLC-L1", GOOD), says("MES-1", GOOD), said("clocks", MIDDLE)], Outcome.WARN, "",
     []),
    ("answers that lie apart, and what was said",
     [*PATH, says("PLC-L1", LATE), says("MES-1", GOOD), said("clocks", BEST)], Outcome.FAIL, "",
     []),
    ("a port that is open for another reason", [*PATH, clock("MES-1"), says("PLC-L1", "")],
     Outcome.UNKNOWN, "no_evidence", ["the clock of PLC-L1 was not read"]),
    ("one source, UTC", BOTH, Outcome.PASS, "", ["2 stations", "5 ms apart"]),
    ("0.1 s is enough", [clock("A", -100)], Outcome.PASS, "", []),
    ("half a second", [clock("A", 500)], Outcome.WARN, "", ["A is +500 ms off"]),
    ("two seconds", [clock("A", -2000)], Outcome.FAIL, "", ["A is -2000 ms off"]),
    ("no source", [clock("A", source="none")], Outcome.FAIL, "", ["follows no time source"]),
    ("times that jump", [clock("A", utc=False, dst_jumps=True)], Outcome.FAIL, "", ["jump"]),
    ("local times that do not jump", [clock("A", utc=False, dst_jumps=False)], Outcome.WARN, "",
     ["A does not store UTC"]),
    ("local times, jumps not stated", [clock("A", utc=False)], Outcome.UNKNOWN, "not_asked", []),
    ("how times are stored is not stated", [clock("A", utc=None)], Outcome.UNKNOWN, "not_asked",
     ["stored in UTC is not stated"]),
    ("two sources", [clock("A"), clock("B", source="gps")], Outcome.WARN, "",
     ["several time sources: gps and ntp1"]),
    ("not readable", [clock("A", None)], Outcome.UNKNOWN, "no_evidence", ["could not be read"]),
    ("the controller's was not read", [*PATH, clock("MES-1")], Outcome.UNKNOWN, "no_evidence",
     ["the clock of PLC-L1 was not read"]),
    ("the source is not stated", [clock("A", source="")], Outcome.UNKNOWN, "not_asked",
     ["what it follows is not stated"]),
    ("heard asking a server", [*PATH, clock("PLC-L1", source=""), clock("MES-1"),
     asks("10.0.9.9")], Outcome.PASS, "", []),
    ("heard asking the stated server", [*BOTH, SERVER, asks("10.0.9.9")], Outcome.PASS, "", []),
    ("heard asking another server", [*BOTH, SERVER, asks("10.0.9.8")], Outcome.UNKNOWN, "conflict",
     ["said to follow ntp1 and was heard asking 10.0.9.8"]),
    ("a server's answers are no questions",
     [*BOTH, SERVER, asks("10.0.9.8"), seen("PLC-L1", Service(PLC_IP, 123, "udp", "ntp"))],
     Outcome.PASS, "", []),
    ("nothing compares times", [said("times_compared", "no")], Outcome.NA, "", ["as stated"]),
    ("times are compared", [said("times_compared", "yes"), *BOTH], Outcome.PASS, "", []),
    ("agree, as stated", [said("clocks", BEST)], Outcome.PASS, "", []),
    ("within a second, as stated", [said("clocks", MIDDLE)], Outcome.WARN, "", []),
    ("apart, as stated", [said("clocks", WORST)], Outcome.FAIL, "", []),
    *open_answers("clocks"),
    ("heard asking another address than stated",
     [*PATH, clock("PLC-L1", source="10.0.9.9"), clock("MES-1", source="10.0.9.9"),
      asks("10.0.9.8")], Outcome.UNKNOWN, "conflict", ["was heard asking 10.0.9.8"]),
]  # fmt: skip


@cases(*CASES)
def test_the_clocks(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
