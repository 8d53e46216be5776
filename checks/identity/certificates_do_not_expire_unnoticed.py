"""IDA-11: the certificates of the servers in the data path: their last day, their key, and who
renews them.

Question: are the certificates in the data path known, and will none expire unnoticed?

Yes: more than 90 days left, keys of at least 2048 bits, and a role renews them. Warn: 30 to 90 days
left, or self-signed. No: fewer than 30 days left, expired, or nobody renews them. Not applicable:
no server in the data path has a certificate.

Example: the certificate of MES-1 ends on 2026-11-30, in 14 days: fail, naming it.
"""

from __future__ import annotations

from audit.records import Grade, Unknown, Why
from checks.certificates import Held, Server, keys_bits, servers_of
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    counted,
    in_words,
    listed,
    rolled_up,
    unknown,
)
from checks.joined import ground_of
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.replied import Rows, by_reply, day_in, yes_no

OWNER_ID, END_ID = "certificate_renewal", "first_certificate_ends"


def judge(asked: Asked) -> Answer:
    """Judge each certificate that was read; where none was, what people say of the first to end."""
    expected = (
        f"{asked.line}: certificates expected to last more than {asked.limits['pass_days']:g} days"
        " and to have somebody who renews them"
    )
    servers = servers_of(asked.facts, asked.line, asked.use_case)
    owner = yes_no(asked, OWNER_ID, expected, said_no="nobody renews them")
    held = [server for server in servers if server.held]
    if owner.outcome is Outcome.NA:
        return _not_used(owner, held)
    unread = [server for server in servers if server.why is not None]
    if not held:
        return _without(asked, expected, servers, unread, owner)
    targets = tuple(_target(asked, server.name, one, owner) for server in held
                    for one in server.held)  # fmt: skip
    open_ones = tuple(Target(s.name, Outcome.UNKNOWN, s.text, s.why, s.on.evidence) for s in unread)
    on = NOTHING
    for server in held:
        on = on + server.on
    days = min(one.days_left(asked.facts.case.as_of) for s in held for one in s.held)
    text = f"{expected}; {counted(len(targets), 'certificate')} read, the first ends in {days} days"
    every = (*targets, *open_ones)
    details = in_words(every)
    return rolled_up(
        every,
        f"{text}: {details}" if details else text,
        on + ground_of(owner),
        measured=f"{days} days left",
        value=float(days),
    )


def _target(asked: Asked, name: str, one: Held, owner: Answer) -> Target:
    days = one.days_left(asked.facts.case.as_of)
    text = f"the certificate of {name} ends on {one.ends.isoformat()}, in {days} days"
    if days < 0:
        text = f"the certificate of {name} ended on {one.ends.isoformat()}"
    evidence = (*one.evidence, *owner.evidence)
    if days < asked.limits["warn_days"]:
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if owner.outcome is Outcome.FAIL:
        return Target(name, Outcome.FAIL, f"{text}, and nobody renews it", evidence=evidence)
    if owner.outcome is Outcome.UNKNOWN:
        text = f"{text}; who renews it is not known"
        return Target(name, Outcome.UNKNOWN, text, owner.why, evidence)
    faults = ["self-signed"] if one.self_signed else []
    faults += ["few days left"] if days <= asked.limits["pass_days"] else []
    faults += ["somebody renews only a part"] if owner.outcome is Outcome.WARN else []
    bits = keys_bits(one.key)
    if bits is not None and bits < asked.limits["rsa_bits"] and one.key.startswith("RSA"):
        faults.append(f"its RSA key has {bits} bits only")
    if faults:
        return Target(name, Outcome.WARN, f"{text} ({listed(faults)})", evidence=evidence)
    if bits is None or one.self_signed is None:
        why = Unknown(Why.NO_EVIDENCE, "key or issuer was not read")
        text = f"{text}; its key or issuer was not read"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    return Target(name, Outcome.PASS, text, evidence=evidence)


def _not_used(owner: Answer, held: list[Server]) -> Answer:
    if not held:
        return owner
    on = ground_of(owner)
    for server in held:
        on = on + server.on
    text = f"{owner.sentence}; but {listed(server.name for server in held)} has a certificate"
    return unknown(Why.CONFLICT, "answer and servers", text, on)


def _without(
    asked: Asked, expected: str, servers: list[Server], unread: list[Server], owner: Answer
) -> Answer:
    if owner.outcome is Outcome.FAIL:
        return owner
    said = _said(asked, expected)
    if said.why is None or said.why.why is not Why.NOT_ASKED:
        return _with_owner(said, owner)
    if unread and unread[0].why:
        text = f"{expected}; {listed(server.text for server in unread)}"
        on = NOTHING
        for server in unread:
            on = on + server.on
        return unknown(unread[0].why.why, unread[0].why.detail, text, on)
    on = NOTHING
    for server in servers:
        on = on + server.on
    if servers and owner.outcome is Outcome.UNKNOWN:
        names = listed(server.name for server in servers)
        return answer(Outcome.NA, f"{expected}; {names} was asked and has no certificate", on)
    text = f"{expected}; no certificate of the data path was read"
    return unknown(Why.NO_EVIDENCE, "no certificate was read", text, on)


def _said(asked: Asked, expected: str) -> Answer:
    """Judge the day that somebody names; what he says of keys nobody checked, so never a pass."""

    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        day = day_in(text)
        if day is None:
            said = f'{expected}; "{text}" is no day'
            return unknown(Why.CONFLICT, END_ID, said, on)
        days = (day - asked.facts.case.as_of).days
        outcome = Outcome.FAIL if days < asked.limits["warn_days"] else Outcome.WARN
        said = f"{expected}; the first is said to end on {day.isoformat()}, in {days} days"
        return answer(outcome, f"{said}; keys and issuers were not read", on, value=float(days),
                      measured=f"{days} days left")  # fmt: skip

    return by_reply(asked, END_ID, expected, decide)


def _with_owner(said: Answer, owner: Answer) -> Answer:
    """A day alone does not say that somebody renews."""
    if said.outcome is not Outcome.WARN or owner.outcome is not Outcome.UNKNOWN:
        return said
    if owner.why is None:
        return said
    text = f"{said.sentence}; who renews them is not known"
    return unknown(owner.why.why, owner.why.detail, text, ground_of(said) + ground_of(owner))


CHECK = Check(
    check_id="IDA-11",
    theme=Theme.IDENTITY,
    title="Certificates in the data path are known and will not expire unnoticed",
    question="Are the certificates in the data path known, and will none expire unnoticed?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=4,
    work_packages=("WP-16",),
    max_age_days=90,
    thresholds=(
        Threshold("pass_days", 90, "days", "left: pass above", "D"),
        Threshold("warn_days", 30, "days", "left: warn from", "D"),
        Threshold("rsa_bits", 2048, "bits", "of an RSA key, at least", "N"),
    ),
    basis="OPC 10000-7, key lengths of the policies; IEC 62443-3-3 SR 1.8 (recalled, verify)",
    so_what="On a Sunday the MES no longer talks with the controller, and nobody knows that it is a"
    " date in a file.",
    remedy="Write each certificate with its last day and the role that renews it into one list, and"
    " set a reminder 90 days ahead.",
    closes_unknown="One reading of the servers' certificates (GetEndpoints and TLS, within the"
    " scope), and the list of who renews each",
    closes_minutes=15,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="endpoint",
    not_applicable_when="no certificates used",
)
