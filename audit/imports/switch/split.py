"""One saved terminal text in, each switch's name, its platform and its commands out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from audit.imports.switch.naming import Named, read_name
from audit.imports.switch.terminal import plain
from audit.switches import guess
from audit.switches.commands import expand
from audit.switches.running_config import looks_like_config
from audit.switches.sections import Section
from audit.switches.words import clean

__all__ = ["Dump", "cut", "cut_all", "plain"]
_VERB = (
    r"(?:(?:do|run)\s+)?(?:sh\w*|dis\w*|get|diag\w*|ter\w*|en\w*|exit|quit|logout|end|no|conf\w*|"
    r"screen-\S+|skip-page\S*|disable clip\w*|set cli|cli|export|/[a-z]\S*|system-view|"
    r"wr\w* term\w*|"
    r"info|environment|(?:[a-z]+ )*print)\b"
)
_SHAPES: tuple[tuple[str, str], ...] = (
    ("mikrotik_routeros", r"\[(?:[\w.-]+@)?(?P<name>[^\]@\n]{1,62})\]\s?(?:/[\w/ -]*)?\s?>"),
    ("hirschmann_hios", r"[!*+ ]{0,3}\((?P<name>[^()\n]{1,62})\)\s?(?:\([\w/ .,-]+\)\s?)*[>#]"),
    ("hp_comware", r"(?:HRP_\w)?<(?P<name>[\w.\-/]{1,62})>"),
    ("hp_comware", r"\[[~*]?(?P<name>[\w.\-/]{1,62})\]"),
    ("alcatel_aos", r"(?P<name>)->(?= )"),
    ("extreme_exos", r"(?:\* )?(?:Slot-\d+ )?(?P<name>\w[\w.-]{0,60}?)\.\d+ [>#]"),
    ("juniper_junos", r"(?P<user>[\w.-]+)@(?P<name>[\w.:-]{1,62})(?:\([\w\-./]+\))?[>#%]"),
    ("fortinet", r"(?P<name>\w[\w.-]{0,62}) (?:\([\w.-]+\) )?[#$](?= )"),
    ("", r"(?:RP/\S{3,20}:)?(?P<name>\w[\w.\-/ :]{0,62}?)(?:\([\w\-./ ]+\))?\s?[>#]"),
)
"""Platform that a prompt of this shape suggests, and the shape; the first that fits counts."""
_PROMPTS = tuple((hint, re.compile(rf"^{shape}[ \t]*(?P<typed>.*)$")) for hint, shape in _SHAPES)
_MARK = re.compile(r"[>#\]$%]")
_TYPED = re.compile(_VERB, re.IGNORECASE)
_PLATFORMS: tuple[tuple[str, str], ...] = (
    (r"NX-OS|Nexus Operating System", "cisco_nxos"),
    (r"(?m:^Arista )|Arista Networks|EOS-\d|(?m:^! device: .*EOS)|vEOS",
     "arista_eos"),
    (r"ArubaOS-CX|Version\s*:\s*[A-Z]{2}\.10\.", "aruba_aoscx"),
    (r"ProCurve|Image stamp|HP J\d{4}|Software revision|(?m:^; J\w+ Configuration Editor)|"
     r"(?m:^; hpStack)", "hp_procurve"),
    (r"(?m:^(?:JUNOS|Junos:))|JUNOS Base OS|(?m:^set (?:system|interfaces) \S)", "juniper_junos"),
    (r"Huawei Versatile Routing Platform|VRP \(R\) software|(?m:^!Software Version V\d)",
     "huawei_vrp"),
    (r"Comware (?:Platform )?Software|Comware Software", "hp_comware"),
    (r"ExtremeXOS|(?m:^# Module \w+ configuration)", "extreme_exos"),
    (r"HiOS|Hirschmann", "hirschmann_hios"),
    (r"\bMOXA\b|Moxa ", "moxa_nos"),
    (r"RouterOS|MikroTik", "mikrotik_routeros"),
    (r"Forti(?:Gate|Switch|OS)|(?m:^#config-version=)", "fortinet"),
    (r"AlliedWare Plus|Allied Telesis", "allied_telesis_awplus"),
    (r"IronWare|ICX\d|Brocade Comm|Ruckus", "ruckus_fastiron"),
    (r"Alcatel-Lucent|OmniSwitch", "alcatel_aos"),
    (r"Dell Networking OS9|Dell Force10|Force10 ", "dell_force10"),
    (r"EdgeSwitch|Ubiquiti", "ubiquiti_edgeswitch"),
    (r"PAN-OS", "paloalto_panos"),
    (r"Cisco IOS|IOS \(tm\)|IOS-XE|Catalyst", "cisco_ios"),
    (r"(?m:^SW version\s+\d)|(?m:^ *Active-image: )", "cisco_s300"),
    (r"JetStream|TP-L[Ii][Nn][Kk]|(?m:^!(?:SG|TL-)\w+$)", "tplink_jetstream"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dump:
    """One device's text, cut at its prompts."""

    name: str
    platform: str
    sections: tuple[Section, ...]
    has_prompts: bool


@dataclass(frozen=True, slots=True)
class _Prompt:
    """One line that begins with a prompt."""

    line: int
    """From 0."""
    name: str
    typed: str
    hint: str


def cut(text: str, stem: str) -> Dump:
    """Cut a text at its prompts; of a text with several devices, the first."""
    return cut_all(text, stem)[0]


def cut_all(text: str, stem: str, folder: str = "") -> list[Dump]:
    """Cut a text at its prompts, one entry a device; one without prompts is a single output."""
    lines = text.split("\n")
    named = read_name(stem, folder)
    prompts = _prompts(lines)
    if prompts:
        names = dict.fromkeys(prompt.name for prompt in prompts)
        return [_session(lines, prompts, name, named) for name in names]
    platform = named.platform or platform_of(text, "")
    command = named.command
    if not command and looks_like_config(text):
        command = "show running-config"
    elif not named.platform or not command:
        found = guess.guess(command, text, platform)
        platform, command = found or (platform or "cisco_ios", command)
    sections = (Section(command, text),) if command else ()
    return [Dump(clean(named.device), platform or "cisco_ios", sections, has_prompts=False)]


def _shape(number: int, line: str) -> _Prompt | None:
    if len(line) > 300 or not _MARK.search(line, 0, 90):
        return None
    for hint, pattern in _PROMPTS:
        if match := pattern.match(line):
            return _Prompt(number, match["name"].strip(), match["typed"].strip(), hint)
    return None


def _prompts(lines: list[str]) -> list[_Prompt]:
    """Lines that begin with a device's prompt; output that only looks like one is outvoted.

    A name counts as a device when a command that is understood was typed at it, and it is the
    first, or came more than once, or nothing of another device follows.
    """
    shaped = [found for number, line in enumerate(lines) if (found := _shape(number, line))]
    asked = [p for p in shaped if _TYPED.match(p.typed)]
    known = [p for p in asked if expand(p.typed)[0]]
    if not known:
        return []
    counts = Counter(p.name for p in known)
    main = counts.most_common(1)[0][0]
    names = {main}
    for name in counts:
        own = [p.line for p in shaped if p.name == name]
        main_lines = [p.line for p in shaped if p.name == main]
        if len(own) > 1 or own[0] > max(main_lines):
            names.add(name)
    return [p for p in (shaped if "" not in names else asked) if p.name in names]


def _session(lines: list[str], prompts: list[_Prompt], name: str, named: Named) -> Dump:
    sections: list[Section] = []
    ends = [prompt.line for prompt in prompts[1:]] + [len(lines)]
    for prompt, end in zip(prompts, ends, strict=True):
        if prompt.name == name and prompt.typed:
            body = "\n".join(lines[prompt.line + 1 : end])
            sections.append(Section(prompt.typed, body, prompt.line + 2))
    hints = Counter(p.hint for p in prompts if p.name == name)
    told = "\n".join(section.text[:50_000] for section in sections)
    platform = named.platform or platform_of(told, hints.most_common(1)[0][0])
    platform = platform or _voted(sections)
    return Dump(clean(name.split("@")[-1]) or clean(named.device), platform, tuple(sections), True)


def _voted(sections: list[Section]) -> str:
    """Where nothing names the platform, the outputs themselves choose among the templates."""
    votes: Counter[str] = Counter()
    for section in sections[:12]:
        command = expand(section.typed)[1]
        found = guess.guess(command, section.text[:20_000], "cisco_ios") if command else None
        if found:
            votes[found[0]] += 1
    return votes.most_common(1)[0][0] if votes else "cisco_ios"


def platform_of(text: str, hint: str) -> str:
    """Return netmiko's device type by what the outputs say, then what the prompt suggests; empty
    when neither says anything.
    """
    for pattern, platform in _PLATFORMS:
        if re.search(pattern, text[:200_000]):
            return platform
    return hint
