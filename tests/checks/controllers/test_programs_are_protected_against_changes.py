"""PLC-09 over walk-downs, captures and answers."""

from __future__ import annotations

from audit.payloads import Service
from checks.controllers.programs_are_protected_against_changes import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import PLC_IP, open_answers, program, said, talk
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, seen

PLC = device("PLC-L1", ips=(PLC_IP,))
STATION = device("ENG-1", "", "engineering", ips=("10.0.5.1",))
LAPTOP = device("LAPTOP-9", "", "office", ips=("10.0.5.9",))
BEST, MIDDLE, WORST = CHOICES
SAFE = program(key_switch="RUN", downloads_from="ENG-1")
HEARD = seen("PLC-L1", Service(PLC_IP, 102, "tcp", "s7comm",
             detail="function codes 4, 5, 26, 27, 28; plant x"))  # fmt: skip
ONLY_READ = seen("PLC-L1", Service(PLC_IP, 102, "tcp", "s7comm", detail="function codes 4, 240"))


def loads(ip: str) -> Edit:
    return talk(ip, port=102, protocol="s7comm", writes=30)


CASES: list[Case] = [
    ("key on RUN, stations named", [PLC, SAFE], Outcome.PASS, "", ["1 of 1 controller"]),
    ("an access level", [PLC, program(access_level_set=True, downloads_from="ENG-1")],
     Outcome.PASS, "", []),
    ("key on RUN, no station named", [PLC, program(key_switch="run")], Outcome.WARN, "",
     ["no list names the stations"]),
    ("REMOTE with a procedure", [PLC, program(key_switch="remote", download_procedure=True)],
     Outcome.WARN, "", ["stands on remote; a procedure"]),
    ("PROG and nothing else", [PLC, program(key_switch="prog", download_procedure=False)],
     Outcome.FAIL, "", ["the key of PLC-L1 stands on prog"]),
    ("no function and nothing else", [PLC, program(can_protect=False, download_procedure=False)],
     Outcome.FAIL, "", ["PLC-L1 is unprotected"]),
    ("no function, compensated", [PLC, program(can_protect=False, compensated_by="locked cabinet")],
     Outcome.NA, "", ["instead: locked cabinet"]),
    ("REMOTE, the procedure is not stated", [PLC, program(key_switch="remote")], Outcome.UNKNOWN,
     "not_asked", ["is open"]),
    ("not looked at", [PLC, program()], Outcome.UNKNOWN, "not_asked", ["was not looked at"]),
    ("one was not looked at", [PLC, device("PLC-L1-2"), SAFE], Outcome.UNKNOWN, "not_asked",
     ["PLC-L1-2 was not looked at"]),
    ("a download by the named station", [PLC, STATION, SAFE, HEARD, loads("10.0.5.1")],
     Outcome.PASS, "", []),
    ("a download by another", [PLC, LAPTOP, SAFE, HEARD, loads("10.0.5.9")], Outcome.FAIL, "",
     ["heard from LAPTOP-9, which nobody named"]),
    ("a download where nobody looked", [PLC, HEARD, loads("10.0.5.9")], Outcome.FAIL, "", []),
    ("a download by one of two",
     [PLC, STATION, LAPTOP, SAFE, HEARD, loads("10.0.5.1"), loads("10.0.5.9")], Outcome.UNKNOWN,
     "conflict", ["who sent it is not certain"]),
    ("reads are no download", [PLC, SAFE, ONLY_READ, loads("10.0.5.9")], Outcome.PASS, "", []),
    ("protected, as stated", [said("program_protection", BEST)], Outcome.PASS, "", []),
    ("a procedure, as stated", [said("program_protection", MIDDLE)], Outcome.WARN, "", []),
    ("open, as stated", [said("program_protection", WORST)], Outcome.FAIL, "", []),
    *open_answers("program_protection", PLC),
]  # fmt: skip


@cases(*CASES)
def test_the_protection(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
