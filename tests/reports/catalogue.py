"""Thirty questions for the report tests: the catalogue's ids, words of the tests' own."""

from __future__ import annotations

from checks.records import Answer, Asked, Check, GateRule, Severity, Theme, Threshold

_SEVERITY = {"b": Severity.BLOCKER, "h": Severity.HIGH, "m": Severity.MEDIUM, "l": Severity.LOW}
_GATE = {"a": GateRule.ALWAYS, "i": GateRule.IF_LOAD_BEARING, "n": GateRule.NEVER}
_THEME = {
    "NET": (Theme.NETWORK, 2),
    "WLS": (Theme.WIRELESS, 3),
    "IDA": (Theme.IDENTITY, 4),
    "SEC": (Theme.SECURITY, 5),
    "DAT": (Theme.DATA_PATH, 6),
    "PLC": (Theme.CONTROLLERS, 1),
    "OWN": (Theme.OWNERSHIP, 8),
    "OPS": (Theme.OPERATIONS, 7),
}

# id, severity, gate rule, statuses on L1 L2 L3 L4 (P W F U B=blocked N), package, minutes, title
_ROWS = """
NET-01 h i WFPW WP-02 180 Every device seen on the line is in the documented inventory
NET-02 m n WFPP WP-02 180 Documented links match the links the switches report
NET-03 b i FFPP WP-04 60 The line's controllers sit in their own network segment
NET-05 b a PFPP WP-04 45 Every network flow the use case needs can be routed from this line
NET-06 h i PFPP WP-03 30 No IP address is used twice across lines that share a system
NET-07 m i FPPP WP-06 20 All switches in the data path are managed
NET-08 b a PFPF WP-01 30 Someone can log in to every switch in the controls cabinets today
NET-09 h n FBPB WP-06 30 Switch software is supported and was reviewed in the last two years
NET-10 h n WUPP WP-06 30 Switch hardware has at least two years of vendor support left
NET-11 m n FBPB WP-07 20 Each switch has a recent configuration backup
NET-13 h i PPPP WP-08 60 Uplinks and cyclic load leave reserve
WLS-01 b i UFPP WP-10 240 Wi-Fi signal covers every zone where the use case needs it
WLS-02 h i UUPP WP-10 240 Signal-to-noise ratio is high enough
IDA-01 b i FFPF WP-14 90 Every machine and service account is managed, named and owned
IDA-04 m n FPPP WP-14 45 Accounts of leavers and unused accounts are disabled
SEC-04 m n FBPB WP-07 30 Management protocols are not clear-text
DAT-02 h i FFWF WP-25 60 Data travels over a shared integration layer, not over one-off links
DAT-03 h i WFPP WP-26 60 The pilot's connectors can be reused by configuration
DAT-04 h i FPPP WP-26 60 Custom code in the data path is in version control and rebuildable
DAT-05 b a PFPP WP-28 45 Every consumer can read this line's controllers
PLC-01 h i PWPP WP-02 60 Every controller on the line is identified
PLC-02 b a PFPP WP-29 60 Each needed controller has a usable data interface
PLC-03 h i UFPP WP-29 60 The controller type is one the pilot's connector already reads
PLC-08 m n PNPW WP-32 30 OPC UA endpoints use current security policies
OWN-01 h i WWWW WP-20 45 Each layer of the line has exactly one accountable owner
OWN-02 b a FFFF WP-20 45 The border between IT and OT has an owner who can decide
OWN-03 m n FFFF WP-20 60 IT and OT give the same answers
OWN-04 h i FFWF WP-23 60 No critical system depends on one person's memory
OPS-01 b a PPPP WP-38 120 What made the pilot work is written down and verified
OPS-07 h n PFPP WP-35 120 The line pays back within the limit
"""

SEEN = {
    "NET-03": "VLAN 1 - expected controllers only, seen 14 controllers, 3 printers and a camera",
    "NET-08": "SW-CC2-01 (cabinet CC-2, by the parts crib) - expected a login, seen none",
    "IDA-01": "4 machine accounts are only in the spreadsheet: svc_mes, svc_hist, plc_rd, vis01",
    "DAT-05": "PLC-L2-01 (SLC 5/04) - expected a driver in the MES list, seen DH+ only",
    "PLC-02": "PLC-L2-01 - expected Ethernet, seen a serial port and DH+",
    "OWN-02": "IT names the OT lead, OT names the IT lead; nobody has the right to decide",
    "WLS-01": "the walk stops at x = 41 m, by the parts crib; 9 of 22 points are missing",
    "OWN-04": "historian scripts - one person at level 3, leaves in 7 months, nothing written",
    "DAT-02": "5 of 6 flows are one-off links, one of them a script on QA-PC2",
    "OPS-07": "7.5 years - expected at most 3 years; stretch 2.5 against the pilot",
}


def _never(_: Asked) -> Answer:
    raise AssertionError("the report must not ask a check")


def _check(row: str) -> tuple[Check, str]:
    check_id, severity, gate, statuses, package, minutes, title = row.split(" ", 6)
    theme, stage = _THEME[check_id[:3]]
    limit = Threshold("pass_from", 95, "%", "share that must hold", "N+D")
    check = Check(
        check_id=check_id,
        theme=theme,
        title=title,
        question=f"{title}: is that so?",
        severity=_SEVERITY[severity],
        gate=_GATE[gate],
        stage=stage,
        work_packages=(package,),
        max_age_days=365,
        thresholds=(limit,),
        basis="IEC 62443-3-3 SR 7.8 (recalled, verify); percentages project default",
        so_what="A change by one team stops the line's data, and nobody finds out before the shift",
        remedy="Close the gap on the named devices in the next window and test it",
        closes_unknown="One hour with the line's technician at the cabinet",
        closes_minutes=int(minutes),
        closes_who="automation lead",
        judge=_never,
    )
    return check, statuses


CATALOGUE: tuple[tuple[Check, str], ...] = tuple(_check(row) for row in _ROWS.strip().splitlines())
"""(check, its status letter on L1, L2, L3, L4)."""
