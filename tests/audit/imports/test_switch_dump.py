from collections.abc import Callable

import pytest

from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.switch_dump import read, sniff
from audit.payloads import (
    ArpEntry,
    FdbEntry,
    Identity,
    Management,
    StpState,
    TableRead,
    Vlan,
    payload_of,
)
from audit.records import Kind
from tests.audit.imports.files import raw
from tests.audit.switches.test_running_config import WHOLE
from tests.audit.switches.test_sections import MACS, STATUS, TREE, VERSION, VLANS

SESSION = "\r\n".join(
    f"SW-L1{mark}{typed}\n{text}".replace("\n", "\r\n")
    for mark, typed, text in [
        (">", "sh ver", VERSION),
        (">", "enable", "Password: "),
        ("#", "terminal length 0", ""),
        ("#", "show vlan brief", VLANS),
        ("#", "sh int status", STATUS),
        ("#", "sh mac add", MACS),
        ("#", "show ip route", "Gateway of last resort is not set"),
        ("#", "show running-config", WHOLE),
        ("#", "exit", ""),
    ]
)


def of(found: Imported, attribute: str, kind: type[object]) -> list[object]:
    return [payload_of(o, kind) for o in found.observations if o.attribute == attribute]


def keys(found: Imported) -> set[str]:
    return {o.subject.key for o in found.observations if o.subject.kind is Kind.DEVICE}


def tables(found: Imported) -> dict[str, str]:
    read_tables = [payload_of(o, TableRead) for o in found.observations if o.attribute == "table"]
    return {table.table: str(table.state) for table in read_tables}


def test_a_session_with_several_commands_is_one_device() -> None:
    file = raw("floor/any-name.txt", SESSION)
    assert sniff(file) > 0.9
    found = read(file)
    assert keys(found) == {"dump SW-L1"}
    (who,) = [payload_of(o, Identity) for o in found.observations if o.attribute == "identity"]
    assert (who.name, who.vendor, who.firmware) == ("SW-L1", "Cisco", "15.0(2)SE11")
    assert who.last_changed == "2014-03-11"
    assert Vlan(10, "cell") in of(found, "vlan", Vlan)
    assert len(of(found, "fdb", FdbEntry)) == 3
    assert of(found, "management", Management)
    states = tables(found)
    assert (states["vlans"], states["interfaces"], states["config"]) == ("complete",) * 3
    assert "show ip route" not in repr(found.not_understood)
    assert len(found.skipped) == 1
    assert found.refused_secrets == 2
    assert "s3cr3t" not in repr(found) and "secrethash" not in repr(found)


def test_an_output_that_looks_like_another_prompt_does_not_cut() -> None:
    text = SESSION.replace("! Last configuration", "other#show version\r\n! Last configuration")
    assert keys(read(raw("x.txt", text))) == {"dump SW-L1"}


def test_single_command_files_share_one_device() -> None:
    files = {
        "boza_rtr_config.txt": WHOLE.replace("hostname SW-1\n", ""),
        "boza_rtr_mac_table.txt": MACS.replace(" All", "   1"),
        "boza_rtr_spanning_tree.txt": TREE,
        "boza_rtr_arp_table.txt": (
            "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
            "Internet  10.30.1.9              228   001b.1b30.0411  ARPA   Vlan10\n"
            "Internet  10.30.1.10               0   Incomplete      ARPA   \n"
        ),
    }
    found = {name: read(raw(f"dumps/{name}", text)) for name, text in files.items()}
    assert {key for one in found.values() for key in keys(one)} == {"dump boza_rtr"}
    assert all(sniff(raw(name, text)) >= 0.8 for name, text in files.items())
    arp = of(found["boza_rtr_arp_table.txt"], "arp", ArpEntry)
    assert arp == [ArpEntry("10.30.1.9", "00:1b:1b:30:04:11", "Vlan10")]
    assert of(found["boza_rtr_spanning_tree.txt"], "stp", StpState)
    assert len(of(found["boza_rtr_mac_table.txt"], "fdb", FdbEntry)) == 3


def test_a_configuration_alone_is_known_by_its_content() -> None:
    file = raw("backup-2025.cfg", WHOLE)
    assert sniff(file) >= 0.8
    found = read(file)
    assert keys(found) == {"dump backup-2025"}
    (who,) = [payload_of(o, Identity) for o in found.observations if o.attribute == "identity"]
    assert who.name == "SW-1"


def test_pager_marks_are_removed() -> None:
    lines = VLANS.splitlines()
    wiped = " --More-- " + "\x08" * 9 + " " * 8 + "\x08" * 9
    paged = "\n".join([*lines[:4], wiped + lines[4], *lines[5:]])
    found = read(raw("x.txt", f"SW-1#show vlan brief\n{paged}\nSW-1#"))
    assert [v for v in of(found, "vlan", Vlan) if v == Vlan(10, "cell")]
    assert tables(found)["vlans"] == "complete"


def test_an_unknown_line_of_a_configuration_is_named_with_its_line_in_the_file() -> None:
    text = f"SW-1#show version\n{VERSION}SW-1#show running-config\nwarp drive on\n{WHOLE}SW-1#\n"
    found = read(raw("x.txt", text))
    line = text[: text.index("warp")].count("\n") + 1
    assert [(r.location, r.what) for r in found.not_understood] == [
        (f"line {line}", "configuration line `warp …`")
    ]
    assert tables(found)["config"] == "partial"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<SW-2>display vlan brief\nbrief\n<SW-2>", "dump SW-2"),
        ("admin@SW-3> show version\nHostname: SW-3\nModel: ex2300\nJunos: 20.4R3.8\n", "dump SW-3"),
        ("HP-2530# show vlans\n Status and Counters\n", "dump HP-2530"),
    ],
)
def test_prompts_of_other_platforms_name_the_device(text: str, expected: str) -> None:
    assert keys(read(raw("x.txt", text))) == {expected}


@pytest.mark.parametrize("text", ["", "shopping list\n- bread\n", "a#b\nc>d\n", "\x00\x01\x02"])
def test_other_files_are_not_claimed(text: str) -> None:
    assert sniff(raw("notes.txt", text)) == 0.0
    with pytest.raises(UnreadableFileError, match=r"no prompt|EMPTY|line 1: binary"):
        read(raw("notes.txt", text))


def test_a_dump_cut_anywhere_never_raises() -> None:
    for end in range(0, len(SESSION), 97):
        try:
            read(raw("x.txt", SESSION[:end]))
        except UnreadableFileError:
            continue


def test_two_devices_in_one_file_are_two_devices() -> None:
    text = f"SW-A#show vlan brief\n{VLANS}SW-A#\nSW-B#show version\n{VERSION}SW-B#\n"
    found = read(raw("both.txt", text))
    assert keys(found) == {"dump SW-A", "dump SW-B"}
    owners = {o.subject.key for o in found.observations if o.attribute == "vlan"}
    assert owners == {"dump SW-A"}


@pytest.mark.parametrize(
    "prompt",
    [
        "SW-1#", "SW-1>", "SW-1# ", "SW-1(config)#do ", "<SW-1>", "[SW-1]", "[~SW-1]",
        "admin@SW-1> ", "[admin@SW-1] > ", "!*(SW-1) >", "(SW-1) #", "SSH@SW-1#",
        "* SW-1.12 # ", "SW-1 # ", "SW-1 (root) # ", "RP/0/RSP0/CPU0:SW-1#",
    ],
)  # fmt: skip
def test_every_shape_of_prompt_names_the_device(prompt: str) -> None:
    found = read(raw("x.txt", f"{prompt}show vlan brief\n{VLANS}{prompt.removesuffix('do ')}\n"))
    assert keys(found) == {"dump SW-1"}, prompt
    assert Vlan(10, "cell") in of(found, "vlan", Vlan)


def _stamped(text: str) -> bytes:
    lines = enumerate(text.splitlines())
    return "".join(f"[2024-03-01 10:00:{n % 60:02}.123] {line}\n" for n, line in lines).encode()


SHAPES: dict[str, Callable[[str], bytes]] = {
    "windows": lambda text: text.replace("\n", "\r\n").encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "typo": lambda text: text.replace("show", "shw\x08ow").encode(),
    "colours": lambda text: text.replace("SW-1#", "\x1b[7m\x1b]0;SW-1\x07SW-1#\x1b[0m").encode(),
    "stamped": _stamped,
    "putty": lambda text: b"=~=~=~= PuTTY log 2024.03.01 10:00:00 =~=~=~=\r\n" + text.encode(),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_log_of_any_terminal_is_the_text_that_stood_on_its_screen(
    shape: str,
) -> None:
    text = f"SW-1#show vlan brief\n{VLANS}SW-1#show mac address-table\n{MACS}SW-1#\n"
    found = read(raw("x.txt", SHAPES[shape](text)))
    assert keys(found) == {"dump SW-1"}
    assert Vlan(10, "cell") in of(found, "vlan", Vlan)
    assert len(of(found, "fdb", FdbEntry)) == 3
    assert not found.not_understood


def test_a_binary_file_is_refused_with_the_line() -> None:
    data = b"first line\nsecond\n" + bytes(range(1, 32)) * 40
    assert sniff(raw("x.txt", data)) == 0.0
    with pytest.raises(UnreadableFileError, match="line 3: binary"):
        read(raw("x.txt", data))


def test_a_bad_row_costs_the_row_and_names_its_line() -> None:
    rows = STATUS.splitlines()
    text = "\n".join(
        ["SW-1#show interfaces status", *rows[:3], "!! %% bad row", *rows[3:], "SW-1#"]
    )
    found = read(raw("x.txt", text))
    assert sum(o.attribute == "interface" for o in found.observations) == 3
    assert [r.location for r in found.not_understood] == ["line 5"]
    assert tables(found)["interfaces"] == "partial"


@pytest.mark.parametrize(
    ("name", "text", "attribute"),
    [
        ("some.txt", MACS, "fdb"),
        ("SW-1_show_vlan.txt", VLANS, "vlan"),
        ("SW-1/show_mac_address-table.txt", MACS, "fdb"),
        ("cisco_ios_show_interfaces_status_2.raw", STATUS, "interface"),
    ],
)
def test_without_prompt_the_name_or_else_the_content_says_what_it_is(
    name: str, text: str, attribute: str
) -> None:
    assert sniff(raw(name, text)) > 0.3
    assert any(o.attribute == attribute for o in read(raw(name, text)).observations)
