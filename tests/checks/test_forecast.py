"""What a rollout without an audit would meet, deployment by deployment."""

from dataclasses import replace
from datetime import date

from checks import ALL
from checks.forecast import forecast
from checks.records import Finding, Judgement, Outcome, Relation, Waiver

BY_ID = {check.check_id: check for check in ALL}


def failing(line: str, check_id: str) -> Finding:
    return Finding(
        line, "pdm", BY_ID[check_id], Outcome.FAIL, None, "seen", True, Relation.INSUFFICIENT, ()
    )


def judgement(*findings: Finding) -> Judgement:
    return Judgement("0" * 64, date(2026, 11, 16), "L3", findings, (), (), ())


def test_each_deployment_meets_the_first_domain_nobody_met_before() -> None:
    everywhere = [
        failing(line, check_id)
        for line in ("L1", "L2", "L4")
        for check_id in ("OWN-02", "IDA-01", "NET-03")
    ]
    second, third, fourth = forecast(judgement(*everywhere), ["L4", "L1", "L2"])
    assert (second.number, second.line, second.domain) == (2, "L4", "network")
    assert second.behind == ("identity", "ownership")
    assert (third.domain, third.behind) == ("identity", ("ownership",))
    assert (fourth.domain, fourth.behind) == ("ownership", ())


def test_a_problem_of_one_line_alone_comes_first_where_work_meets_it_first() -> None:
    rows = forecast(
        judgement(failing("L1", "NET-08"), failing("L2", "PLC-02"), failing("L2", "NET-08")),
        ["L1", "L2"],
    )
    assert [row.domain for row in rows] == ["network", "controller"]
    assert rows[1].stop is not None
    assert rows[1].stop.check.check_id == "PLC-02"


def test_nothing_new_and_accepted_risks_stop_nobody() -> None:
    waived = replace(
        failing("L1", "NET-08"), waiver=Waiver("spare bought", "plant manager", date(2027, 1, 1))
    )
    assert forecast(judgement(waived), ["L1"])[0].stop is None
    not_a_gate = replace(failing("L1", "NET-09"), gate=False)
    assert forecast(judgement(not_a_gate), ["L1"])[0].stop is None
