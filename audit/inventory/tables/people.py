"""Tables about people: owners, answers, knowledge, the pilot's conditions, waivers."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Number, Row, Text, Whole, YesNo


class Side(Choice):
    """Who answered."""

    IT = "IT"
    OT = "OT"
    FLOOR = "floor"
    FINANCE = "finance"
    UNSAID = ""


class OwnerRow(Row):
    """Who is accountable for one layer of one line."""

    table: ClassVar[str] = "owners"
    key: ClassVar[tuple[str, ...]] = ("layer", "line", "accountable")
    layer: Text
    """network, wireless, identity, security, controllers, gateways, integration, MES, data model,
    use case.
    """
    line: Text = ""
    """Empty: the whole plant."""
    accountable: Text = ""
    named_person: YesNo = None
    """Whether `accountable` is a person and not only a role."""
    responsible: Text = ""
    org: Text = ""
    load_bearing: YesNo = None
    document: Text = ""


class AnswerRow(Row):
    """One answer of one person to one question; the same question is asked on both sides."""

    table: ClassVar[str] = "answers"
    key: ClassVar[tuple[str, ...]] = ("question_id", "line", "side")
    question_id: Text
    """`boundary_owner`, `boundary_rights_written`, `one_organisation`, … or any paired question's
    id.
    """
    line: Text = ""
    side: Side = Side.UNSAID
    question: Text = ""
    answer: Text = ""
    """Free text; `don't know` is an answer, an empty cell means not asked."""
    answered_by: Text = ""
    role: Text = ""
    answered_on: Day = None
    document: Text = ""
    remark: Text = ""
    """What somebody added beside the answer."""


class KnowledgeRow(Row):
    """What one person can do with one system."""

    table: ClassVar[str] = "knowledge"
    key: ClassVar[tuple[str, ...]] = ("system", "line", "person")
    system: Text
    line: Text = ""
    """Empty: used by every line."""
    person: Text = ""
    level: Whole = None
    """0 none, 1 has seen it, 2 can run it, 3 can repair and change it."""
    written: YesNo = None
    """Whether a written procedure exists."""
    leave_date: Day = None
    critical: YesNo = None


class ConditionKind(Choice):
    """The four kinds of conditions a baseline needs."""

    TECHNICAL = "technical"
    OPERATIONAL = "operational"
    COMMERCIAL = "commercial"
    HUMAN = "human"


class WouldFail(Choice):
    """Whether the use case would fail without the condition; unknown counts as load-bearing until
    answered.
    """

    YES = "yes"
    DEGRADED = "degraded"
    NO = "no"
    UNKNOWN = "unknown"


class ConditionRow(Row):
    """One condition that made the pilot work."""

    table: ClassVar[str] = "baseline"
    key: ClassVar[tuple[str, ...]] = ("use_case", "condition_id")
    condition_id: Text
    use_case: Text = ""
    """Empty: every use case."""
    kind: ConditionKind = ConditionKind.TECHNICAL
    statement: Text = ""
    check_id: Text = ""
    pilot_value: Text = ""
    """What was measured on the pilot; empty: the check's own result on the pilot."""
    needed_value: Text = ""
    would_fail_without: WouldFail = WouldFail.UNKNOWN
    scaffolding: Text = ""
    """Special help the pilot had for this; empty: none."""
    asserted_by: Text = ""


class WaiverRow(Row):
    """An accepted risk. It keeps the finding's own status underneath."""

    table: ClassVar[str] = "waivers"
    key: ClassVar[tuple[str, ...]] = ("check_id", "line")
    check_id: Text
    line: Text
    reason: Text = ""
    approver: Text = ""
    expires: Day = None


class ThresholdRow(Row):
    """A threshold that this case overrides."""

    table: ClassVar[str] = "thresholds"
    key: ClassVar[tuple[str, ...]] = ("check_id", "name")
    check_id: Text
    name: Text
    value: Number = None
    reason: Text = ""
    approved_by: Text = ""
