"""Tag lists and stored values answer what the signal list leaves open, and nothing else."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import HistoryRow, TagRow
from checks.data_path.data_is_complete_and_plausible import CHECK as COMPLETE
from checks.data_path.the_needed_signals_exist import CHECK as EXIST
from checks.records import Outcome
from tests.checks.data_path.given import signal
from tests.checks.plants import Edit, ask, expect, plant, rows


def tags(*names: str, asset: str = "PLC-L1") -> Edit:
    return rows(*(TagRow(asset=asset, tag=name) for name in names), method="plc-tags")


def stored(tag: str, complete: float | None = 99.0, **more: object) -> Edit:
    fields: dict[str, object] = {
        "tag": tag, "first": "2026-04-01", "history_days": 8, "complete_percent": complete,
        "implausible_percent": 0, "measured_on": date(2026, 4, 9),
    }  # fmt: skip
    return rows(HistoryRow.model_validate({**fields, **more}), method="history")


TEMP = signal("spindle temperature", asset="PLC-L1", tag="SpindleTemp")


def test_a_tag_in_the_controllers_list_exists() -> None:
    got = ask(EXIST, plant(TEMP, tags("spindletemp", "Other")))
    expect(got, Outcome.PASS, "seen 1")
    assert len(got.evidence) == 2


def test_a_tag_that_the_list_lacks_does_not_exist() -> None:
    essential = signal("torque", asset="PLC-L1", tag="Torque", essential=True)
    expect(ask(EXIST, plant(essential, tags("Other"))), Outcome.FAIL, "essential and missing")


def test_the_list_of_another_controller_says_nothing() -> None:
    assert ask(EXIST, plant(TEMP, tags("Other", asset="PLC-L2"))).outcome is Outcome.UNKNOWN


def test_tags_that_differ_by_a_mark_are_two_tags() -> None:
    other = signal("x", asset="PLC-L1", tag="Spindle_Temp", essential=True)
    assert ask(EXIST, plant(other, tags("SpindleTemp"))).outcome is Outcome.FAIL


def test_a_member_of_a_structure_exists_with_it() -> None:
    member = signal("speed", asset="PLC-L1", tag="Motor[3].Speed")
    expect(ask(EXIST, plant(member, tags("Motor"))), Outcome.PASS)


def test_what_the_inventory_says_counts_first() -> None:
    said = signal("torque", asset="PLC-L1", tag="Torque", exists=True)
    expect(ask(EXIST, plant(said, tags("Other"))), Outcome.PASS)


def test_stored_values_answer_how_complete_a_signal_is() -> None:
    expect(ask(COMPLETE, plant(TEMP, stored("SPINDLETEMP"))), Outcome.PASS)
    expect(ask(COMPLETE, plant(TEMP, stored("SpindleTemp", 90.0))), Outcome.FAIL, "90 % complete")
    by_name = signal("torque")
    expect(ask(COMPLETE, plant(by_name, stored("torque"))), Outcome.PASS)


def test_stored_on_change_stays_unknown() -> None:
    got = ask(COMPLETE, plant(TEMP, stored("SpindleTemp", None)))
    expect(got, Outcome.UNKNOWN, code="parse_partial")


def test_the_longer_of_two_histories_counts() -> None:
    short = stored("SpindleTemp", 10.0, history_days=1)
    expect(ask(COMPLETE, plant(TEMP, stored("SpindleTemp"), short)), Outcome.PASS)


def test_counted_values_are_not_mixed_with_those_of_the_inventory() -> None:
    own = signal("torque", tag="Torque", history_days=14, complete_percent=99)
    got = ask(COMPLETE, plant(own, stored("Torque", 10.0)))
    expect(got, Outcome.UNKNOWN, code="parse_partial")


def test_a_row_of_stored_values_that_counts_none_connects_nothing() -> None:
    empty = rows(HistoryRow(tag="SpindleTemp"), method="history")
    expect(ask(EXIST, plant(TEMP, empty)), Outcome.UNKNOWN, "was not looked for",
           code="no_evidence")  # fmt: skip
