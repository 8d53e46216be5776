"""IDA-02: logins that several people share, on panels, computers and engineering stations.

Question: do people log in as themselves where it matters?

Yes: no login is shared but those of documented operator stations. Warn: a shared engineering login
with a log book. No: several people or suppliers share an administrator's login, or an engineering
login without a log book. Not applicable: never. A directory does not know the local accounts of a
panel: that there is no shared one takes a list of the local accounts, or an answer.

Example: `eng-l1` is shared, opens the controllers of Line 1, and nobody notes who used it: fail.
"""

from __future__ import annotations

import re

from audit.inventory.tables.data import AccountClass
from audit.records import Unknown, Why
from checks.accounts import Account, accounts_for
from checks.applies import applies
from checks.computers import computers_of
from checks.ground import answer, counted, ground, in_words, listed, rolled_up, unknown
from checks.joined import ground_of, joined
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen
from checks.replies import replies, says_no, says_yes

LOGINS_ID, BOOK_ID = "shared_logins", "shared_login_log_book"
CHOICES = {
    "everybody with a login of his own": Outcome.PASS,
    "shared by operators only, and written down": Outcome.PASS,
    "shared by technicians, with a log book": Outcome.WARN,
    "shared by technicians, without a log book": Outcome.FAIL,
    "one administrator login for several people or suppliers": Outcome.FAIL,
}
_OPERATORS = re.compile(r"\b(operators?|op station|bediener|bedienplatz)\b", re.I)
_SUPPLIERS = re.compile(r"\b(vendors?|suppliers?|oem|external|lieferant|fremdfirma)\b", re.I)
_IN_WORD = re.compile(r"[\w-]")
_BOOK = re.compile(r"\b(log ?book|sign[- ]?out|logbuch)\b", re.I)


def judge(asked: Asked) -> Answer:
    """Judge each shared account that a list names, then what people say."""
    expected = f"{asked.line}: people expected to log in as themselves"
    said = applies(chosen(asked, LOGINS_ID, expected, CHOICES))
    found = _listed(asked, expected)
    open_ones = [t.name for t in found.targets if t.outcome is Outcome.UNKNOWN]
    if open_ones and found.outcome is Outcome.UNKNOWN and said.outcome is Outcome.PASS:
        on = ground_of(found) + ground_of(said)
        text = f"{said.sentence}; but {listed(open_ones)} is in the list of accounts as shared"
        return unknown(Why.CONFLICT, "answer and account list", text, on, targets=found.targets)
    return joined(found, said)


def _listed(asked: Asked, expected: str) -> Answer:
    usable = [a for a in accounts_for(asked.facts, asked.line) if not a.disabled]
    shared = [a for a in usable if _is_shared(a)]
    on = ground(row for account in usable for row in account.rows)
    if not usable:
        text = f"{expected}; no list of accounts was handed over"
        return unknown(Why.NO_EVIDENCE, "local accounts not exported", text)
    targets = tuple(_target(asked, account) for account in shared)
    whole = rolled_up(targets, _sentence(expected, targets), on, value=-float(len(shared)),
                      measured=f"{len(shared)} shared")  # fmt: skip
    missing = _computers_without_list(asked, usable)
    if whole.outcome is Outcome.FAIL or whole.outcome is Outcome.UNKNOWN or not missing:
        if not targets:
            return answer(Outcome.PASS, f"{expected}; none of {counted(len(usable), 'login')} is"
                          " shared", on, measured="0 shared", value=0.0)  # fmt: skip
        return whole
    text = f"{whole.sentence}; the local accounts of {missing} are in no list"
    return unknown(Why.NO_EVIDENCE, "local accounts not exported", text, on, targets=targets)


def _is_shared(account: Account) -> bool:
    return any(row.record.account_class is AccountClass.SHARED for row in account.rows)


def _sentence(expected: str, targets: tuple[Target, ...]) -> str:
    details = in_words(targets) or listed(target.sentence for target in targets)
    return f"{expected}; {details or 'no shared login is listed'}"


def _computers_without_list(asked: Asked, usable: list[Account]) -> str:
    """Name the computers and panels whose local accounts no list names; empty: none is missing."""
    local = " ; ".join(
        f"{row.record.used_by} {row.record.description}".casefold()
        for account in usable
        for row in account.rows
        if "local" in row.record.system_of_record.casefold()
    )
    computers = computers_of(asked.facts, asked.line)
    if not computers:
        return "the line's panels and computers"
    return listed(c.name for c in computers if not _names(local, c.name))


def _names(text: str, name: str) -> bool:
    """Whether a text holds the name as a word of its own."""
    word, start = name.casefold(), -1
    while (start := text.find(word, start + 1)) >= 0:
        around = (text[start - 1 : start], text[start + len(word) : start + len(word) + 1])
        if not any(_IN_WORD.match(char) for char in around):
            return True
    return False


def _target(asked: Asked, account: Account) -> Target:
    name, evidence = account.name, ground(account.rows).evidence
    words = " ".join(f"{r.record.description} {r.record.used_by}" for r in account.rows)
    if any(row.record.privileged for row in account.rows):
        text = f"{name} is an administrator's login that several people share"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if _SUPPLIERS.search(words):
        text = f"{name} is shared by suppliers"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if _OPERATORS.search(words):
        text = f"{name} is a documented operator station"
        return Target(name, Outcome.PASS, text, evidence=evidence)
    rows = replies(asked.facts, BOOK_ID, asked.line)
    if _BOOK.search(words) or (rows and all(says_yes(r.record.answer) for r in rows)):
        text = f"{name} is shared, with a log book"
        return Target(name, Outcome.WARN, text, evidence=evidence + ground(rows).evidence)
    if any(says_no(row.record.answer) for row in rows):
        text = f"{name} is shared, and nobody writes down who used it"
        return Target(name, Outcome.FAIL, text, evidence=evidence + ground(rows).evidence)
    why = Unknown(Why.DONT_KNOW if rows else Why.NOT_ASKED, BOOK_ID)
    text = f"{name} is shared; whether somebody writes down who used it is not known"
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


CHECK = Check(
    check_id="IDA-02",
    theme=Theme.IDENTITY,
    title="People log in as themselves where it matters",
    question="Do people log in as themselves on the panels, computers and engineering stations?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-14",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 1.1 (RE1) (recalled, verify)",
    so_what="A changed set point stops the line, and nobody can say who changed it or what it was"
    " before.",
    remedy="Give technicians and suppliers logins of their own; leave the operators' station as it"
    " is, with few rights, and write it down.",
    closes_unknown="The local accounts of each panel and computer (one screenshot of the user list"
    " each), with who uses them",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    scope="system",
)
